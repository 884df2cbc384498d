"""Lines: a measure over time or along a number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.engine.compile import OutputColumn
from apps.engine.spec import QuerySpec

from .base import ChartData, ChartKind, Option, Shelf
from .series import omitted, split
from .words import listed, moment, percent, spoken


class Line(ChartKind):
    name, label, icon, renderer = "line", "Line", "chart-line", "plotly"
    about = "Shows how a measure moves over time."
    group = "Over time"
    shelves = (Shelf("A time or number", "dimension", 1, 3), Shelf("A value", "measure", 1, 8))
    options = (
        Option("zero", "Start the axis at zero", True),
        Option("markers", "Mark every value", False),
        Option("shape", "Between values", "linear", (("linear", "Straight"), ("hv", "Steps"))),
    )

    def misfit(self, spec: QuerySpec) -> str | None:
        """Needs something to measure and something to lie along."""
        return (
            None
            if spec.dimensions and (spec.measures or spec.transform)
            else "Lines need a measure and a field to lie along, such as a date."
        )

    @staticmethod
    def axis(data: ChartData) -> OutputColumn:
        """The first dimension of time, else the first one."""
        return next((column for column in data.dimensions if column.type.is_temporal), data.dimensions[0])

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        parts = split(data, self.axis(data))
        order = sorted(
            range(len(parts.places)), key=lambda i: (parts.places[i] is None, parts.places[i] if parts.places[i] is not None else 0)
        )
        traces = [
            {
                "type": "scatter",
                "name": series.name,
                "meta": series.meta,
                "customdata": [series.rows[i] for i in order],
                "mode": "lines+markers" if options["markers"] or len(parts.places) < 3 else "lines",
                "line": {"shape": options["shape"]},
                "x": [parts.places[i] for i in order],
                "y": [series.values[i] for i in order],
            }
            for series in parts.series
        ]
        kind = "date" if parts.axis.type.is_temporal else "linear" if parts.axis.type.is_number else "category"
        value = {"title": listed(data.measures) if len(data.measures) <= 2 else ""} | ({"rangemode": "tozero"} if options["zero"] else {})
        return {"data": traces, "layout": {"xaxis": {"title": parts.axis.label, "type": kind}, "yaxis": value}}

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says the first and last value of the first series, the change between them, and the highest."""
        if not data.rows:
            return "There are no rows to draw."
        parts = split(data, self.axis(data))
        first = parts.series[0]
        known = sorted((p, v) for p, v in zip(parts.places, first.values, strict=True) if p is not None and isinstance(v, int | float))
        head = f"{listed(data.measures)} by {listed(data.dimensions).lower()}"
        if not known:
            return f"{head}: no values."
        (start, before), (end, now), (peak, most) = known[0], known[-1], max(known, key=lambda k: k[1])
        of = f"{first.name} " if len(parts.series) > 1 else ""
        return (
            f"{head} from {moment(start, parts.axis)} to {moment(end, parts.axis)}: {of}{percent(now, before)}, from {spoken(before)} to "
            f"{spoken(now)}; highest in {moment(peak, parts.axis)} at {spoken(most)}.{omitted(parts)}"
        )
