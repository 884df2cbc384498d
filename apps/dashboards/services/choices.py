"""From the marks that people choose to conditions: values, or a range, of one column that a tile shows."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from apps.engine.compile.clock import add, floor
from apps.engine.compile.cube import Axis
from apps.engine.compile.shown import Shown
from apps.engine.spec import Dimension
from apps.engine.types import Column, ColumnType

from ..errors import FilterInvalid
from .filters import EMPTY

MOST = 200
Plain = dict[str, Any]
_ZONED = ("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ")
_CONTINUOUS = (ColumnType.FLOAT, ColumnType.DECIMAL, ColumnType.TIMESTAMP)


def is_open(shown: Shown) -> bool:
    """Whether a cube can be made before anything is chosen: the tile groups by values that do not depend on the filters."""
    return not shown.listed and _still(shown.dimension)


def _still(dimension: Dimension) -> bool:
    """Whether groups stay where they are while filters change."""
    return dimension.bins is None or dimension.range is not None


def axis_of(shown: Shown, raw: Any, zone: ZoneInfo) -> Axis:
    """The choice on one column, as conditions; `raw` is a value, values, or `{"from", "to"}` of which one may be missing; an empty
    object is no choice, and `{"not": …}` keeps what was not chosen. Groups by a grain of time, a width or parts of a range are
    chosen by where they begin, and only whole ones can be. Raises FilterInvalid.
    """
    if isinstance(raw, Mapping) and set(raw) == {"not"}:
        found = axis_of(shown, {} if raw["not"] is None else raw["not"], zone)
        return replace(found, negated=bool(found.chosen) and not found.negated)
    reader = _Reader(shown, zone)
    span, values = reader.span(raw) if isinstance(raw, Mapping) else None, reader.values(raw)
    dimension = shown.dimension
    discrete = _still(dimension) and not (shown.listed and (span is not None or shown.column.type in _CONTINUOUS))
    if dimension.width:
        return Axis(dimension, *_wide(dimension.width, values, span), discrete=discrete)
    if dimension.grain:
        return Axis(dimension, _grained(shown, values, span), discrete=discrete)
    if dimension.bins:
        return Axis(dimension, *_binned(dimension, values, span), discrete=discrete)
    return Axis(dimension, _plain(values, span), discrete=discrete)


class _Reader:
    """Reads untrusted values as those of the shown column's groups."""

    def __init__(self, shown: Shown, zone: ZoneInfo) -> None:
        self.shown, self.column, self.zone = shown, shown.column, zone

    def values(self, raw: Any) -> list[Any]:
        """The listed values; none for a range."""
        if isinstance(raw, Mapping):
            return []
        listed = raw if isinstance(raw, (list, tuple)) else [raw]
        if not listed or len(listed) > MOST:
            raise self.wrong(f"Choose 1 to {MOST} values of {self.shown.label}.")
        return [None if value is None or value == EMPTY else self._value(value) for value in listed]

    def span(self, raw: Mapping[str, Any]) -> tuple[Any, Any] | None:
        """Both ends of a range, None where it is open; None for no range at all."""
        if set(raw) - {"from", "to"}:
            raise self.wrong(f"A range of {self.shown.label} has `from` and `to`.")
        if not raw:
            return None
        if not (self.column.type.is_number or self.column.type.is_temporal):
            raise self.wrong(f"{self.shown.label} holds {self.column.type}, which has no ranges.")
        low, high = (None if raw.get(end) in (None, "") else self._value(raw[end]) for end in ("from", "to"))
        if (low is None and high is None) or (low is not None and high is not None and low > high):
            raise self.wrong(f"A range of {self.shown.label} begins before it ends.")
        return low, high

    def _value(self, value: Any) -> Any:
        if not isinstance(value, (str, int, float, bool)):
            raise self.wrong("What is chosen are texts, numbers or true and false.")
        text = str(value).lower() if isinstance(value, bool) else str(value)[:1000]
        try:
            return self._typed(text)
        except (ValueError, OverflowError):
            raise self.wrong(f"“{text[:60]}” is not a value of {self.shown.label}.") from None

    def _typed(self, text: str) -> Any:
        kind, dimension = self.column.type, self.shown.dimension
        if dimension.grain:
            return self._start(text)
        if dimension.width:
            return _edge(_finite(text), dimension.width)
        if dimension.bins or kind in (ColumnType.FLOAT, ColumnType.DECIMAL):
            return _finite(text)
        if kind is ColumnType.INTEGER:
            return _whole(text)
        if kind is ColumnType.BOOLEAN:
            return {"true": True, "false": False}.get(text) if text in ("true", "false") else _refuse()
        if kind is ColumnType.DATE:
            return date.fromisoformat(text[:10]).isoformat()
        return _moment(text, self.column, self.zone).isoformat() if kind is ColumnType.TIMESTAMP else text

    def _start(self, text: str) -> datetime:
        """Where a group of time begins; any other moment would take in a part of a group."""
        moment, grain = datetime.fromisoformat(text).replace(tzinfo=None), self.shown.dimension.grain
        begins = grain is not None and floor(moment, grain) == moment and add(moment, grain, 1) > moment
        return moment if begins else _refuse()

    def wrong(self, message: str) -> FilterInvalid:
        """The error that says which column it is about."""
        return FilterInvalid(message, column=self.shown.name)


def _refuse() -> Any:
    raise ValueError


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _refuse()


def _edge(number: float, width: float) -> float:
    """Where the group of one width begins that holds a number; a part of a group would tell what the tile does not show."""
    edge = round(number / width) * width
    return edge if math.isclose(edge, number, abs_tol=width / 1e6) else math.floor(number / width) * width


def _whole(text: str) -> int:
    return int(text) if re.fullmatch(r"-?\d{1,38}", text) else int(_refuse())


def _moment(text: str, column: Column, zone: ZoneInfo) -> datetime:
    """A wall-clock time: of the viewer's zone for columns of moments, else as the column holds it."""
    moment = datetime.fromisoformat(text)
    zoned = column.native.upper() in _ZONED
    return moment.astimezone(zone if zoned else UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _plain(values: list[Any], span: tuple[Any, Any] | None) -> tuple[Plain, ...]:
    if span is None:
        return ({"op": "in", "values": values},) if values else ()
    low, high = span
    if low is None or high is None:
        return ({"op": "lte", "value": high} if low is None else {"op": "gte", "value": low},)
    return ({"op": "between", "values": [low, high]},)


def _grained(shown: Shown, values: list[Any], span: tuple[Any, Any] | None) -> tuple[Plain, ...]:
    """Whole groups of time: from where the first begins until where the one after the last begins."""
    grain = shown.dimension.grain
    assert grain is not None
    spans = [(value, value) for value in values if value is not None] + ([span] if span else [])
    found: list[Plain] = [{"op": "is_null"}] if None in values else []
    for low, high in spans:
        end = None if high is None else add(high, grain, 1)
        last = None if end is None else (end if grain == "hour" else end - timedelta(days=1))
        ends = {"from": _day(low, grain), "to": _day(last, grain)}
        found.append({"op": "period", "value": {name: text for name, text in ends.items() if text}})
    return tuple(found)


def _day(moment: datetime | None, grain: str) -> str | None:
    return None if moment is None else moment.isoformat() if grain == "hour" else moment.date().isoformat()


def _wide(width: float, values: list[Any], span: tuple[Any, Any] | None) -> tuple[tuple[Plain, ...], tuple[Plain, ...]]:
    """Groups of one width by their lower edges: the numbers in them, and, with room for rounding, the edges themselves."""
    spans = [(value, value) for value in values if value is not None] + ([span] if span else [])
    empty: tuple[Plain, ...] = ({"op": "is_null"},) if None in values else ()
    raw = tuple(_between(low, None if high is None else math.nextafter(high + width, -math.inf)) for low, high in spans)
    edges = tuple(_between(None if low is None else low - width / 4, None if high is None else high + width / 4) for low, high in spans)
    return empty + raw, empty + edges


def _between(low: float | None, high: float | None) -> Plain:
    return _plain([], (low, high))[0]


def _binned(dimension: Dimension, values: list[Any], span: tuple[Any, Any] | None) -> tuple[tuple[Plain, ...], tuple[Plain, ...]]:
    """Parts of a known range by their lower edges, whole ones only: what the tile counts together, nobody takes apart.

    The first and the last part hold what lies outside, too. Where there is no range (one value, or none), any choice is all of it.
    """
    spans = [(value, value) for value in values if value is not None] + ([span] if span else [])
    empty: tuple[Plain, ...] = ({"op": "is_null"},) if None in values else ()
    if dimension.range is None or dimension.bins is None:
        return empty + (({"op": "not_null"},) if spans else ()), ()
    low, last = dimension.range[0], dimension.bins - 1
    step = (dimension.range[1] - low) / dimension.bins
    ends = [(_place(a, low, step, last, 0), _place(b, low, step, last, last)) for a, b in spans]
    raw = tuple(_part(low, step, last, first, end) for first, end in ends)
    edges = tuple(_between(low + step * (first - 0.25), low + step * (end + 0.25)) for first, end in ends)
    return empty + raw, empty + edges


def _place(value: float | None, low: float, step: float, last: int, open_end: int) -> int:
    """The part that a value lies in; an open end reaches the first or the last part."""
    return open_end if value is None else min(last, max(0, math.floor((value - low) / step + 1e-6)))


def _part(low: float, step: float, last: int, first: int, end: int) -> Plain:
    """The numbers in the parts from `first` to `end`, as the engine puts them there."""
    if first == 0 and end == last:
        return {"op": "not_null"}
    return _between(low + first * step if first else None, math.nextafter(low + (end + 1) * step, -math.inf) if end < last else None)
