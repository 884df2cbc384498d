"""What a person is in a workspace: role, groups, attributes; and the conditions that follow from it on rows of the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from ..models import Group, Membership, Role, User

NOBODY = Q(pk__in=())


@dataclass(frozen=True)
class Standing:
    """One person in one workspace; strangers have an empty role."""

    role: str = ""
    groups: frozenset[str] = frozenset()
    attributes: Mapping[str, Any] | None = None


def readers(user: User) -> tuple[User, ...]:
    """Everybody whose rights and rules count for what is shown: the person, and whoever looks through their eyes."""
    return (user, user.guise.by) if user.guise else (user,)


def standing_in(user: User, workspace_id: str) -> Standing:
    """The person's role, groups (ids) and attributes in the workspace."""
    if user.guise and user.guise.role:
        made_up = Standing(user.guise.role, frozenset(user.guise.groups), {})
        return made_up if workspace_id == user.guise.workspace_id else Standing()
    seat = Membership.objects.filter(_seat(user), workspace_id=workspace_id).first()
    if seat is None:
        return Standing()
    return Standing(seat.role, frozenset(seat.groups.values_list("pk", flat=True)), seat.attributes)


def inside(user: User, roles: Iterable[str] = Role.values) -> Q:
    """Rows of the workspaces in which the person has one of `roles`; for models with a workspace."""
    if user.guise and user.guise.role:
        return Q(workspace_id=user.guise.workspace_id) if user.guise.role in roles else NOBODY
    return Q(workspace_id__in=Membership.objects.filter(_seat(user), role__in=list(roles)).values("workspace_id"))


def for_them(user: User, workspace: str = "workspace_id") -> Q:
    """Rows that are for this person, a group of theirs, their role in the row's workspace, or everybody.

    For `ForWhom` models; `workspace` is the path from their rows to the id of the workspace.
    """
    nobody = Q(user=None, group=None)
    if user.guise and user.guise.role:
        own = Q(group_id__in=user.guise.groups) | nobody & Q(role__in=("", user.guise.role))
        return own & Q(**{workspace: user.guise.workspace_id})
    seats = Membership.objects.filter(_seat(user))
    role = Exists(seats.filter(workspace_id=OuterRef(workspace), role=OuterRef("role")))
    groups = Group.objects.filter(seats__user_id=user.pk).values("pk")
    return Q(user_id=user.pk) | Q(group_id__in=groups) | nobody & (Q(role="") | Q(role))


def _seat(user: User) -> Q:
    """The person's own seats; of somebody who is looked as only the one in that workspace."""
    return Q(user_id=user.pk, workspace_id=user.guise.workspace_id) if user.guise else Q(user_id=user.pk)
