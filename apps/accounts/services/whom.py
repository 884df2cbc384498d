"""From words such as `group:<id>` to the person, group or role that a grant or a row rule is for."""

from __future__ import annotations

from collections.abc import Iterable

from apps.core.errors import InvalidInput

from ..models import EVERYONE, Group, Membership, Role

Fields = dict[str, str | None]  # user_id, group_id, role of a `ForWhom`


def read_whoms(workspace_id: str, texts: Iterable[str], field: str) -> dict[str, Fields]:
    """For each of the texts (a person's id, `group:<id>`, `role:<name>` or `everyone`) the fields it stands for, in two questions at most.

    Raises InvalidInput, naming `field`, for people outside the workspace, groups of another one and unknown roles.
    """
    read = {text: _read(text) for text in texts}
    people = {one["user_id"] for one in read.values() if one["user_id"]}
    groups = {one["group_id"] for one in read.values() if one["group_id"]}
    seats = Membership.objects.filter(workspace_id=workspace_id, user_id__in=people).values_list("user_id", flat=True)
    if people and people - set(seats):
        raise _wrong("Share only with members of the workspace.", field)
    if groups and groups - set(Group.objects.filter(workspace_id=workspace_id, pk__in=groups).values_list("pk", flat=True)):
        raise _wrong("There is no such group in the workspace.", field)
    if any(one["role"] and one["role"] not in Role.values for one in read.values()):
        raise _wrong(f"There is no such role. Choose one of {', '.join(Role.values)}.", field)
    return read


def _read(text: str) -> Fields:
    kind, _, name = text.rpartition(":")
    if text == EVERYONE:
        return {"user_id": None, "group_id": None, "role": ""}
    if kind == "group":
        return {"user_id": None, "group_id": name or "?", "role": ""}
    if kind == "role":
        return {"user_id": None, "group_id": None, "role": name or "?"}
    return {"user_id": text or "?", "group_id": None, "role": ""}


def _wrong(message: str, field: str) -> InvalidInput:
    return InvalidInput(message, fields={field: [message]})
