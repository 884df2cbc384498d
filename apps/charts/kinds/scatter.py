"""Scatter: two measures of each group against each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .base import ChartData, ChartKind, Option, Shelf
from .clouds import axes, cloud, told


class Scatter(ChartKind):
    name, label, icon, renderer = "scatter", "Scatter", "chart-scatter", "plotly"
    about = "Places each group by two measures, to show how they go together."
    group = "Relation"
    overlaid = True
    shelves = (
        Shelf("A mark for each", "dimension", help="Such as a product or a customer."),
        Shelf("Colour", "dimension", 0, 1),
        Shelf("Across", "measure"),
        Shelf("Up", "measure"),
    )
    options = (Option("zero", "Start both axes at zero", False), Option("names", "Write names beside the marks", False))

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        named = {"mode": "markers+text", "textposition": "top center"} if options["names"] else {}
        return {"data": [trace | named for trace in cloud(data, sized=False)], "layout": axes(data, zero=bool(options["zero"]))}

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says how many marks there are, how the measures go together, and which mark is highest."""
        return told(data)
