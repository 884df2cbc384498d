"""Cross-filters: what viewers choose on one tile narrows the other tiles of its dataset.

A viewer names a tile, a column that this tile shows, and values or a range of it; nothing else is heard, so nobody filters
by a column that no tile shows. Row rules apply to every tile all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from apps.charts.services.questions import asked, read_chart
from apps.core.errors import AppError
from apps.datasets.models import Dataset
from apps.engine.compile.cube import Axis
from apps.engine.compile.shown import Shown, shown_by
from apps.engine.errors import EngineError
from apps.engine.types import ColumnType

from ..errors import FilterInvalid
from ..models import Dashboard, Tile
from ..selectors import tiles_of
from .choices import axis_of, is_open

_MOST_TILES = 20
_KINDS = (
    ColumnType.TEXT,
    ColumnType.BOOLEAN,
    ColumnType.INTEGER,
    ColumnType.FLOAT,
    ColumnType.DECIMAL,
    ColumnType.DATE,
    ColumnType.TIMESTAMP,
)


@dataclass(frozen=True, slots=True)
class Crossed:
    """A tile on which something is chosen: all it can be filtered by, the chosen columns with their conditions."""

    tile: str
    dataset: str
    axes: tuple[Axis, ...]


def read_cross(dashboard: Dashboard, raw: Any, zone: ZoneInfo) -> tuple[Crossed, ...]:
    """Untrusted `{tile id: {column: value, values, or {"from", "to"}}}` in the order of the tiles; `zone` is where the viewer's days begin.

    Raises FilterInvalid for a tile that is not on the dashboard, a column that it does not show and values that do not fit.
    """
    if not raw:
        return ()
    if not isinstance(raw, Mapping) or not all(isinstance(part, Mapping) for part in raw.values()):
        raise FilterInvalid("Cross-filters are an object: the id of each tile, and for each of its columns the values chosen.")
    if len(raw) > _MOST_TILES:
        raise FilterInvalid(f"At most {_MOST_TILES} tiles can be cross-filters at once.", limit=_MOST_TILES)
    tiles = {tile.pk: tile for tile in _with_versions(dashboard).filter(pk__in=[str(key)[:20] for key in raw])}
    for key in raw:
        if key not in tiles:
            raise FilterInvalid(f"{dashboard.name} has no tile {str(key)[:20]}.", tile=str(key)[:20])
    return tuple(found for tile in tiles.values() if (found := _crossed(tile, raw[tile.pk], zone)))


def offered_by(dashboard: Dashboard, tile_id: str, zone: ZoneInfo) -> Crossed | None:
    """The tile with nothing chosen on it, for preparing; None when it has nothing to choose. Raises FilterInvalid."""
    tile = _with_versions(dashboard).filter(pk=tile_id).first()
    if tile is None:
        raise FilterInvalid(f"{dashboard.name} has no tile {tile_id[:20]}.", tile=tile_id[:20])
    return _crossed(tile, {}, zone)


def across(crossed: Iterable[Crossed], tile: Tile) -> tuple[Axis, ...]:
    """What narrows `tile`: the choices on the other tiles of its dataset."""
    return tuple(axis for one in _reaching(crossed, tile) for axis in one.axes)


def crossed_by(crossed: Iterable[Crossed], tile: Tile) -> list[str]:
    """The ids of the tiles whose marks narrow `tile` now."""
    return [one.tile for one in _reaching(crossed, tile)]


def choosable(tile: Tile) -> tuple[Shown, ...]:
    """The columns of the tile's answer that can be cross-filtered by; none of a text tile or of a chart that no longer fits its data."""
    chart = tile.chart
    if chart is None:
        return ()
    try:
        kind, question, _ = read_chart(chart.dataset, kind=chart.kind, spec=chart.spec, options=chart.options)
        shown = shown_by(kind.asked(asked(chart.dataset, question)), _columns(chart.dataset))
    except (AppError, EngineError):
        return ()
    return tuple(one for one in shown if one.column.type in _KINDS)


def _with_versions(dashboard: Dashboard) -> Any:
    return tiles_of(dashboard).select_related("chart__dataset__current_version")


def _columns(dataset: Dataset) -> Any:
    version = dataset.current_version
    return version.engine_columns(dataset.notes) if version else ()


def _reaching(crossed: Iterable[Crossed], tile: Tile) -> list[Crossed]:
    dataset = tile.chart.dataset_id if tile.chart else None
    return [one for one in crossed if one.tile != tile.pk and one.dataset == dataset]


def _crossed(tile: Tile, chosen: Mapping[str, Any], zone: ZoneInfo) -> Crossed | None:
    shown = {one.name: one for one in choosable(tile)}
    for name in chosen:
        if name not in shown:
            raise FilterInvalid(f"{tile} shows no column {str(name)[:60]} to filter by.", tile=tile.pk, known=sorted(shown))
    axes = tuple(axis_of(one, chosen.get(name, {}), zone) for name, one in shown.items() if name in chosen or is_open(one))
    return Crossed(tile.pk, tile.chart.dataset_id, axes) if axes and tile.chart else None
