"""From rows to named series over one axis: what bars and lines share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from apps.engine.compile import OutputColumn

from .base import ChartData
from .periods import still_running
from .words import grouped, listed, moment, percent, spoken

MOST = 8  # hues that eyes can tell apart


@dataclass(frozen=True)
class Series:
    """One line or one colour of bars; `values` lie at the places of `Split.places`, None where there is no row.

    `rows` are the indexes of the answer's rows behind the values; `meta` says what the series stands for, which gives its colour;
    `key` holds the values of the other dimensions.
    """

    name: str
    values: list[Any]
    measure: OutputColumn
    rows: list[int | None]
    meta: dict[str, Any]
    key: tuple[Any, ...] = ()

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
    lanes: dict[tuple[Any, ...], dict[int, int]] = {}
    for row, (place, *key) in enumerate(zip(along, *(data.values(column) for column in others), strict=True)):
        lanes.setdefault(tuple(key), {})[at[place]] = row
    found = [(measure, key, rows) for measure in data.measures for key, rows in lanes.items()]
    sizes = [_size(data.values(measure), rows.values()) for measure, _, rows in found]
    largest = sorted(sorted(range(len(found)), key=lambda i: -sizes[i])[:MOST])  # only these are laid out: there may be thousands
    kept = [_series(data, found[i][0], others, found[i][1], [found[i][2].get(place) for place in range(len(places))]) for i in largest]
    return Split(axis, places, kept, len(found) - len(kept))


def _series(data: ChartData, measure: OutputColumn, others: list[OutputColumn], key: tuple[Any, ...], rows: list[int | None]) -> Series:
    values = data.values(measure)
    told = " · ".join(moment(value, column) for value, column in zip(key, others, strict=True))
    name = measure.label if not key else told if len(data.measures) == 1 else f"{told}: {measure.label}"
    return Series(name, [None if row is None else values[row] for row in rows], measure, rows, _meta(data, measure, others, key, told), key)


def _meta(data: ChartData, measure: OutputColumn, others: list[OutputColumn], key: tuple[Any, ...], told: str) -> dict[str, Any]:
    """The category value that a series stands for; a series of a measure takes the colour of the measure's place."""
    if not key:
        return {"slot": data.measures.index(measure) % MOST}
    value = key[0] if len(key) == 1 else told
    return {"column": " · ".join(column.name for column in others)} | {
        "value": value if len(data.measures) == 1 else f"{told}: {measure.label}"
    }


def _size(values: Sequence[Any], rows: Iterable[int]) -> float:
    return sum((float(abs(values[row])) for row in rows if isinstance(values[row], int | float)), 0.0)


def omitted(split: Split) -> str:
    """The sentence about series that are not drawn; empty when all are."""
    if not split.left_out:
        return ""
    return f" The {len(split.series)} largest of {len(split.series) + split.left_out} series are drawn; the table has all."


def along(data: ChartData) -> OutputColumn:
    """The dimension that lies along the axis: the first one of time, else the first one."""
    return next((column for column in data.dimensions if column.type.is_temporal), data.dimensions[0])


def ordered(parts: Split) -> Split:
    """The same series with the places in rising order; a place without a value comes last."""
    order = sorted(range(len(parts.places)), key=lambda i: (parts.places[i] is None, parts.places[i] if parts.places[i] is not None else 0))
    return arranged(parts, order)


def arranged(parts: Split, order: Sequence[int]) -> Split:
    """The same series with only these places, in this order."""
    series = [replace(one, values=[one.values[i] for i in order], rows=[one.rows[i] for i in order]) for one in parts.series]
    return replace(parts, places=[parts.places[i] for i in order], series=series)


def axis_of(column: OutputColumn) -> dict[str, Any]:
    """Plotly's axis for a dimension: of time, of numbers or of categories."""
    kind = "date" if column.type.is_temporal else "linear" if column.type.is_number else "category"
    return {"title": column.label, "type": kind}


def note_running(data: ChartData, parts: Split, sideways: bool = False) -> dict[str, Any]:
    """What the layout says about a last period that is not over: a label above it, and its place for whoever draws it differently."""
    return said_running(still_running(data, parts.axis, parts.places), sideways)


def said_running(running: Any, sideways: bool = False) -> dict[str, Any]:
    """The label of a period that is not over; nothing when all are."""
    if running is None:
        return {}
    at = (
        {"y": running, "x": 1, "xref": "paper", "xanchor": "right"}
        if sideways
        else {"x": running, "y": 1, "yref": "paper", "yanchor": "bottom"}
    )
    return {"annotations": [at | {"text": "so far", "showarrow": False}], "meta": {"running": running}}


def hatched(places: Sequence[Any], running: Any) -> dict[str, Any]:
    """The look of bars along places: the one of a period that is not over is hatched."""
    return {} if running is None else {"marker": {"pattern": {"shape": ["/" if place == running else "" for place in places]}}}


def dotted_end(line: dict[str, Any], running: Any) -> list[dict[str, Any]]:
    """A line trace; its last stretch is a dotted line of its own when the period there is not over."""
    places, values = line["x"], line["y"]
    last = places.index(running) if running in places else 0
    if last < 1 or values[last] is None or values[last - 1] is None:
        return [line]
    whole = line | _cut(line, 0, last)
    rest = line | _cut(line, last - 1, last + 1) | {"line": line.get("line", {}) | {"dash": "dot"}, "showlegend": False}
    group = {"legendgroup": line["name"]} if "name" in line else {}
    # the joint belongs to the whole line; the dotted one has it only to begin there
    return [whole | group, rest | group | {"hoverinfo": ["skip", "all"]}]


def _cut(trace: dict[str, Any], first: int, end: int) -> dict[str, Any]:
    return {key: trace[key][first:end] for key in ("x", "y", "customdata")}


def unfinished(data: ChartData, axis: OutputColumn, places: Sequence[Any]) -> str:
    """The sentence about a last period that is not over; empty when all are."""
    running = still_running(data, axis, places)
    return "" if running is None else f" {moment(running, axis)} is not over."


def heading(data: ChartData) -> str:
    """What is shown by what: "Revenue by month and region"."""
    return f"{listed(data.measures)} by {listed(data.dimensions).lower()}"


def told_over_time(data: ChartData) -> str:
    """The first and last whole value of the first series, the change between them, the highest, and what is still running."""
    if not data.rows:
        return "There are no rows to draw."
    parts = split(data, along(data))
    first, axis = parts.series[0], parts.axis
    known = sorted((p, v) for p, v in zip(parts.places, first.values, strict=True) if p is not None and isinstance(v, int | float))
    if not known:
        return f"{heading(data)}: no values."
    running = still_running(data, axis, parts.places)
    whole = [pair for pair in known if pair[0] != running] or known
    (start, before), (end, now), (peak, most) = whole[0], whole[-1], max(whole, key=lambda pair: pair[1])
    of = f"{first.name} " if len(parts.series) > 1 else ""
    partial = f" {moment(running, axis)} is not over: {spoken(known[-1][1])} so far." if running and len(known) > len(whole) else ""
    return (
        f"{heading(data)} from {moment(start, axis)} to {moment(end, axis)}: {of}{percent(now, before)}, from {spoken(before)} to "
        f"{spoken(now)}; highest in {moment(peak, axis)} at {spoken(most)}.{partial}{omitted(parts)}"
    )


def told_by_category(data: ChartData) -> str:
    """The highest and the lowest group of the first series, and how many there are."""
    if not data.rows:
        return "There are no rows to draw."
    parts = split(data, data.dimensions[0])
    first = parts.series[0]
    known = [(value, place) for value, place in zip(first.values, parts.places, strict=True) if isinstance(value, int | float)]
    if not known:
        return f"{heading(data)}: no values."
    (low, at_low), (high, at_high) = min(known, key=lambda k: k[0]), max(known, key=lambda k: k[0])
    of = f" ({first.name})" if len(parts.series) > 1 else ""
    text = f"{heading(data)}: {moment(at_high, parts.axis)} is highest at {spoken(high)}{of}"
    tail = f", {moment(at_low, parts.axis)} lowest at {spoken(low)}, over {grouped(len(parts.places))} groups." if len(known) > 1 else "."
    return text + tail + omitted(parts)
