"""From rows to named series over one axis: what bars and lines share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from apps.engine.compile import OutputColumn

from .base import ChartData
from .words import moment

MOST = 8  # hues that eyes can tell apart


@dataclass(frozen=True)
class Series:
    """One line or one colour of bars; `values` lie at the places of `Split.places`, None where there is no row."""

    name: str
    values: list[Any]
    measure: OutputColumn


@dataclass(frozen=True)
class Split:
    """The rows as series: `axis` is the dimension along which they lie, `left_out` how many small ones are not drawn."""

    axis: OutputColumn
    places: list[Any]
    series: list[Series]
    left_out: int


def split(data: ChartData, axis: OutputColumn) -> Split:
    """A series per measure and per combination of the other dimensions; at most MOST, the largest ones, in the order of the answer."""
    others = [column for column in data.dimensions if column is not axis]
    along = data.values(axis)
    places = list(dict.fromkeys(along))
    at = {place: i for i, place in enumerate(places)}
    told = [[moment(value, column) for value in data.values(column)] for column in others]
    names = [" · ".join(parts) for parts in zip(*told, strict=True)] if others else [""] * len(along)
    found: list[Series] = []
    for measure in data.measures:
        lanes: dict[str, list[Any]] = {name: [None] * len(places) for name in names}
        for name, place, value in zip(names, along, data.values(measure), strict=True):
            lanes[name][at[place]] = value
        found += [Series(_title(name, measure, data), values, measure) for name, values in lanes.items()]
    largest = {id(series) for series in sorted(found, key=_size, reverse=True)[:MOST]}
    kept = [series for series in found if id(series) in largest]
    return Split(axis, places, kept, len(found) - len(kept))


def _title(name: str, measure: OutputColumn, data: ChartData) -> str:
    if not name:
        return measure.label
    return name if len(data.measures) == 1 else f"{name}: {measure.label}"


def _size(series: Series) -> float:
    return sum(abs(value) for value in series.values if isinstance(value, int | float))


def omitted(split: Split) -> str:
    """The sentence about series that are not drawn; empty when all are."""
    if not split.left_out:
        return ""
    return f" The {len(split.series)} largest of {len(split.series) + split.left_out} series are drawn; the table has all."
