"""Lines: a measure over time or along a number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.engine.spec import QuerySpec

from .base import ChartData, ChartKind, Option, Shelf
from .labels import LABELS
from .periods import still_running
from .series import Series, Split, along, axis_of, dotted_end, note_running, ordered, split, told_over_time
from .words import listed


class Line(ChartKind):
    name, label, icon, renderer = "line", "Line", "chart-line", "plotly"
    about = "Shows how a measure moves over time."
    group = "Over time"
    overlaid = True
    shelves = (Shelf("A time or number", "dimension", 1, 3), Shelf("A value", "measure", 1, 8))
    options = (
        Option("zero", "Start the axis at zero", True),
        Option("markers", "Mark every value", False),
        Option("shape", "Between values", "linear", (("linear", "Straight"), ("hv", "Steps"))),
        Option("join", "Join over gaps", False, help="Otherwise a missing value is a gap in the line."),
        LABELS,
    )

    def misfit(self, spec: QuerySpec) -> str | None:
        """Needs something to measure and something to lie along."""
        if not spec.dimensions or not (spec.measures or spec.transform):
            return "Lines need a measure and a field to lie along, such as a date."
        return super().misfit(spec)

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        parts = ordered(split(data, along(data)))
        running = still_running(data, parts.axis, parts.places)
        traces = [trace for series in parts.series for trace in _traces(parts, series, running, options)]
        value = {"title": listed(data.measures) if len(data.measures) <= 2 else ""} | ({"rangemode": "tozero"} if options["zero"] else {})
        return {"data": traces, "layout": {"xaxis": axis_of(parts.axis), "yaxis": value} | note_running(data, parts)}

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says the first and last value of the first series, the change between them, and the highest."""
        return told_over_time(data)


def _traces(parts: Split, series: Series, running: Any, options: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The line; its last stretch is a dashed line of its own when the last period is not over."""
    shown = options["markers"] or len(parts.places) < 3
    base = series.trace() | {
        "type": "scatter",
        "mode": "lines+markers" if shown else "lines",
        "line": {"shape": options["shape"]},
        "connectgaps": options["join"],
        "x": parts.places,
        "y": series.values,
    }
    return dotted_end(base, running)
