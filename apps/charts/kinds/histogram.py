"""Histogram: how often values of a number fall into ranges of equal width."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.engine.spec import QuerySpec

from .base import ChartData, ChartKind, Option, Shelf
from .bins import binned, edges, width_of
from .labels import LABELS
from .series import Series, Split, omitted, ordered, split
from .words import spoken

_BINS = 30


class Histogram(ChartKind):
    name, label, icon, renderer = "histogram", "Histogram", "chart-column-big", "plotly"
    about = "Counts how many rows fall into each range of a number."
    group = "Distribution"
    shelves = (
        Shelf("A number", "number", help="In ranges of equal width."),
        Shelf("Colour", "dimension", 0, 1),
        Shelf("What is counted", "measure", 0, 1, "The number of rows unless you choose another measure."),
    )
    options = (
        Option("show", "Show", "value", (("value", "Counts"), ("share", "Share of all"), ("sum", "Running share of all"))),
        LABELS,
    )

    def misfit(self, spec: QuerySpec) -> str | None:
        """Needs a number that can be cut into ranges, and no other kind of group on its axis."""
        if spec.dimensions and spec.dimensions[0].grain:
            return "A histogram needs a number first, in ranges; for periods choose bars or a line."
        return super().misfit(spec) or (
            "A histogram shows plain measures; take away what is computed over them." if spec.transform else None
        )

    def asked(self, spec: QuerySpec) -> QuerySpec:
        """The number in ranges, and a count of rows, where the question does not say otherwise."""
        return binned(spec, 1, _BINS)

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        parts = ordered(split(data, data.dimensions[0]))
        asked = data.question.dimensions[0] if data.question and data.question.dimensions else None
        width = width_of(parts.places, asked)
        traces = [_trace(parts, series, width, str(options["show"])) for series in parts.series]
        unit = {"title": data.measures[0].label} if options["show"] == "value" else {"title": "", "tickformat": ".0%"}
        layout = {
            "xaxis": {"title": _name(data), "type": "linear"} | ({"range": list(asked.range)} if asked and asked.range else {}),
            "yaxis": unit | {"rangemode": "tozero"},
            "barmode": "stack",
            "bargap": 0.02,
        }
        return {"data": traces, "layout": layout}

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says where the values lie, which range holds most, and how much of all."""
        if not data.rows:
            return "There are no rows to draw."
        parts = ordered(split(data, data.dimensions[0]))
        asked = data.question.dimensions[0] if data.question and data.question.dimensions else None
        width = width_of(parts.places, asked)
        sizes = {place: sum(_known(s.values[i]) for s in parts.series) for i, place in enumerate(parts.places) if place is not None}
        if not sizes:
            return f"{_name(data)} has no values."
        most = max(sizes, key=lambda place: sizes[place])
        share = sizes[most] / sum(sizes.values()) if sum(sizes.values()) else 0
        empty = sum(_known(s.values[i]) for s in parts.series for i, place in enumerate(parts.places) if place is None)
        none = f" Without a value: {spoken(empty)}." if empty else ""
        return (
            f"{_name(data)} lies between {spoken(min(sizes))} and {spoken(max(sizes) + width)}; most, {share:.0%}, from {spoken(most)} to "
            f"{spoken(most + width)}.{none}{omitted(parts)}"
        )


def _name(data: ChartData) -> str:
    return data.dimensions[0].label.removesuffix(" (from)")


def _known(value: Any) -> float:
    return value if isinstance(value, int | float) else 0


def _trace(parts: Split, series: Series, width: float, show: str) -> dict[str, Any]:
    """Bars in the middle of their ranges; a range without rows has no bar."""
    at = {place: i for i, place in enumerate(parts.places) if place is not None}
    places = edges(list(at), width) if show == "sum" else list(at)
    rows = [series.rows[at[place]] if place in at else None for place in places]
    values = [series.values[at[place]] if place in at else None for place in places]
    total = sum(_known(value) for one in parts.series for value in one.values)
    shown = values if show == "value" else _shares(values, total, running=show == "sum")
    ends = [f"{spoken(place)} to {spoken(place + width)}" for place in places]
    middles = [place + width / 2 for place in places]
    return series.trace() | {"type": "bar", "x": middles, "y": shown, "width": width, "customdata": rows, "hovertext": ends}


def _shares(values: list[Any], total: float, *, running: bool) -> list[Any]:
    if not total:
        return [None for _ in values]
    so_far, shown = 0.0, []
    for value in values:
        so_far += _known(value)
        shown.append(so_far / total if running else None if value is None else value / total)
    return shown
