"""Areas: how much there is over time, and of what it is made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .base import ChartData, ChartKind, Option, Shelf
from .labels import LABELS
from .series import Split, along, axis_of, note_running, ordered, split, told_over_time
from .words import grouped, listed


class Area(ChartKind):
    name, label, icon, renderer = "area", "Area", "chart-area", "plotly"
    about = "Shows how an amount and its parts move over time."
    group = "Over time"
    overlaid = True
    shelves = (Shelf("A time or number", "dimension", 1, 3), Shelf("An amount", "measure", 1, 8))
    options = (
        Option("mode", "Several series", "stacked", (("stacked", "Stacked"), ("percent", "100 %"), ("overlaid", "One behind the other"))),
        Option("shape", "Between values", "linear", (("linear", "Straight"), ("hv", "Steps"))),
        Option("markers", "Mark every value", False),
        LABELS,
    )

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        parts = ordered(split(data, along(data)))
        mode = str(options["mode"])
        look = _look(mode, len(parts.series) > 1) | {"mode": "lines+markers" if options["markers"] or len(parts.places) < 3 else "lines"}
        traces = [
            series.trace() | look | {"type": "scatter", "line": {"shape": options["shape"]}, "x": parts.places, "y": series.values}
            for series in parts.series
        ]
        unit = {"ticksuffix": "%"} if mode == "percent" else {}
        value = {"title": listed(data.measures) if len(data.measures) <= 2 and not unit else "", "rangemode": "tozero"} | unit
        return {"data": traces, "layout": {"xaxis": axis_of(parts.axis), "yaxis": value} | note_running(data, parts)}

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says what a line would, and how many missing values add nothing to a stack."""
        told = told_over_time(data)
        if not data.rows or options["mode"] == "overlaid":
            return told
        missing = _missing(split(data, along(data)))
        return told + (f" {grouped(missing)} missing values add nothing to the stack." if missing > 1 else "")


def _look(mode: str, several: bool) -> dict[str, Any]:
    """A stack is of parts that add up; a single area, and overlaid ones, keep their gaps."""
    if mode == "overlaid" or (mode == "stacked" and not several):
        return {"fill": "tozeroy"}
    return {"stackgroup": "all"} | ({"groupnorm": "percent"} if mode == "percent" else {})


def _missing(parts: Split) -> int:
    return sum(value is None for series in parts.series for value in series.values) if len(parts.series) > 1 else 0
