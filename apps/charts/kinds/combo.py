"""Bars and lines over one axis: amounts beside a rate, each on a scale of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .base import ChartData, ChartKind, Option, Shelf
from .labels import LABELS
from .periods import still_running
from .series import along, axis_of, hatched, note_running, ordered, split, told_by_category, told_over_time
from .words import listed


class Combo(ChartKind):
    name, label, icon, renderer = "combo", "Combo", "chart-no-axes-combined", "plotly"
    about = "Draws the first measure as bars and the others as lines, by default on a second axis."
    group = "Comparison"
    overlaid = True
    shelves = (
        Shelf("A category or time", "dimension"),
        Shelf("Bars", "measure"),
        Shelf("Lines", "measure", 1, 4, "Such as a rate or a target."),
    )
    options = (
        Option("second", "Second axis for the lines", True),
        Option("join", "Join lines over gaps", False),
        LABELS,
    )

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        parts = split(data, along(data))
        parts = ordered(parts) if parts.axis.type.is_temporal or parts.axis.type.is_number else parts
        bars, *lines = parts.series
        places = ["(empty)" if place is None and not parts.axis.type.is_number else place for place in parts.places]
        traces: list[dict[str, Any]] = [
            bars.trace()
            | {"type": "bar", "x": places, "y": bars.values}
            | hatched(parts.places, still_running(data, parts.axis, parts.places))
        ]
        for line in lines:
            own = {"type": "scatter", "mode": "lines+markers", "x": places, "y": line.values, "connectgaps": options["join"]}
            traces.append(line.trace() | own | ({"yaxis": "y2"} if options["second"] else {}))
        left = {"title": bars.name if options["second"] else "", "rangemode": "tozero"}
        right = {"title": listed([line.measure for line in lines]), "overlaying": "y", "side": "right", "rangemode": "tozero"}
        second = {"yaxis2": right | {"showgrid": False}} if options["second"] else {}
        return {"data": traces, "layout": {"xaxis": axis_of(parts.axis), "yaxis": left} | second | note_running(data, parts)}

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says how the first measure moved, or where it is highest, and which measures lie beside it."""
        if not data.rows:
            return "There are no rows to draw."
        lines = listed(data.measures[1:])
        told = told_over_time(data) if along(data).type.is_temporal else told_by_category(data)
        verb = "are lines" if len(data.measures) > 2 else "is a line"
        return f"{told} {lines} {verb}{' on an axis of its own' if options['second'] else ''}."
