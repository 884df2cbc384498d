"""Box plot: the quartiles of a number, group by group, computed by the engine over all rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.engine.spec import QuerySpec

from .base import ChartData, ChartKind, Option, Shelf
from .series import MOST
from .spread import name_of, number_of, without_number
from .tukey import BOXES, POINTS, Whiskers, fences_of, questions, whiskers
from .words import counted, grouped, listed, moment, spoken

_ASKED = ({"agg": "min"}, {"agg": "quantile", "q": 0.05}, {"agg": "quantile", "q": 0.25}, {"agg": "median"}, {"agg": "quantile", "q": 0.75},
          {"agg": "quantile", "q": 0.95}, {"agg": "max"}, {"agg": "avg"}, {"agg": "count"})  # fmt: skip
LOWEST, P5, Q1, MEDIAN, Q3, P95, HIGHEST, MEAN, COUNT = range(9)


class Box(ChartKind):
    name, label, icon, renderer = "box", "Box plot", "align-horizontal-distribute-center", "plotly"
    about = "Compares how a number spreads: its median, its middle half and its ends."
    group = "Distribution"
    shelves = (
        Shelf("A category or time", "dimension", 0, 1),
        Shelf("Colour", "dimension", 0, 1),
        Shelf("A number", "measure", help="Any measure of a field; the box shows the field's own values."),
    )
    options = (
        Option(
            "whiskers",
            "Whiskers reach",
            "tukey",
            (("tukey", "1.5 boxes, others as points"), ("most", "From 5 % to 95 %"), ("all", "From the lowest to the highest")),
        ),
        Option("order", "Order of boxes", "given", (("given", "As asked"), ("median", "Highest median first"))),
        Option("mean", "Show the mean", True),
    )

    def misfit(self, spec: QuerySpec) -> str | None:
        """Needs one measure of a field, whose values it spreads out."""
        return super().misfit(spec) or without_number(spec, "A box plot")

    def asked(self, spec: QuerySpec) -> QuerySpec:
        """The number's quartiles, ends, mean and count instead of the measure itself; sorted by groups only."""
        plain = {key: value for key, value in spec.plain().items() if key not in ("sort", "measures")}
        number = number_of(spec)
        return QuerySpec.parse(plain | {"measures": [part | number for part in _ASKED]})

    def more(self, question: QuerySpec, data: ChartData, options: Mapping[str, Any]) -> Mapping[str, QuerySpec]:
        """Where whiskers end and what lies beyond, which only the quartiles can tell."""
        if options["whiskers"] != "tukey":
            return {}
        boxes = [row for row in range(len(data.rows)) if _at(data, row, MEDIAN) is not None]
        fences = {row: fences_of(_at(data, row, Q1), _at(data, row, Q3)) for row in boxes}
        return questions(question, data, fences, number_of(question))

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        reach = whiskers(data)
        traces = [_trace(data, look, rows, options, reach) for look, rows in _parts(data, _order(data, str(options["order"])))]
        place = {"title": data.dimensions[0].label if data.dimensions else "", "type": "category", "showgrid": False}
        return {"data": traces, "layout": {"xaxis": place, "yaxis": {"title": name_of(data.measures[MEDIAN])}, "boxmode": "group"}}

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says the highest and lowest median and the widest middle half, or the five numbers of a single box."""
        known = [row for row in range(len(data.rows)) if _at(data, row, MEDIAN) is not None]
        if not known:
            return "There are no values to draw."
        name, outside = name_of(data.measures[MEDIAN]), _outside(data, str(options["whiskers"]))
        if len(known) > 1:
            return _compared(data, name, known) + outside
        low, q1, median, q3, high, count = (_at(data, known[0], place) for place in (LOWEST, Q1, MEDIAN, Q3, HIGHEST, COUNT))
        return (
            f"{name}: half of {spoken(count)} values lie between {spoken(q1)} and {spoken(q3)}, the median at {spoken(median)}; "
            f"all from {spoken(low)} to {spoken(high)}.{outside}"
        )


def _outside(data: ChartData, chosen: str) -> str:
    """How many values lie beyond the whiskers, and how many of them are drawn."""
    reach = whiskers(data)
    if reach is None:
        return f" Of more than {BOXES} boxes, whiskers reach from 5 % to 95 %." if chosen == "tukey" and len(data.rows) > BOXES else ""
    drawn = sum(len(values) for values in reach.points.values())
    cut = f"; {grouped(drawn)} different ones of them are drawn, and the ends" if drawn >= POINTS else ""
    return f" {counted(reach.count, 'value', ('lies', 'lie'))} beyond the whiskers{cut}." if reach.count else ""


def _compared(data: ChartData, name: str, known: list[int]) -> str:
    high, low = (way(known, key=lambda row: _at(data, row, MEDIAN)) for way in (max, min))
    wide = max(known, key=lambda row: _at(data, row, Q3) - _at(data, row, Q1))
    (most, least), (start, end) = (
        (spoken(_at(data, row, MEDIAN)) for row in (high, low)),
        (spoken(_at(data, wide, at)) for at in (Q1, Q3)),
    )
    return (
        f"{name} by {listed(data.dimensions).lower()}: the median is highest in {_title(data, high)} at {most} and lowest in "
        f"{_title(data, low)} at {least}; the middle half is widest in {_title(data, wide)}, from {start} to {end}."
    )


def _at(data: ChartData, row: int, place: int) -> Any:
    return data.values(data.measures[place])[row]


def _title(data: ChartData, row: int) -> str:
    return " · ".join(moment(data.values(column)[row], column) for column in data.dimensions)


def _order(data: ChartData, order: str) -> list[int]:
    """The rows that have a box, by their groups as asked or by their medians."""
    medians = data.values(data.measures[MEDIAN])
    there = [row for row, median in enumerate(medians) if median is not None]
    return there if order == "given" else sorted(there, key=lambda row: -medians[row])


def _parts(data: ChartData, order: list[int]) -> list[tuple[dict[str, Any], list[int]]]:
    """(name and meta, rows) of each trace: one for each value of the second dimension, at most as many as there are hues."""
    if len(data.dimensions) < 2:
        return [({"name": name_of(data.measures[MEDIAN]), "meta": {"slot": 0}}, order)]
    column = data.dimensions[1]
    values = data.values(column)
    shown = list(dict.fromkeys(values[row] for row in order))[:MOST]
    looks = [{"name": moment(value, column), "meta": {"column": column.name, "value": value}} for value in shown]
    return [(look, [row for row in order if values[row] == value]) for look, value in zip(looks, shown, strict=True)]


def _trace(data: ChartData, look: dict[str, Any], rows: list[int], options: Mapping[str, Any], reach: Whiskers | None) -> dict[str, Any]:
    ends = (P5, P95) if options["whiskers"] != "all" else (LOWEST, HIGHEST)
    parts = {"lowerfence": ends[0], "q1": Q1, "median": MEDIAN, "q3": Q3, "upperfence": ends[1]} | (
        {"mean": MEAN} if options["mean"] else {}
    )
    lanes = {name: [_at(data, row, place) for row in rows] for name, place in parts.items()}
    points: dict[str, Any] = {"boxpoints": False}
    if reach:
        lanes |= {name: [side.get(row) for row in rows] for name, side in (("lowerfence", reach.low), ("upperfence", reach.high))}
        beyond = [_beyond(data, row, reach) for row in rows]
        points = {"y": beyond, "boxpoints": "all", "jitter": 0.3, "pointpos": 0, "marker": {"size": 4, "opacity": 0.6}, "hoveron": "boxes"}
    first = data.dimensions[0] if data.dimensions else None
    places = [moment(data.values(first)[row], first) if first else name_of(data.measures[MEDIAN]) for row in rows]
    return look | lanes | {"type": "box", "x": places, "customdata": rows} | points


def _beyond(data: ChartData, row: int, reach: Whiskers) -> list[float]:
    """The different values outside a box's whiskers that are drawn: always its lowest and highest."""
    low, high = reach.low.get(row), reach.high.get(row)
    ends = [end for end in (_at(data, row, LOWEST), _at(data, row, HIGHEST)) if low is None or high is None or not low <= end <= high]
    return sorted({*reach.points.get(row, ()), *ends})
