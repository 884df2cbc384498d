"""Cross-filters: what viewers choose on one tile narrows the other tiles of its dataset.

A viewer names a tile, a column that this tile shows, and values or a range of it; nothing else is heard, so nobody filters
by a column that no tile shows. Row rules apply to every tile all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from apps.engine.compile.cube import Axis

from ..errors import FilterInvalid
from ..models import Tile
from .choices import axis_of, is_open
from .depth import Depth


@dataclass(frozen=True, slots=True)
class Crossed:
    """A tile on which something is chosen: all it can be filtered by, the chosen columns with their conditions."""

    tile: str
    dataset: str
    axes: tuple[Axis, ...]


def crossed_on(tile: Tile, depth: Depth, chosen: Mapping[str, Any], zone: ZoneInfo) -> Crossed | None:
    """What is chosen on a tile, and where it was drilled to; nothing chosen is for preparing. None when it has nothing to choose.

    `zone` is where the viewer's days begin. Raises FilterInvalid for a column that the tile does not show and values that do not fit.
    """
    shown = {one.name: one for one in depth.shown()}
    for name in chosen:
        if name not in shown:
            raise FilterInvalid(f"{tile} shows no column {str(name)[:60]} to filter by.", tile=tile.pk, known=sorted(shown))
    axes = tuple(axis_of(one, chosen.get(name, {}), zone) for name, one in shown.items() if name in chosen or is_open(one))
    return Crossed(tile.pk, depth.dataset.pk, (*depth.kept, *axes)) if axes else None


def across(crossed: Iterable[Crossed], tile: Tile) -> tuple[Axis, ...]:
    """What narrows `tile`: the choices on the other tiles of its dataset."""
    return tuple(axis for one in _reaching(crossed, tile) for axis in one.axes)


def crossed_by(crossed: Iterable[Crossed], tile: Tile) -> list[str]:
    """The ids of the tiles whose marks narrow `tile` now."""
    return [one.tile for one in _reaching(crossed, tile)]


def _reaching(crossed: Iterable[Crossed], tile: Tile) -> list[Crossed]:
    dataset = tile.chart.dataset_id if tile.chart else None
    return [one for one in crossed if one.tile != tile.pk and one.dataset == dataset]
