"""Create, copy, rename, trash, restore and delete dashboards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User, Visibility, Workspace
from apps.accounts.selectors import access_workspace
from apps.accounts.services.rights import forget_grants
from apps.core.errors import InvalidInput

from ..models import Dashboard, Visit
from ..selectors import access_dashboard
from .content import Content
from .declared import Declared
from .saving import announce, change_content, create_with, stale

TRASH_DAYS = 30
_FREE_FIELDS = frozenset({"name", "description"})


def create_dashboard(
    *,
    user: User,
    workspace: Workspace,
    content: Content,
    visibility: str = Visibility.PRIVATE,
    note: str = "Created",
    known: Iterable[Declared] = (),
) -> Dashboard:
    """Create a dashboard with its content. Raises Forbidden when the person only looks in this workspace.

    `known` are the filters of the dashboard it is a copy of, which the person has seen.
    """
    access_workspace(user, workspace.pk, "edit")
    if visibility not in Visibility.values:
        raise InvalidInput("Choose private or workspace.", fields={"visibility": ["Choose private or workspace."]})
    dashboard = Dashboard(workspace=workspace, owner=user, name=content.name, visibility=visibility, saved_by=user)
    return create_with(user=user, dashboard=dashboard, content=content, note=note, known=known)


def duplicate_dashboard(*, user: User, dashboard_id: str, name: str = "") -> Dashboard:
    """Copy a dashboard that `user` may see into one of their own, private at first; every chart is checked again."""
    source = access_dashboard(user, dashboard_id)
    content = Content.of(source).model_copy(update={"name": (name.strip() or f"Copy of {source.name}")[:200]})
    return create_dashboard(
        user=user, workspace=source.workspace, content=content, note=f"Copied from {source.name}", known=content.filters
    )


@transaction.atomic
def pin_dashboard(*, user: User, dashboard_id: str, pinned: bool) -> Dashboard:
    """Put a dashboard that `user` manages on the home page of everybody who sees it, or take it off."""
    dashboard = access_dashboard(user, dashboard_id, "manage")
    if bool(dashboard.pinned_at) != pinned:
        dashboard.pinned_at = timezone.now() if pinned else None
        Dashboard.objects.filter(pk=dashboard.pk).update(pinned_at=dashboard.pinned_at)
        announce(dashboard, user, "dashboard.pin" if pinned else "dashboard.unpin")
    return dashboard


def rename_dashboard(*, user: User, dashboard_id: str, fields: dict[str, Any], expected: int) -> Dashboard:
    """Change name or description."""
    unknown = set(fields) - _FREE_FIELDS
    if unknown:
        raise InvalidInput(f"{', '.join(sorted(unknown))} cannot be changed here.", fields=sorted(unknown))

    def rename(content: Content) -> Content:
        return Content.parse(content.plain() | fields)

    return change_content(user=user, dashboard_id=dashboard_id, change=rename, note="Renamed", expected=expected)


def move_to_trash(*, user: User, dashboard_id: str) -> Dashboard:
    """Put a dashboard into the trash; for 30 days it can be restored, then it is deleted for ever."""
    dashboard = access_dashboard(user, dashboard_id, "manage")
    with transaction.atomic():
        dashboard.trashed_at, dashboard.trashed_by = timezone.now(), user
        dashboard.save(update_fields=("trashed_at", "trashed_by"))
        announce(dashboard, user, "dashboard.trash")
    return dashboard


def restore_dashboard(*, user: User, dashboard_id: str) -> Dashboard:
    """Take a dashboard out of the trash."""
    dashboard = access_dashboard(user, dashboard_id, "manage", trashed=True)
    with transaction.atomic():
        dashboard.trashed_at = dashboard.trashed_by = None
        dashboard.save(update_fields=("trashed_at", "trashed_by"))
        announce(dashboard, user, "dashboard.restore")
    return dashboard


def discard(*, user: User, dashboard_id: str, expected: int) -> None:
    """Move to the trash, or delete for ever what lies there. Raises DashboardStale when `expected` is not the stored version."""
    dashboard = access_dashboard(user, dashboard_id, "manage", trashed=True)
    if dashboard.version != expected:
        raise stale(dashboard)
    if dashboard.trashed_at is None:
        move_to_trash(user=user, dashboard_id=dashboard_id)
    else:
        delete_dashboard(user=user, dashboard_id=dashboard_id)


def delete_dashboard(*, user: User, dashboard_id: str) -> None:
    """Delete a dashboard from the trash for ever, with its versions and grants. Its charts stay."""
    dashboard = access_dashboard(user, dashboard_id, "manage", trashed=True)
    if dashboard.trashed_at is None:
        raise InvalidInput(f"Move {dashboard.name} to the trash first; from there it can be deleted.")
    _delete_for_ever(dashboard, user)


def remove_old_trash(limit: int = 500) -> int:
    """Delete for ever, as whoever put them there, dashboards that lay in the trash for TRASH_DAYS; returns how many went."""
    every = Dashboard.objects.unscoped("the trash of every workspace is emptied")
    old = every.filter(trashed_at__lt=timezone.now() - timedelta(days=TRASH_DAYS)).select_related("trashed_by", "owner")
    gone = list(old.order_by("trashed_at")[:limit])
    for dashboard in gone:
        _delete_for_ever(dashboard, dashboard.trashed_by or dashboard.owner)
    return len(gone)


def _delete_for_ever(dashboard: Dashboard, user: User) -> None:
    with transaction.atomic():
        announce(dashboard, user, "dashboard.delete", before=Content.of(dashboard).plain())
        forget_grants(dashboard)
        dashboard.delete()


def note_visit(*, user: User, dashboard: Dashboard) -> None:
    """Remember that `user` looked, for their list of recents."""
    if not user.guise:
        Visit.objects.update_or_create(user=user, dashboard=dashboard, defaults={"seen_at": timezone.now()})
