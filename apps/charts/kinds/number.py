"""One big number, with the number before it when the answer has one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.engine.spec import QuerySpec

from .base import ChartData, ChartKind
from .words import percent, spoken


class Number(ChartKind):
    name, label, icon, renderer = "number", "Number", "hash", "html"
    about = "Shows one measure as a big number; with a change against the period before, the last period and its change."
    group = "Numbers"

    def misfit(self, spec: QuerySpec) -> str | None:
        """Needs a measure; several groups would be several numbers, unless they are periods and the last one is meant."""
        if not spec.measures and spec.transform is None:
            return "A number needs a measure."
        periods = len(spec.dimensions) == 1 and spec.dimensions[0].grain is not None
        return None if not spec.dimensions or periods else "A number shows one value; take away what it is grouped by, or choose bars."

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says the value, and its change when there is one to compare with."""
        if not data.rows or not data.measures:
            return "There is no value."
        now = data.values(data.measures[0])[-1]
        before = data.values(data.measures[1])[-1] if len(data.measures) > 1 else None
        text = f"{data.measures[0].label}: {spoken(now)}"
        if isinstance(now, int | float) and isinstance(before, int | float):
            return f"{text}, {percent(now, before)} from {spoken(before)}."
        return f"{text}."
