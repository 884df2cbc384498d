"""One big number, with what it was before and how it came there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.engine.spec import QuerySpec

from .base import ChartData, ChartKind, Option, Shelf
from .clouds import is_number
from .goals import FORMAT, GOOD
from .periods import still_running
from .words import moment, percent, spoken


class Number(ChartKind):
    name, label, icon, renderer = "number", "Number", "hash", "html"
    about = "Shows one measure as a big number; by periods, the last one with its change and a small line of all."
    group = "Numbers"
    shelves = (Shelf("Period", "time", 0, 1), Shelf("A value", "measure", 1, 1), Shelf("Compared with", "measure", 0, 1))
    options = (
        GOOD,
        FORMAT,
        Option("period", "Period shown", "whole", (("whole", "The last whole one"), ("last", "The last one, whole or not"))),
        Option("line", "Small line of all periods", True),
    )

    def misfit(self, spec: QuerySpec) -> str | None:
        """Needs a measure; several groups would be several numbers, unless they are periods and the last one is meant."""
        if not spec.measures and spec.transform is None:
            return "A number needs a measure."
        periods = len(spec.dimensions) == 1 and spec.dimensions[0].grain is not None
        return None if not spec.dimensions or periods else "A number shows one value; take away what it is grouped by, or choose bars."

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        """No traces: the facts that the page writes, in the layout's `meta`."""
        return {"data": [], "layout": {"meta": {"number": facts(data, options)}}}

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says the value, of which period, and its change when there is one to compare with."""
        if not data.rows or not data.measures:
            return "There is no value."
        found = facts(data, options)
        now, before = found["value"], found["before"]
        of = f" in {found['period']}" if found["period"] else ""
        text = f"{found['label']}{of}: {_told(now, options)}"
        if not is_number(now) or not is_number(before):
            return f"{text}."
        when = f" in {found['against']}" if found["against"] else ""
        return f"{text}, {percent(now, before)} from {_told(before, options)}{when}."


def facts(data: ChartData, options: Mapping[str, Any]) -> dict[str, Any]:
    """The value and its label, of which period, what it was `before` and when, whether the change is good, and all periods' values.

    `good` is None without a change or when neither way is good. `line` holds [row, value] in order of time.
    """
    axis = data.dimensions[0] if data.dimensions else None
    places = data.values(axis) if axis else [None] * len(data.rows)
    order = sorted(range(len(data.rows)), key=lambda row: (places[row] is not None, str(places[row])))
    running = still_running(data, axis, places) if axis else None
    if running is not None and options["period"] == "whole" and len(order) > 1:
        order = order[:-1]
    values = data.values(data.measures[0])
    now = values[order[-1]]
    before, against = _before(data, order, values)
    return {
        "value": now,
        "row": order[-1],
        "label": data.measures[0].label,
        "period": moment(places[order[-1]], axis) if axis else "",
        "running": running is not None and places[order[-1]] == running,
        "before": before,
        "against": moment(places[against], axis) if axis and against is not None else "",
        "good": _good(now, before, options["good"]),
        "line": [[row, values[row]] for row in order] if axis and options["line"] and len(order) > 2 else [],
    }


def _before(data: ChartData, order: list[int], values: list[Any]) -> tuple[Any, int | None]:
    """What to compare with: the second measure of the same row, else the row before."""
    if len(data.measures) > 1:
        return data.values(data.measures[1])[order[-1]], None
    return (values[order[-2]], order[-2]) if data.dimensions and len(order) > 1 else (None, None)


def _good(now: Any, before: Any, good: Any) -> bool | None:
    if good == "none" or not is_number(now) or not is_number(before) or now == before:
        return None
    return bool((now > before) == (good == "high"))


def _told(value: Any, options: Mapping[str, Any]) -> str:
    return f"{value:.1%}" if options["format"] == "percent" and is_number(value) else spoken(value)
