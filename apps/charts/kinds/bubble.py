"""Bubbles: a scatter whose marks have the size of a third measure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .base import ChartData, ChartKind, Option, Shelf
from .clouds import axes, cloud, is_number, told
from .words import moment, spoken


class Bubble(ChartKind):
    name, label, icon, renderer = "bubble", "Bubble", "circle-dot", "plotly"
    about = "Places each group by two measures; the area of its bubble is a third."
    group = "Relation"
    overlaid = True
    shelves = (
        Shelf("A bubble for each", "dimension", help="Such as a product or a customer."),
        Shelf("Colour", "dimension", 0, 1),
        Shelf("Across", "measure"),
        Shelf("Up", "measure"),
        Shelf("Size", "measure", help="Values below zero are drawn as the smallest bubble."),
    )
    options = (Option("zero", "Start both axes at zero", False), Option("names", "Write names on the bubbles", False))

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        named = {"mode": "markers+text", "textposition": "middle center"} if options["names"] else {}
        return {"data": [trace | named for trace in cloud(data, sized=True)], "layout": axes(data, zero=bool(options["zero"]))}

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says what a scatter would, and which bubble is the largest."""
        text = told(data)
        if not data.rows:
            return text
        size, what = data.measures[2], data.dimensions[0]
        known = [(value, name) for value, name in zip(data.values(size), data.values(what), strict=True) if is_number(value)]
        if not known:
            return text
        value, name = max(known, key=lambda pair: pair[0])
        return f"{text} The largest by {size.label.lower()} is {moment(name, what)} at {spoken(value)}."
