"""Make, change and delete groups of people, and write down facts about people; for administrators of the workspace."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import RestrictedError

from apps.core import audit
from apps.core.errors import Conflict, InvalidInput, NotFound

from ..models import Group, Membership, User, Workspace
from ..selectors import access_group, access_workspace

MOST_ATTRIBUTES, MOST_VALUES = 50, 200


def save_group(
    *,
    user: User,
    workspace: Workspace,
    group_id: str | None = None,
    name: str | None = None,
    description: str | None = None,
    members: Collection[str] | None = None,
) -> Group:
    """Make a group, or change what is given of one; `members` (user ids) replaces its people. Returns it with its seats.

    Raises Forbidden for non-administrators, NotFound, InvalidInput for an empty name or people outside the workspace, and
    Conflict when another group has the name.
    """
    access_workspace(user, workspace.pk, "manage")
    group = access_group(workspace, group_id) if group_id else Group(workspace=workspace)
    before = facts(group) if group_id else None
    group.name = (group.name if name is None else name).strip()[:120]
    group.description = (group.description if description is None else description).strip()[:500]
    if not group.name:
        raise InvalidInput("Give the group a name.", fields={"name": ["Give the group a name."]})
    try:
        with transaction.atomic():
            group.save()
            if members is not None:
                group.seats.set(_seats(workspace, members))
            stored = access_group(workspace, group.pk)
            _record("group.save", user, stored, before, facts(stored))
    except IntegrityError:
        raise Conflict(f"Another group is called {group.name}.", fields={"name": ["This name is taken."]}) from None
    return stored


@transaction.atomic
def delete_group(*, user: User, workspace: Workspace, group_id: str) -> None:
    """Delete a group with the grants it has. Raises Conflict while a row rule is for it: taking a rule away shows more."""
    access_workspace(user, workspace.pk, "manage")
    group = access_group(workspace, group_id)
    _record("group.delete", user, group, facts(group), None)
    try:
        group.delete()
    except RestrictedError:
        raise Conflict(f"Row rules are for {group.name}: without them its people would see more. Change those rules first.") from None


def set_attributes(*, user: User, workspace: Workspace, member_id: str, attributes: Mapping[str, Any]) -> Membership:
    """Replace the facts about a member that row rules read, such as `{"region": ["EU"]}`: texts, numbers, true, false, or lists of them.

    Raises Forbidden for non-administrators, NotFound for people outside, InvalidInput for anything else.
    """
    access_workspace(user, workspace.pk, "manage")
    seat = Membership.objects.select_related("user").filter(workspace=workspace, user_id=member_id).first()
    if seat is None:
        raise not_a_member()
    before, seat.attributes = seat.attributes, _attributes(attributes)
    with transaction.atomic():
        seat.save(update_fields=["attributes", "updated_at"])
        audit.record("member.attributes", user=user, workspace_id=workspace.pk, kind="member", object_id=member_id,
                     before=before, after=seat.attributes)  # fmt: skip
    return seat


def not_a_member() -> NotFound:
    """What is said of somebody who has no seat in the workspace."""
    return NotFound("This person is not a member of the workspace.")


def facts(group: Group) -> dict[str, Any]:
    """A group as the audit trail keeps it."""
    return {"name": group.name, "description": group.description, "members": sorted(seat.user_id for seat in group.seats.all())}


def _seats(workspace: Workspace, members: Collection[str]) -> list[Membership]:
    seats = list(Membership.objects.filter(workspace=workspace, user_id__in=members))
    if len(seats) != len(set(members)):
        raise InvalidInput("A group holds members of the workspace only.", fields={"members": ["Choose members of the workspace."]})
    return seats


def _attributes(given: Mapping[str, Any]) -> dict[str, Any]:
    if len(given) > MOST_ATTRIBUTES:
        raise InvalidInput(f"A person has at most {MOST_ATTRIBUTES} attributes.", fields={"attributes": ["Too many."]})
    return {_name(name): _value(name, value) for name, value in given.items()}


def _name(name: str) -> str:
    name = name.strip()
    if not name or len(name) > 60:
        raise InvalidInput("An attribute has a name of 1 to 60 characters.", fields={"attributes": ["Name every attribute."]})
    return name


def _value(name: str, value: Any) -> Any:
    listed = value if isinstance(value, list) else [value]
    if len(listed) > MOST_VALUES or not all(isinstance(one, str | int | float | bool) and len(str(one)) <= 500 for one in listed):
        message = f"{name[:60]} is a text, a number, true, false, or a list of at most {MOST_VALUES} of them."
        raise InvalidInput(message, fields={"attributes": [message]})
    return value


def _record(action: str, user: User, group: Group, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
    audit.record(action, user=user, workspace_id=group.workspace_id, kind="group", object_id=group.pk, before=before, after=after)
