"""Drilling down on a tile: the rows of a mark, grouped by another column.

A viewer names values of columns that the tile shows, and a column to group by; nothing else is heard. Who sees the dataset may
group by any of its columns. For others a step down tells no more than cross-filters do: they group by what some tile of the
dataset shows, or a filter of the dashboard offers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from apps.datasets.models import Dataset
from apps.engine.compile.cube import Axis
from apps.engine.compile.dimensions import usual_label
from apps.engine.compile.outputs import words
from apps.engine.compile.shown import Shown
from apps.engine.spec import Dimension
from apps.engine.types import Column, ColumnType

from ..errors import FilterInvalid
from ..models import Tile
from .choices import axis_of
from .declared import FilterType, column_of, declared_on
from .depth import Depth, Plain, columns_of

MOST_STEPS, MOST_OFFERS, RANGES = 8, 1000, 10
GRAINS = ("year", "quarter", "month", "week", "day", "hour")
_PLAIN = (ColumnType.TEXT, ColumnType.BOOLEAN, ColumnType.INTEGER, ColumnType.DATE)


def read_steps(raw: Any) -> list[Mapping[str, Any]]:
    """Untrusted `[{"where": {column: choice}, "by": "month:day"}]`. Raises FilterInvalid for anything of another shape."""
    if not isinstance(raw, (list, tuple)) or not 0 < len(raw) <= MOST_STEPS:
        raise FilterInvalid(f"Steps down are a list of 1 to {MOST_STEPS}.", limit=MOST_STEPS)
    for step in raw:
        if not isinstance(step, Mapping) or set(step) != {"where", "by"} or not isinstance(step["where"], Mapping) or not step["where"]:
            raise FilterInvalid("A step down has `where`, values by column, and `by`, the grouping.")
    return list(raw)


def kept_by(depth: Depth, where: Mapping[str, Any], zone: ZoneInfo) -> tuple[Axis, ...]:
    """What a step keeps of the rows that a tile shows at its depth. Raises FilterInvalid for columns that it does not show."""
    shown = {one.name: one for one in depth.shown()}
    for name in where:
        if name not in shown:
            raise FilterInvalid(f"The tile shows no column {str(name)[:60]} to drill by.", known=sorted(shown))
    kept = tuple(axis_of(one, where[name], zone) for name, one in shown.items() if name in where)
    if not all(axis.chosen for axis in kept):
        raise FilterInvalid("A step down keeps the rows of a mark; name its values.")
    return kept


def crumb(depth: Depth, where: Mapping[str, Any], dimension: Plain, dataset: Dataset) -> Plain:
    """What a page needs to say a step: the columns of the mark, and the new group in words."""
    columns = [described(one) for one in depth.shown() if one.name in where]
    column = next((c for c in columns_of(dataset) if c.name == dimension["field"]), None)
    return {"columns": columns, "by": _label(Dimension.model_validate(dimension), column) if column else dimension["field"]}


def described(shown: Shown) -> Plain:
    """A column of an answer as pages choose by it."""
    dimension = shown.dimension
    return {
        "name": shown.name,
        "label": shown.label,
        "type": shown.column.type,
        "grain": dimension.grain,
        "binned": bool(dimension.bins),
        "width": dimension.width,
    }


def any_group(columns: Sequence[Column]) -> dict[str, Plain]:
    """Every grouping of columns by its key: "each:region", "month:day", "ranges:price"."""
    return {key: dimension for column in columns[:MOST_OFFERS] for key, dimension in _groups_of(column)}


def shown_groups(dataset: Dataset, tiles: Iterable[Tile], filters: Iterable[Plain], columns: Iterable[Column]) -> dict[str, Plain]:
    """The groupings of a dataset that its tiles show or that its filters let anybody choose by; of `columns`, which one knows."""
    found: dict[str, Plain] = {}
    for tile in tiles:
        if tile.chart and tile.chart.dataset_id == dataset.pk:
            found |= {key: plain for one in Depth.of(tile.chart).shown() for key, plain in _as_shown(one)}
    for declared in declared_on(filters):
        if declared.dataset == dataset.pk:
            try:
                column = column_of(dataset, declared)
            except FilterInvalid:
                continue
            fits = {FilterType.VALUES: ("each",), FilterType.PERIOD: ("year", "quarter", "month", "week", "day")}.get(declared.type, ())
            found |= {key: plain for key, plain in _groups_of(column) if key.partition(":")[0] in fits}
    known = {column.name for column in columns}
    return {key: plain for key, plain in found.items() if plain["field"] in known}


def offers(dataset: Dataset, groups: Mapping[str, Plain]) -> list[Plain]:
    """Groupings as a menu lists them."""
    columns = {column.name: column for column in columns_of(dataset)}
    return [
        {
            "by": key,
            "label": _label(Dimension.model_validate(plain), columns[plain["field"]]),
            "type": columns[plain["field"]].type,
            "field": plain["field"],
        }
        for key, plain in groups.items()
    ]


def _groups_of(column: Column) -> list[tuple[str, Plain]]:
    """All the ways to group by a column that make groups of a size."""
    field: Plain = {"field": column.name}
    if column.type.is_temporal:
        grains = [grain for grain in GRAINS if grain != "hour" or column.type is not ColumnType.DATE]
        return [(f"{grain}:{column.name}", field | {"grain": grain}) for grain in grains]
    ranges = [(f"ranges:{column.name}", field | {"bins": RANGES})] if column.type.is_number else []
    return ([(f"each:{column.name}", field)] if column.type in _PLAIN else []) + ranges


def _as_shown(shown: Shown) -> list[tuple[str, Plain]]:
    """The grouping that a tile shows; of parts of a range none, for they lie elsewhere on another tile."""
    dimension, name = shown.dimension, shown.column.name
    if dimension.bins or (not dimension.grain and not dimension.width and shown.column.type not in _PLAIN):
        return []
    kept = {key: value for key, value in (("grain", dimension.grain), ("width", dimension.width)) if value}
    return [(f"{dimension.grain or ('width' if dimension.width else 'each')}:{name}", {"field": name} | kept)]


def _label(dimension: Dimension, column: Column) -> str:
    """ "Product", "Ordered at (month)", "Price in 10 ranges"."""
    if dimension.bins:
        return f"{column.label or words(column.name)} in {dimension.bins} ranges"
    return usual_label(dimension, column.name, column.label)
