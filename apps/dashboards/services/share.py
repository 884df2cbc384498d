"""Who may see and change a dashboard. Its tiles' data follow it: seeing the dashboard is enough to see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from apps.accounts.models import Level, Membership, User
from apps.accounts.selectors import grants_on
from apps.accounts.services import rights
from apps.core import live
from apps.core.errors import InvalidInput

from ..models import Dashboard, DashboardVersion
from ..selectors import access_dashboard
from .content import Content
from .saving import CHANNEL


def share_dashboard(*, user: User, dashboard_id: str, visibility: str | None = None, grants: Mapping[str, str] | None = None) -> Dashboard:
    """Set visibility and the people's levels (user id -> view, edit, manage; replaces all); None leaves that part as it is."""
    before = access_dashboard(user, dashboard_id, "manage")
    with transaction.atomic():
        dashboard = rights.share(user=user, obj=before, visibility=visibility, grants=grants)
        if dashboard.version != before.version:
            _keep_version(dashboard, user)
        data = {"id": dashboard.pk, "version": dashboard.version, "action": "dashboard.share", "by": str(user), "by_id": user.pk}
        live.publish(f"{CHANNEL}:{dashboard.pk}", "dashboard.changed", data)
    return dashboard


def add_person(*, user: User, dashboard_id: str, email: str, level: str) -> User:
    """Grant a member of the workspace a level. Raises InvalidInput for anybody else."""
    dashboard = access_dashboard(user, dashboard_id, "manage")
    members = Membership.objects.select_related("user").filter(workspace_id=dashboard.workspace_id)
    member = members.filter(user__email=email.strip().lower()).first()
    if member is None:
        raise InvalidInput(
            "Nobody in this workspace has that address. Invite them to the workspace first.", fields={"email": ["Not a member."]}
        )
    if member.user_id == dashboard.owner_id:
        raise InvalidInput(f"{member.user} owns this dashboard and can do everything already.", fields={"email": ["The owner."]})
    set_level(user=user, dashboard_id=dashboard_id, user_id=member.user_id, level=level)
    return member.user


def set_level(*, user: User, dashboard_id: str, user_id: str, level: str | None) -> None:
    """Change one person's level; None takes their grant away."""
    dashboard = access_dashboard(user, dashboard_id, "manage")
    grants = {g.user_id: g.level for g in grants_on(dashboard)}
    grants.pop(user_id, None)
    if level is not None:
        grants[user_id] = level
    share_dashboard(user=user, dashboard_id=dashboard_id, grants=grants)


def sharing_of(dashboard: Dashboard) -> dict[str, Any]:
    """Owner, visibility and people with their levels, for the API and the dialog."""
    people = [
        {"user_id": g.user_id, "name": str(g.user), "email": g.user.email, "level": g.level}
        for g in grants_on(dashboard).select_related("user")
    ]
    owner = {"user_id": dashboard.owner_id, "name": str(dashboard.owner), "email": dashboard.owner.email}
    return {"visibility": dashboard.visibility, "owner": owner, "people": people, "levels": list(Level.values)}


def _keep_version(dashboard: Dashboard, user: User) -> None:
    """A changed visibility counts as a version, so that two people who share at once notice each other."""
    Dashboard.objects.filter(pk=dashboard.pk).update(saved_by=user)
    content = Content.of(dashboard).plain()
    note = f"Shared: {dashboard.get_visibility_display().lower()}"
    DashboardVersion.objects.create(dashboard=dashboard, number=dashboard.version, snapshot=content, saved_by=user, note=note)
