"""Why somebody can, or cannot, see a thing: the same rules as `rights.visible`, one at a time and in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from ..models import Collection, Grant, Level, Membership, Role, SharedObject, User, Visibility
from .collections import lineage
from .rights import kind_of

_ORDER = ("", *Level.values)
_DOES = {"view": "look at it", "edit": "change it", "manage": "manage it"}


@dataclass(frozen=True, slots=True)
class Step:
    """One rule as it fits one person: what it says, and the level it gives ("" for none)."""

    text: str
    level: str = ""


@dataclass(frozen=True)
class Verdict:
    """All steps, and the level that follows from them: "", view, edit or manage."""

    steps: tuple[Step, ...]
    level: str

    @property
    def sentence(self) -> str:
        """The end of it, in words after a name: "can look at it"."""
        return f"can {_DOES[self.level]}" if self.level else "cannot see it"


@dataclass(frozen=True)
class Place:
    """Where a thing lies: the collections it inherits from, the nearest first, and all grants that count for it."""

    obj: SharedObject
    line: tuple[Collection, ...]
    grants: dict[tuple[str, str], list[Grant]] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Whether everybody in the workspace sees what lies here and is not private."""
        return not self.line or self.line[0].is_open


def place_of(obj: SharedObject, collection: Collection | None = None, *, moved: bool = False) -> Place:
    """The object where it lies, or as it would lie in `collection` (None: at the top) when `moved`."""
    where = collection.pk if collection else None if moved else obj.collection_id
    line: tuple[Collection, ...] = ()
    if where is not None:
        found = Collection.objects.select_related("owner").filter(workspace_id=obj.workspace_id)
        known = {one.pk: one for one in found}
        line = tuple(lineage(known[where], known)) if where in known else ()
    wanted = [(kind_of(obj), obj.pk), *((kind_of(one), one.pk) for one in line)]
    grants: dict[tuple[str, str], list[Grant]] = {}
    rows = Grant.objects.select_related("user", "group").filter(workspace_id=obj.workspace_id, object_id__in=[pk for _, pk in wanted])
    for grant in rows:
        grants.setdefault((grant.kind, grant.object_id), []).append(grant)
    return Place(obj, line, {key: grants[key] for key in wanted if key in grants})


def seats_for(workspace_id: str) -> list[Membership]:
    """All seats of a workspace with their people and groups, by name; what `explain` needs of each."""
    found = Membership.objects.filter(workspace_id=workspace_id).select_related("user", "workspace").prefetch_related("groups")
    return list(found.order_by("user__name", "user__email"))


def explain(person: User, seat: Membership | None, place: Place) -> Verdict:
    """Each rule that fits the person, and what follows; `seat` is theirs in the object's workspace."""
    name = str(person)
    if seat is None:
        return Verdict((Step(f"{name} is not a member of the workspace, so nothing in it exists for them."),), "")
    steps = [*_role(name, seat), *_own(name, person, seat, place), *_inherited(name, person, seat, place)]
    level = max((step.level for step in steps), key=_ORDER.index)
    if seat.role == Role.VIEWER and _ORDER.index(level) > _ORDER.index("view"):
        steps.append(Step(f"{name} is a viewer, and viewers only look, whatever they own or were granted."))
        level = "view"
    return Verdict(tuple(steps), level)


def audience(place: Place, seats: Iterable[Membership]) -> dict[str, str]:
    """The level of everybody who sees the object, by user id."""
    levels = {seat.user_id: explain(seat.user, seat, place).level for seat in seats}
    return {who: level for who, level in levels.items() if level}


Teller = Callable[[User, Any], Iterable[str]]
_tellers: dict[str, Teller] = {}


def tells(kind: str, teller: Teller) -> None:
    """Register what an app knows of how much a person gets of an object of `kind` whom they see, such as row rules, in sentences."""
    _tellers[kind] = teller


def told_of(person: User, obj: SharedObject) -> list[str]:
    """Those sentences, for somebody who sees the object."""
    return list(_tellers[kind_of(obj)](person, obj)) if kind_of(obj) in _tellers else []


def _role(name: str, seat: Membership) -> list[Step]:
    label = Role(seat.role).label.lower()
    if seat.role == Role.ADMIN:
        return [Step(f"{name} is an administrator of {seat.workspace}, and administrators manage everything in it.", "manage")]
    return [Step(f"{name} is {'an' if label[0] in 'ae' else 'a'} {label} of {seat.workspace}.")]


def _own(name: str, person: User, seat: Membership, place: Place) -> list[Step]:
    obj = place.obj
    steps = [Step(f"{name} owns it.", "manage")] if obj.owner_id == person.pk else []
    steps += [Step(f"It is shared with {_whom(grant, name)}.", grant.level) for grant in _fitting(person, seat, place, obj)]
    if obj.visibility == Visibility.PRIVATE:
        steps.append(Step("It is private: besides administrators, only its owner and those it is shared with see it."))
    return steps


def _inherited(name: str, person: User, seat: Membership, place: Place) -> list[Step]:
    if place.obj.visibility == Visibility.PRIVATE:
        return []
    if not place.line:
        return [Step("It lies in no collection and is not private, so everyone in the workspace sees it.", "view")]
    steps = []
    for one in place.line:
        if one.owner_id == person.pk:
            steps.append(Step(f"{name} owns the collection {one}, in which it lies.", "manage"))
        for grant in _fitting(person, seat, place, one):
            steps.append(Step(f"The collection {one}, in which it lies, is shared with {_whom(grant, name)}.", grant.level))
    if place.is_open:
        steps.append(Step(f"Everyone in the workspace sees the collection {place.line[0]}, in which it lies.", "view"))
    else:
        steps.append(Step(f"The collection {place.line[-1]}, in which it lies, is private."))
    return steps


def _fitting(person: User, seat: Membership, place: Place, obj: SharedObject) -> list[Grant]:
    groups = {group.pk for group in seat.groups.all()}
    return [grant for grant in place.grants.get((kind_of(obj), obj.pk), ()) if _fits(grant, person, seat, groups)]


def _fits(grant: Grant, person: User, seat: Membership, groups: set[str]) -> bool:
    if grant.user_id or grant.group_id:
        return grant.user_id == person.pk or grant.group_id in groups
    return grant.role in ("", seat.role)


def _whom(grant: Grant, name: str) -> str:
    if grant.group_id:
        return f"the group {grant.group}, to which {name} belongs"
    words = grant.whom_name
    return words if grant.user_id else words[0].lower() + words[1:]
