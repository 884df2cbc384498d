"""What a rule of the route map can say: who gets in at an address, with which methods."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Ids = Callable[[Any], dict[str, Any]]
ALL = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
NONE: frozenset[str] = frozenset()
NONE_ELSE: frozenset[int] = frozenset()
READ = frozenset({"GET"})


@dataclass(frozen=True)
class Rule:
    """`ids` makes the address of an object (None: the address names none); the sets say with which methods a role gets in.

    Whatever a role is not let in with has to be refused: 403, 404 or 405 for members, 404 or 405 for strangers. `fine` holds
    statuses that are right here all the same.
    """

    ids: Ids | None = None
    viewer: frozenset[str] = NONE
    analyst: frozenset[str] = NONE
    admin: frozenset[str] = ALL
    stranger: frozenset[str] = field(default=NONE)
    nobody: frozenset[str] = NONE
    fine: frozenset[int] = frozenset()


def anyone() -> Rule:
    """Before signing in."""
    return Rule(None, ALL, ALL, ALL, ALL, ALL)


def oneself() -> Rule:
    """Things that every signed-in person does for themselves, in their own workspace."""
    return Rule(None, ALL, ALL, ALL, ALL)


def creating() -> Rule:
    """Everybody looks; analysts and administrators create. Strangers do so in their own workspace."""
    return Rule(None, READ, ALL, ALL, ALL)


def making() -> Rule:
    """For those who may create; strangers do so in their own workspace."""
    return Rule(None, NONE, ALL, ALL, ALL)


def shown(ids: Ids) -> Rule:
    """An object that the workspace sees; its owner and administrators change it."""
    return Rule(ids, READ, READ)


def asked(ids: Ids) -> Rule:
    """An object that the workspace sees and asks for data by POST."""
    return Rule(ids, READ | {"POST"}, READ | {"POST"})


def copied(ids: Ids) -> Rule:
    """An object that the workspace sees; who may create may make something of their own of it."""
    return Rule(ids, READ, READ | {"POST"})


def kept(ids: Ids) -> Rule:
    """For those who may change or manage the object only."""
    return Rule(ids)


def private(ids: Ids) -> Rule:
    """One person's own; administrators of the tests' world are that person."""
    return Rule(ids)


def guests(ids: Ids, fine: frozenset[int] = NONE_ELSE) -> Rule:
    """Open to whoever has the token in the address."""
    return Rule(ids, ALL, ALL, ALL, ALL, ALL, fine=fine)


def of(**names: str | int) -> Ids:
    """Parameters from attributes of the world, or given: of(dataset_id="dataset.pk", number=1, filter_id="#region")."""
    return lambda world: {name: _read(world, path) for name, path in names.items()}


def _read(world: Any, path: str | int) -> Any:
    if isinstance(path, int) or path.startswith("#"):
        return str(path).removeprefix("#")
    for part in path.split("."):
        world = getattr(world, part)
    return world
