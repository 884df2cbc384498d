"""Whiskers as J. W. Tukey drew them (Exploratory Data Analysis, 1977, section 2C): to the last value within one and a half middle
halves of the box; values beyond are points. All of them are asked of the engine, over every row, once the quartiles are known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.engine.compile import OutputColumn
from apps.engine.spec import Dimension, QuerySpec

from .base import ChartData
from .bins import width_of
from .periods import end_of

REACH = 1.5
BOXES, POINTS = 120, 1000  # boxes that one question can name; different values outside that are drawn
_VALUE, _LOW, _HIGH, _OUTSIDE, _TIMES = "value outside", "low", "high", "outside", "times"
Row = tuple[float, float]  # the fences of a box


@dataclass(frozen=True)
class Whiskers:
    """By the answer's row: both ends, how many values lie outside, and which."""

    low: dict[int, float | None]
    high: dict[int, float | None]
    outside: dict[int, int]
    points: dict[int, list[float]]

    @property
    def count(self) -> int:
        return sum(self.outside.values())


def questions(question: QuerySpec, data: ChartData, fences: Mapping[int, Row], number: Mapping[str, Any]) -> dict[str, QuerySpec]:
    """What to ask once the fences of each row are known: {} for more boxes than one question can name.

    `number` is the field with its own condition, as `spread.number_of` gives it.
    """
    if not fences or len(fences) > BOXES:
        return {}
    field, own = number["field"], number.get("where")
    boxes = [(_box(question, data, row), ends) for row, ends in fences.items()]
    inside = _any([_all(box, {"field": field, "op": "between", "values": [low, high]}) for box, (low, high) in boxes])
    beyond = _any([_all(box, _beyond(field, low, high)) for box, (low, high) in boxes])
    measures = [
        {"agg": "min", "field": field, "where": _all([own], inside), "as": _LOW},
        {"agg": "max", "field": field, "where": _all([own], inside), "as": _HIGH},
        {"agg": "count", "where": _all([own], beyond), "as": _OUTSIDE},
    ]
    plain = {key: value for key, value in question.plain().items() if key not in ("sort", "limit", "measures", "transform", "having")}
    groups = plain.get("dimensions", [])
    outside = {
        "dimensions": [*groups, {"field": field, "as": _VALUE}],
        "measures": [{"agg": "count", "as": _TIMES}],
        "filters": _all([plain.get("filters"), own], beyond),
        "limit": POINTS,
    }
    return {"whiskers": QuerySpec.parse(plain | {"measures": measures}), "outside": QuerySpec.parse(plain | outside)}


def fences_of(first: Any, third: Any) -> Row:
    """How far whiskers may reach from the quartiles."""
    reach = REACH * (third - first)
    return first - reach, third + reach


def whiskers(data: ChartData) -> Whiskers | None:
    """What the engine answered; None where it was not asked."""
    ends, outside = data.more.get("whiskers"), data.more.get("outside")
    if ends is None or outside is None:
        return None
    at = {key: row for row, key in enumerate(_keys(data))}
    found = Whiskers({}, {}, {}, {})
    for key, low, high, count in zip(_keys(ends), *(ends.values(measure) for measure in ends.measures), strict=True):
        if key in at:
            found.low[at[key]], found.high[at[key]], found.outside[at[key]] = low, high, int(count or 0)
    values = outside.values(outside.dimensions[-1])
    for key, value in zip(_keys(outside, 1), values, strict=True):
        if key in at:
            found.points.setdefault(at[key], []).append(value)
    return found


def _keys(data: ChartData, without: int = 0) -> list[tuple[Any, ...]]:
    """The groups of each row."""
    columns: Sequence[OutputColumn] = data.dimensions[: len(data.dimensions) - without]
    lanes = [data.values(column) for column in columns]
    return list(zip(*lanes, strict=True)) if lanes else [()] * len(data.rows)


def _box(question: QuerySpec, data: ChartData, row: int) -> list[dict[str, Any]]:
    """The conditions that hold for the values of one box."""
    pairs = zip(question.dimensions, data.dimensions, strict=True)
    return [_group(dimension, data.values(column), row) for dimension, column in pairs]


def _group(dimension: Dimension, values: Sequence[Any], row: int) -> dict[str, Any]:
    field, value = dimension.field, values[row]
    if value is None:
        return {"field": field, "op": "is_null"}
    if dimension.grain:
        start = dt.datetime.fromisoformat(str(value))
        end = end_of(start, dimension.grain)
        last = end.isoformat() if dimension.grain == "hour" else (end - dt.timedelta(days=1)).date().isoformat()
        return {"field": field, "op": "period", "value": {"from": str(value), "to": last}}
    if dimension.bins or dimension.width:
        step = width_of([other for other in values if other is not None], dimension)
        return _all([{"field": field, "op": "gte", "value": value}], {"field": field, "op": "lt", "value": value + step})
    return {"field": field, "op": "eq", "value": value}


def _beyond(field: str, low: float, high: float) -> dict[str, Any]:
    return _any([{"field": field, "op": "lt", "value": low}, {"field": field, "op": "gt", "value": high}])


def _any(parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"or": list(parts)} if len(parts) > 1 else parts[0]


def _all(parts: Sequence[Any], last: dict[str, Any]) -> dict[str, Any]:
    known = [*(part for part in parts if part), last]
    return {"and": known} if len(known) > 1 else last
