"""Who may see and change an object: its visibility, and grants to single people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from django.db import transaction
from django.db.models import F

from apps.core import audit
from apps.core.errors import InvalidInput

from ..models import Grant, Level, Membership, SharedObject, User, Visibility
from ..selectors import access_object, grants_on, kind_of

T = TypeVar("T", bound=SharedObject)


@transaction.atomic
def share(*, user: User, obj: T, visibility: str | None = None, grants: Mapping[str, str] | None = None) -> T:
    """Set who may see and change `obj`; None leaves that part as it is.

    `grants` maps user ids to view, edit or manage and replaces all earlier grants. Raises NotFound or Forbidden without the
    right to manage the object, InvalidInput for people outside its workspace. A new visibility counts as a new version.
    """
    stored = access_object(type(obj), user, obj.pk, "manage")
    before = rights_of(stored)
    if visibility is not None:
        _set_visibility(stored, visibility)
    if grants is not None:
        _replace(stored, dict(grants))
    stored.refresh_from_db()
    after = rights_of(stored)
    if before != after:
        audit.record(
            "object.share",
            user=user,
            workspace_id=stored.workspace_id,
            kind=kind_of(stored),
            object_id=stored.pk,
            before=before,
            after=after,
        )
    return stored


def rights_of(obj: SharedObject) -> dict[str, object]:
    """Visibility and grants as plain data: `{"visibility": ..., "grants": {user id: level}}`."""
    return {"visibility": obj.visibility, "grants": {grant.user_id: grant.level for grant in grants_on(obj)}}


def _set_visibility(obj: SharedObject, visibility: str) -> None:
    if visibility not in Visibility.values:
        raise InvalidInput("Choose private or workspace.", fields={"visibility": ["Choose private or workspace."]})
    changed = type(obj).objects.filter(pk=obj.pk).exclude(visibility=visibility)  # type: ignore[attr-defined]  # abstract models have no manager of their own
    changed.update(visibility=visibility, version=F("version") + 1)


def _replace(obj: SharedObject, grants: dict[str, str]) -> None:
    _check(obj, grants)
    old = Grant.objects.filter(kind=kind_of(obj), object_id=obj.pk)
    old.exclude(user_id__in=grants).delete()
    for user_id, level in grants.items():
        Grant.objects.update_or_create(
            kind=kind_of(obj), object_id=obj.pk, user_id=user_id, defaults={"level": level, "workspace_id": obj.workspace_id}
        )


def _check(obj: SharedObject, grants: dict[str, str]) -> None:
    members = Membership.objects.filter(workspace_id=obj.workspace_id, user_id__in=grants).values_list("user_id", flat=True)
    if set(grants) - set(members):
        raise InvalidInput("Share only with members of the workspace.", fields={"grants": ["Share only with members of the workspace."]})
    if set(grants.values()) - set(Level.values):
        raise InvalidInput("Choose view, edit or manage.", fields={"grants": ["Choose view, edit or manage."]})
