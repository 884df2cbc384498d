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
    """One line or one colour of bars; `values` lie at the places of `Split.places`, None where there is no row.

    `rows` are the indexes of the answer's rows behind the values; `meta` says what the series stands for, which gives its colour.
    """

    name: str
    values: list[Any]
    measure: OutputColumn
    rows: list[int | None]
    meta: dict[str, Any]

    def trace(self) -> dict[str, Any]:
        """What every trace of a series has: its name, the rows behind its marks, and what it stands for."""
        return {"name": self.name, "customdata": self.rows, "meta": self.meta}


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
    lanes: dict[tuple[Any, ...], list[int | None]] = {}
    for row, (place, *key) in enumerate(zip(along, *(data.values(column) for column in others), strict=True)):
        lanes.setdefault(tuple(key), [None] * len(places))[at[place]] = row
    found = [_series(data, measure, others, *lane) for measure in data.measures for lane in lanes.items()]
    largest = {id(series) for series in sorted(found, key=_size, reverse=True)[:MOST]}
    kept = [series for series in found if id(series) in largest]
    return Split(axis, places, kept, len(found) - len(kept))


def _series(data: ChartData, measure: OutputColumn, others: list[OutputColumn], key: tuple[Any, ...], rows: list[int | None]) -> Series:
    values = data.values(measure)
    told = " · ".join(moment(value, column) for value, column in zip(key, others, strict=True))
    name = measure.label if not key else told if len(data.measures) == 1 else f"{told}: {measure.label}"
    return Series(name, [None if row is None else values[row] for row in rows], measure, rows, _meta(data, measure, others, key, told))


def _meta(data: ChartData, measure: OutputColumn, others: list[OutputColumn], key: tuple[Any, ...], told: str) -> dict[str, Any]:
    """The category value that a series stands for; a series of a measure takes the colour of the measure's place."""
    if not key:
        return {"slot": data.measures.index(measure) % MOST}
    value = key[0] if len(key) == 1 else told
    return {"column": " · ".join(column.name for column in others)} | {
        "value": value if len(data.measures) == 1 else f"{told}: {measure.label}"
    }


def _size(series: Series) -> float:
    return sum(abs(value) for value in series.values if isinstance(value, int | float))


def omitted(split: Split) -> str:
    """The sentence about series that are not drawn; empty when all are."""
    if not split.left_out:
        return ""
    return f" The {len(split.series)} largest of {len(split.series) + split.left_out} series are drawn; the table has all."
