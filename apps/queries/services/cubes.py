"""Whether a question that another tile's marks narrow can be answered from a cube that lies ready."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING

from apps.core.storage import home
from apps.engine.compile import Compiled
from apps.engine.compile.cube import compile_cube
from apps.engine.duck import cubes
from apps.engine.types import Source

if TYPE_CHECKING:
    from pathlib import Path

    from .plan import Plan

CELLS = 500_000  # a larger cube is not much faster than the data
_FORMAT = "1"  # part of every key: another one makes old cubes unread
_REFUSED = 4096
_refused: OrderedDict[str, None] = OrderedDict()


def folder() -> Path:
    """Where the cubes of this machine lie."""
    return home() / "cubes"


def ready(plan: Plan) -> tuple[Compiled, tuple[Source, ...]] | None:
    """The statement over the cube and the cube itself, when the plan's question has one that lies ready."""
    cube, direct = plan.request.cube, plan.compiled
    source = cubes.find(folder(), key_of(plan)) if cube and direct else None
    if cube is None or direct is None or source is None:
        return None
    compiled = compile_cube(cube, source, direct, now=plan.now, timezone=plan.request.timezone)
    return (compiled, (source,)) if compiled else None


def key_of(plan: Plan) -> str:
    """The name of the cube: the question that fills it, asked of these versions under these row rules in this time zone."""
    return f"{_FORMAT}{filling(plan).key}"


def filling(plan: Plan) -> Plan:
    """The plan that fills the cube, over the very sources of `plan`."""
    assert plan.request.cube is not None
    return replace(plan, request=replace(plan.request, spec=plan.request.cube.fill, cube=None), limits=replace(plan.limits, rows=CELLS))


def refuse(key: str) -> None:
    """Remember that no cube can be made under this key."""
    _refused[key] = None
    while len(_refused) > _REFUSED:
        _refused.popitem(last=False)


def is_refused(key: str) -> bool:
    """Whether making it was given up."""
    return key in _refused
