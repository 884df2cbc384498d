"""What the page "Access" shows of a thing: where it lies, who sees it, why, and what a move would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from apps.core import audit
from apps.core.errors import NotFound

from ..models import Collection, Membership, SharedObject, User
from ..selectors import access_object, kind_of, visible
from ..selectors.collections import access_collection, shared_kinds
from ..selectors.why import Verdict, audience, explain, place_of, seats_for, told_of


@dataclass(frozen=True)
class Change:
    """Who sees a thing only after a move, and who no longer does; people as {"user_id", "name", "level"}."""

    gaining: list[dict[str, str]]
    losing: list[dict[str, str]]


def access_any(user: User, kind: str, object_id: str, need: Any = "view") -> SharedObject:
    """The object behind two words of an address, such as `dashboard` and its id. Raises NotFound for unknown kinds too."""
    model = shared_kinds().get(kind)
    if model is None:
        raise NotFound(f"There is nothing of the kind {kind[:40]}.")
    return access_object(model, user, object_id, need)


def why(*, user: User, obj: SharedObject, person_id: str | None = None) -> tuple[User, Verdict, list[str]]:
    """Why `person_id` (the asking person by default) can see an object that `user` sees: (person, verdict, what they get of it).

    About others only those who manage the object may ask. Raises NotFound for people outside the workspace.
    """
    seat = _seat(user, obj, person_id)
    verdict = explain(seat.user, seat, place_of(obj))
    if seat.user_id != user.pk:
        audit.record("object.why", user=user, workspace_id=obj.workspace_id, kind=kind_of(obj), object_id=obj.pk,
                     after={"person": seat.user_id})  # fmt: skip
    return seat.user, verdict, told_of(seat.user, obj) if verdict.level else []


def people_who_see(obj: SharedObject) -> list[dict[str, str]]:
    """Everybody who sees the object with their level, by name; the caller manages it."""
    seats = seats_for(obj.workspace_id)
    levels = audience(place_of(obj), seats)
    return [_person(seat, levels[seat.user_id]) for seat in seats if seat.user_id in levels]


def what_a_move_changes(*, user: User, obj: SharedObject, to: str | None) -> Change:
    """Who would gain and lose sight of the object in another place, which the person may change; nothing is moved.

    Of a collection it is who sees the collection; what lies in it and is not private follows.
    """
    target: Collection | None = access_collection(user, to, "edit") if to else None
    seats = seats_for(obj.workspace_id)
    before, after = audience(place_of(obj), seats), audience(place_of(obj, target, moved=True), seats)
    gaining = [_person(seat, after[seat.user_id]) for seat in seats if seat.user_id in after.keys() - before.keys()]
    losing = [_person(seat, before[seat.user_id]) for seat in seats if seat.user_id in before.keys() - after.keys()]
    return Change(gaining, losing)


def _seat(user: User, obj: SharedObject, person_id: str | None) -> Membership:
    if person_id not in (None, user.pk) and not visible(type(obj), user, "manage").filter(pk=obj.pk).exists():
        raise NotFound("Only those who manage it can ask about others.")
    found = Membership.objects.select_related("user", "workspace").filter(workspace_id=obj.workspace_id, user_id=person_id or user.pk)
    seat = found.first()
    if seat is None:
        raise NotFound("This person is not a member of the workspace.")
    return seat


def _person(seat: Membership, level: str) -> dict[str, str]:
    return {"user_id": seat.user_id, "name": str(seat.user), "email": seat.user.email, "level": level}
