"""Bars: one measure or more by a category or a time, grouped, stacked or as shares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.engine.spec import QuerySpec

from .base import ChartData, ChartKind, Option, Shelf
from .series import Split, omitted, split
from .words import listed, moment, spoken

_LONG = 6  # with more categories than this, names need the room that horizontal bars give


class Bar(ChartKind):
    name, label, icon, renderer = "bar", "Bar", "chart-column", "plotly"
    about = "Compares a measure between categories or periods."
    group = "Comparison"
    shelves = (Shelf("A category or time", "dimension", 1, 3), Shelf("A value", "measure", 1, 8))
    options = (
        Option("direction", "Direction", "auto", (("auto", "Automatic"), ("vertical", "Vertical"), ("horizontal", "Horizontal"))),
        Option("mode", "Several series", "grouped", (("grouped", "Side by side"), ("stacked", "Stacked"), ("percent", "100 %"))),
        Option("labels", "Show values", False),
    )

    def misfit(self, spec: QuerySpec) -> str | None:
        """Needs something to measure and something to group by."""
        return None if spec.dimensions and (spec.measures or spec.transform) else "Bars need a measure and a field to group by."

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        parts = split(data, data.dimensions[0])
        sideways = options["direction"] == "horizontal" or (options["direction"] == "auto" and self._long(parts))
        category = {"title": parts.axis.label, "type": "date" if parts.axis.type.is_temporal else "category", "showgrid": False}
        value = {"title": listed(data.measures) if len(data.measures) <= 2 else "", "rangemode": "tozero"}
        across = category | {"autorange": "reversed"}  # sideways, the first row belongs on top
        axes = {"xaxis": value, "yaxis": across} if sideways else {"xaxis": category, "yaxis": value}
        stacked = options["mode"] != "grouped"
        layout = axes | {"barmode": "stack" if stacked else "group"} | ({"barnorm": "percent"} if options["mode"] == "percent" else {})
        return {"data": [self._trace(parts, i, sideways, bool(options["labels"])) for i in range(len(parts.series))], "layout": layout}

    @staticmethod
    def _trace(parts: Split, number: int, sideways: bool, labels: bool) -> dict[str, Any]:
        series = parts.series[number]
        places = [("(empty)" if place is None else place) for place in parts.places]
        x, y = (series.values, places) if sideways else (places, series.values)
        shown = {"texttemplate": "%{value:.3~s}", "textposition": "auto"} if labels else {}
        return series.trace() | {"type": "bar", "x": x, "y": y, "orientation": "h" if sideways else "v"} | shown

    @staticmethod
    def _long(parts: Split) -> bool:
        return not parts.axis.type.is_temporal and parts.axis.grain is None and len(parts.places) > _LONG

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Names the highest and the lowest group of the first series."""
        if not data.rows:
            return "There are no rows to draw."
        parts = split(data, data.dimensions[0])
        first = parts.series[0]
        known = [(value, place) for value, place in zip(first.values, parts.places, strict=True) if isinstance(value, int | float)]
        head = f"{listed(data.measures)} by {listed(data.dimensions).lower()}"
        if not known:
            return f"{head}: no values."
        (low, at_low), (high, at_high) = min(known, key=lambda k: k[0]), max(known, key=lambda k: k[0])
        of = f" ({first.name})" if len(parts.series) > 1 else ""
        text = f"{head}: {moment(at_high, parts.axis)} is highest at {spoken(high)}{of}"
        tail = f", {moment(at_low, parts.axis)} lowest at {spoken(low)}, over {len(parts.places):,} groups." if len(known) > 1 else "."
        return text + tail + omitted(parts)
