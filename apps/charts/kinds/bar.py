"""Bars: one measure or more by a category or a time, grouped, stacked or as shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from apps.engine.spec import QuerySpec

from .base import ChartData, ChartKind, Option, Shelf
from .labels import LABELS
from .periods import still_running
from .series import Series, Split, arranged, hatched, note_running, split, told_by_category
from .words import grouped, listed, moment

_LONG = 6  # with more categories than this, names need the room that horizontal bars give


class Bar(ChartKind):
    name, label, icon, renderer = "bar", "Bar", "chart-column", "plotly"
    about = "Compares a measure between categories or periods."
    group = "Comparison"
    overlaid = True
    shelves = (Shelf("A category or time", "dimension", 1, 3), Shelf("A value", "measure", 1, 8))
    options = (
        Option("direction", "Direction", "auto", (("auto", "Automatic"), ("vertical", "Vertical"), ("horizontal", "Horizontal"))),
        Option("mode", "Several series", "grouped", (("grouped", "Side by side"), ("stacked", "Stacked"), ("percent", "100 %"))),
        Option(
            "order",
            "Order of bars",
            "given",
            (("given", "As asked"), ("high", "Highest first"), ("low", "Lowest first"), ("name", "By name")),
        ),
        Option("top", "Only the largest", None, number=True, least=1, most=500, help="The rest is one bar, computed from its rows."),
        LABELS,
    )

    def misfit(self, spec: QuerySpec) -> str | None:
        """Needs something to measure and something to group by."""
        if not spec.dimensions or not (spec.measures or spec.transform):
            return "Bars need a measure and a field to group by."
        return super().misfit(spec)

    def more(self, question: QuerySpec, data: ChartData, options: Mapping[str, Any]) -> Mapping[str, QuerySpec]:
        """The measures over all rows outside the largest categories: an average of them is not the average of averages."""
        kept = _largest(split(data, data.dimensions[0]), options["top"])
        first = question.dimensions[0]
        if kept is None or first.grain or first.bins or first.width or question.transform or question.having:
            return {}
        plain = {
            key: value for key, value in question.plain().items() if key not in ("sort", "limit", "limit_per", "dimensions", "filters")
        }
        outside = {"field": first.field, "op": "not_in", "values": [data.values(data.dimensions[0])[row] for row in kept]}
        own = question.plain().get("filters")
        rest = {"dimensions": question.plain()["dimensions"][1:], "filters": {"and": [*([own] if own else []), outside]}}
        return {"others": QuerySpec.parse(plain | rest)}

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        parts = _chosen(data, options)
        sideways = options["direction"] == "horizontal" or (options["direction"] == "auto" and self._long(parts))
        category = {"title": parts.axis.label, "type": "date" if parts.axis.type.is_temporal else "category", "showgrid": False}
        value = {"title": listed(data.measures) if len(data.measures) <= 2 else "", "rangemode": "tozero"}
        across = category | {"autorange": "reversed"}  # sideways, the first row belongs on top
        axes = {"xaxis": value, "yaxis": across} if sideways else {"xaxis": category, "yaxis": value}
        stacked = options["mode"] != "grouped"
        layout = axes | {"barmode": "stack" if stacked else "group"} | ({"barnorm": "percent"} if options["mode"] == "percent" else {})
        look = hatched(parts.places, still_running(data, parts.axis, parts.places))
        traces = [_trace(parts, series, sideways) | look for series in parts.series]
        return {"data": traces, "layout": layout | note_running(data, parts, sideways)}

    @staticmethod
    def _long(parts: Split) -> bool:
        return not parts.axis.type.is_temporal and parts.axis.grain is None and len(parts.places) > _LONG

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Names the highest and the lowest group of the first series, and what is not over or not drawn by itself."""
        told = told_by_category(data)
        if not data.rows:
            return told
        parts = split(data, data.dimensions[0])
        running = still_running(data, parts.axis, parts.places)
        told += f" {moment(running, parts.axis)} is not over." if running is not None else ""
        kept = _largest(parts, options["top"])
        if kept is None:
            return told
        rest = _count(data, parts) - len(kept)
        return f"{told} The {len(kept)} largest are drawn by themselves" + (
            f", {grouped(rest)} others as one bar." if data.more else f"; {grouped(rest)} are not drawn."
        )


def _trace(parts: Split, series: Series, sideways: bool) -> dict[str, Any]:
    places = [("(empty)" if place is None else place) for place in parts.places]
    x, y = (series.values, places) if sideways else (places, series.values)
    return series.trace() | {"type": "bar", "x": x, "y": y, "orientation": "h" if sideways else "v"}


def _chosen(data: ChartData, options: Mapping[str, Any]) -> Split:
    """The places in their order, the small ones taken together when only the largest are wanted."""
    parts = split(data, data.dimensions[0])
    kept = _largest(parts, options["top"])
    shown = range(len(parts.places)) if kept is None else [i for i in range(len(parts.places)) if i in _heights(parts, len(kept))]
    cut = arranged(parts, _order(parts, list(shown), str(options["order"])))
    return cut if kept is None else _with_others(data, cut, _count(data, parts) - len(kept))


def _sizes(parts: Split) -> list[float]:
    lanes = [[value if isinstance(value, int | float) else 0 for value in series.values] for series in parts.series]
    return [sum(values) for values in zip(*lanes, strict=True)]


def _heights(parts: Split, count: int) -> list[int]:
    """The places of the largest, by the sum of what is drawn there."""
    sizes = _sizes(parts)
    return sorted(range(len(sizes)), key=lambda i: -sizes[i])[:count]


def _largest(parts: Split, top: Any) -> list[int] | None:
    """One row of each of the largest categories; None when all are drawn."""
    if not top or len(parts.places) <= top or parts.axis.type.is_temporal:
        return None
    return [next(row for series in parts.series if (row := series.rows[i]) is not None) for i in _heights(parts, int(top))]


def _order(parts: Split, shown: list[int], order: str) -> list[int]:
    sizes = _sizes(parts)
    if order == "name":
        return sorted(shown, key=lambda i: (parts.places[i] is None, str(parts.places[i]).casefold()))
    return shown if order == "given" else sorted(shown, key=lambda i: sizes[i], reverse=order == "high")


def _count(data: ChartData, parts: Split) -> int:
    """How many categories there are, also beyond the limit of the question."""
    return data.total if len(data.dimensions) == 1 and data.total is not None else len(parts.places)


def _with_others(data: ChartData, parts: Split, count: int) -> Split:
    """A last place for all others, where the engine was asked for them. It stands for no row."""
    answer = data.more.get("others")
    if answer is None:
        return parts
    found = {tuple(row[: len(answer.dimensions)]): i for i, row in enumerate(answer.rows)}
    measures = dict(zip((m.name for m in data.measures), answer.measures, strict=True))

    def value(series: Series) -> Any:
        row = found.get(series.key)
        return None if row is None else answer.values(measures[series.measure.name])[row]

    series = [replace(one, values=[*one.values, value(one)], rows=[*one.rows, None]) for one in parts.series]
    return replace(parts, places=[*parts.places, f"Others ({grouped(count)})"], series=series)
