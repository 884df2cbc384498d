"""Bullet: values as bars against the marks of their targets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .base import ChartData, ChartKind, Shelf
from .clouds import is_number
from .goals import GOOD, TARGET, status, target_of
from .words import counted, grouped, listed, moment, spoken


class Bullet(ChartKind):
    name, label, icon, renderer = "bullet", "Bullet", "target", "plotly"
    about = "Shows values as bars, each against its target."
    group = "Numbers"
    shelves = (Shelf("A category or time", "dimension", 0, 1), Shelf("A value", "measure"), Shelf("Target", "measure", 0, 1))
    options = (TARGET, GOOD)

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        values, rows = data.values(data.measures[0]), list(range(len(data.rows)))
        targets = [target_of(data, row, options["target"]) for row in rows]
        judged = any(is_number(target) for target in targets)
        statuses = [status(value, target, options["good"]) for value, target in zip(values, targets, strict=True)]
        base = {"y": _places(data), "customdata": rows}
        meta = {"status": statuses} if judged and options["good"] != "none" else {"slot": 0}
        bars = base | {"type": "bar", "orientation": "h", "name": data.measures[0].label, "x": values, "width": 0.5, "meta": meta}
        symbol = {"symbol": "line-ns-open", "size": 28, "line": {"width": 3}}
        named = data.measures[1].label if len(data.measures) > 1 else "Target"
        marks = base | {"type": "scatter", "mode": "markers", "name": named, "x": targets, "marker": symbol, "meta": {"slot": 8}}
        down = {"type": "category", "autorange": "reversed", "showgrid": False}
        axes = {"xaxis": {"title": data.measures[0].label, "rangemode": "tozero"}, "yaxis": down | {"title": _axis(data)}}
        return {"data": [bars, marks] if judged else [bars], "layout": axes | {"hovermode": "closest"}}

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says how many reach their target, and which is furthest from it."""
        values = data.values(data.measures[0]) if data.measures else []
        pairs = [(row, value, target_of(data, row, options["target"])) for row, value in enumerate(values)]
        known = [(row, value, target) for row, value, target in pairs if is_number(value) and is_number(target) and target]
        head = f"{data.measures[0].label}{f' by {listed(data.dimensions).lower()}' if data.dimensions else ''}" if data.measures else ""
        if not known:
            return f"{head}: {counted(len(values), 'value')} without a target." if values else "There are no rows to draw."
        good = "high" if options["good"] == "none" else options["good"]
        reached = sum(status(value, target, good) == "good" for _, value, target in known)
        way = min if good == "high" else max
        row, value, target = way(known, key=lambda pair: pair[1] / pair[2])
        worst = f"{_places(data)[row]} is at {value / target:.0%} of it ({spoken(value)} of {spoken(target)})"
        if len(known) == 1:
            return f"{head}: {spoken(value)}, {value / target:.0%} of the target of {spoken(target)}."
        return f"{head}: {grouped(reached)} of {grouped(len(known))} reach their target; {worst}."


def _places(data: ChartData) -> list[str]:
    if not data.dimensions:
        return [data.measures[0].label] * len(data.rows)
    column = data.dimensions[0]
    return [moment(value, column) for value in data.values(column)]


def _axis(data: ChartData) -> str:
    return data.dimensions[0].label if data.dimensions else ""
