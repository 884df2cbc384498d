"""Who may see and change an object: its visibility, and grants to people, groups, roles or everybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F

from apps.core import audit
from apps.core.errors import InvalidInput

from ..models import EVERYONE, Collection, Grant, Level, Membership, Role, SharedObject, User, Visibility
from ..selectors import access_object, grants_on, groups_in, kind_of, people_in
from .heritage import settle
from .whom import read_whoms

T = TypeVar("T", bound=SharedObject)


@transaction.atomic
def share(*, user: User, obj: T, visibility: str | None = None, grants: Mapping[str, str] | None = None) -> T:
    """Set who may see and change `obj`; None leaves that part as it is.

    `grants` maps user ids, `group:<id>`, `role:<name>` or `everyone` to view, edit or manage and replaces all earlier grants.
    Raises NotFound or Forbidden without the right to manage the object, InvalidInput for people outside its workspace.
    A new visibility counts as a new version.
    """
    stored = access_object(type(obj), user, obj.pk, "manage")
    before = rights_of(stored)
    if visibility is not None:
        _set_visibility(stored, visibility)
        if isinstance(stored, Collection):
            settle(stored.workspace_id)
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


def forget_grants(obj: SharedObject) -> None:
    """Delete all grants on an object that goes for ever."""
    Grant.objects.filter(kind=kind_of(obj), object_id=obj.pk).delete()


def rights_of(obj: SharedObject) -> dict[str, object]:
    """Visibility and grants as plain data: `{"visibility": ..., "grants": {user id, group:<id>, role:<name> or everyone: level}}`."""
    return {"visibility": obj.visibility, "grants": {grant.whom: grant.level for grant in grants_on(obj)}}


def with_level(obj: SharedObject, whom: str, level: str | None) -> dict[str, str]:
    """The object's grants, as `share` takes them, with one of them changed; None or an empty level takes it away."""
    grants = {grant.whom: grant.level for grant in grants_on(obj) if grant.whom != whom}
    return grants | ({whom: level} if level else {})


def whom_by_email(obj: SharedObject, email: str) -> str:
    """The id of a member whom something can be granted on `obj`. Raises InvalidInput for outsiders, and for the owner."""
    member = Membership.objects.select_related("user").filter(workspace_id=obj.workspace_id, user__email=email.strip().lower()).first()
    if member is None:
        raise InvalidInput(
            "Nobody in this workspace has that address. Invite them to the workspace first.", fields={"email": ["Not a member."]}
        )
    if member.user_id == obj.owner_id:
        raise InvalidInput(f"{member.user} is the owner and can do everything already.", fields={"email": ["The owner."]})
    return member.user_id


def sharing_of(obj: SharedObject) -> dict[str, Any]:
    """Owner, visibility, people and others (groups, roles, everybody) with their levels, for the API and the dialogs."""
    grants = list(grants_on(obj))
    people = [
        {"user_id": g.user_id, "whom": g.user_id, "name": str(g.user), "email": g.user.email, "level": g.level} for g in grants if g.user
    ]
    others = [{"whom": g.whom, "name": g.whom_name, "level": g.level} for g in grants if not g.user_id]
    owner = {"user_id": obj.owner_id, "name": str(obj.owner), "email": obj.owner.email}
    return {"visibility": obj.visibility, "owner": owner, "people": people, "others": others, "levels": list(Level.values)}


def dialog_of(obj: SharedObject) -> dict[str, Any]:
    """The context of `accounts/_sharing.html`: `sharing_of`, and whom else it could be shared with."""
    sharing = sharing_of(obj)
    taken = {one["whom"] for one in (*sharing["people"], *sharing["others"])} | {obj.owner_id}
    groups = [(f"group:{group.pk}", str(group)) for group in groups_in(obj.workspace)]
    roles = [(f"role:{value}", f"Every {label.lower()}") for value, label in Role.choices]
    offered = [*groups, *roles, (EVERYONE, "Everyone in the workspace")]
    return {
        "sharing": sharing,
        "levels": Level.choices,
        "visibilities": Visibility.choices,
        "members": [seat.user for seat in people_in(obj.workspace)[:200] if seat.user_id not in taken],
        "offered": [(whom, name) for whom, name in offered if whom not in taken],
    }


def _set_visibility(obj: SharedObject, visibility: str) -> None:
    if visibility not in Visibility.values:
        raise InvalidInput("Choose private or workspace.", fields={"visibility": ["Choose private or workspace."]})
    changed = type(obj).objects.filter(pk=obj.pk).exclude(visibility=visibility)
    changed.update(visibility=visibility, version=F("version") + 1)


def _replace(obj: SharedObject, grants: dict[str, str]) -> None:
    if set(grants.values()) - set(Level.values):
        raise InvalidInput("Choose view, edit or manage.", fields={"grants": ["Choose view, edit or manage."]})
    whoms = read_whoms(obj.workspace_id, grants, "grants")
    old = {grant.whom: grant for grant in grants_on(obj)}
    gone = [grant.pk for whom, grant in old.items() if whom not in grants]
    Grant.objects.filter(workspace_id=obj.workspace_id, pk__in=gone).delete()
    for whom, level in grants.items():
        grant = old.get(whom) or Grant(workspace_id=obj.workspace_id, kind=kind_of(obj), object_id=obj.pk, **whoms[whom])
        if grant.level != level or whom not in old:
            grant.level = level
            grant.save()
