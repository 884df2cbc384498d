"""Gauge: one value on a round scale, with its target."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .base import ChartData, ChartKind, Option, Shelf
from .clouds import is_number
from .goals import FORMAT, GOOD, TARGET, rounded_down, rounded_up, status, target_of
from .words import spoken

_ROOM = {"l": 40, "r": 40, "t": 24, "b": 16}  # pixels, for the ends of the scale
_FORMATS = {"auto": ",.4~s", "short": ".3~s", "full": ",", "percent": ".1%"}


class Gauge(ChartKind):
    name, label, icon, renderer = "gauge", "Gauge", "gauge", "plotly"
    about = "Shows one value on a scale, with its target."
    group = "Numbers"
    shelves = (Shelf("A value", "measure"), Shelf("Target", "measure", 0, 1))
    options = (
        TARGET,
        Option("least", "Scale begins at", None, number=True),
        Option("most", "Scale ends at", None, number=True),
        GOOD,
        FORMAT,
    )

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        value = data.values(data.measures[0])[0]
        if not is_number(value):
            return None
        target = target_of(data, 0, options["target"])
        low, high = _scale(value, target, options)
        written = _FORMATS[str(options["format"])]
        gauge: dict[str, Any] = {"shape": "angular", "axis": {"range": [low, high], "tickformat": written}}
        goal = {"delta": {"reference": target, "valueformat": written}} if is_number(target) else {}
        if goal:
            gauge["threshold"] = {"value": target, "thickness": 0.85}
        trace = {"type": "indicator", "mode": "gauge+number+delta" if goal else "gauge+number", "value": value, "gauge": gauge}
        meta = {"status": [status(value, target, options["good"])]} if goal else {"slot": 0}
        return {"data": [trace | goal | {"number": {"valueformat": written}, "customdata": [0], "meta": meta}], "layout": {"margin": _ROOM}}

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says the value, its target, and how much of it is reached."""
        value = data.values(data.measures[0])[0] if data.rows else None
        text = f"{data.measures[0].label}: {_told(value, options)}"
        target = target_of(data, 0, options["target"]) if data.rows else None
        if not is_number(value) or not is_number(target):
            return f"{text}."
        share = f", {value / target:.0%} of it" if target else ""
        return f"{text}; the target is {_told(target, options)}{share}."


def _told(value: Any, options: Mapping[str, Any]) -> str:
    return f"{value:.1%}" if options["format"] == "percent" and is_number(value) else spoken(value)


def _scale(value: float, target: Any, options: Mapping[str, Any]) -> tuple[float, float]:
    """From zero to a round number beyond value and target, or as the person says; a percentage ends at 100 % when it fits."""
    reach = max(value, target if is_number(target) else value)
    percent = options["format"] == "percent" and reach <= 1
    low = options["least"] if options["least"] is not None else rounded_down(min(value, 0))
    high = options["most"] if options["most"] is not None else 1.0 if percent else rounded_up(reach * 1.1)
    return (low, high) if high > low else (low, low + 1)
