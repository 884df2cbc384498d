"""A waterfall: how gains and losses add up to a total."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.engine.spec import QuerySpec

from .base import ChartData, ChartKind, Option, Shelf
from .labels import LABELS, wanted
from .parts import adds_up, amount, others
from .words import grouped, moment, spoken

_MOST = 40
Step = tuple[str, float, int | None]


class Waterfall(ChartKind):
    name, label, icon, renderer = "waterfall", "Waterfall", "chart-no-axes-column-increasing", "plotly"
    about = "Shows how gains and losses add up to a total."
    group = "Part of a whole"
    shelves = (Shelf("A category or time"), Shelf("A change", "measure"))
    options = (
        Option("total", "Show the total", True),
        Option("good", "A gain is", "up", (("up", "Good"), ("down", "Bad (costs, errors)"))),
        LABELS,
    )

    def misfit(self, spec: QuerySpec) -> str | None:
        """Needs one category and a measure whose parts add up."""
        return super().misfit(spec) or adds_up(spec, self.label)

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        steps = _steps(data)
        total = [("Total", sum(value for _, value, _ in steps), None)] if options["total"] else []
        up, down = ("good", "bad") if options["good"] == "up" else ("bad", "good")
        trace: dict[str, Any] = {
            "type": "waterfall",
            "x": [name for name, _, _ in steps + total],
            "y": [value for _, value, _ in steps + total],
            "measure": ["relative"] * len(steps) + ["total"] * len(total),
            "customdata": [row for _, _, row in steps + total],
            "name": data.measures[0].label,
            "meta": {"status": [up if value >= 0 else down for _, value, _ in steps] + ["total"] * len(total), "up": up},
        }
        if wanted(options, len(steps)):
            trace |= {"texttemplate": "%{delta:+,.3~s}", "textposition": "outside", "cliponaxis": False}
        layout = {
            "xaxis": {"title": data.dimensions[0].label, "type": "category", "showgrid": False},
            "yaxis": {"title": data.measures[0].label},
            "showlegend": False,
        }
        return {"data": [trace], "layout": layout}

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says the total, the largest gain and the largest loss."""
        steps = _steps(data) if data.rows else []
        if not steps:
            return "There are no rows to draw."
        total = sum(value for _, value, _ in steps)
        gain, loss = max(steps, key=lambda step: step[1]), min(steps, key=lambda step: step[1])
        parts = [f"the largest gain is {gain[0]} with {spoken(gain[1])}"] * (gain[1] > 0)
        parts += [f"the largest loss {loss[0]} with {spoken(loss[1])}"] * (loss[1] < 0)
        head = f"{data.measures[0].label} by {data.dimensions[0].label.lower()} adds up to {spoken(total)} in {grouped(len(steps))} steps"
        return f"{head}; {', '.join(parts)}." if parts else f"{head}."


def _steps(data: ChartData) -> list[Step]:
    """The answer's rows in their order; with too many, those that change most and the rest as one."""
    names = [moment(value, data.dimensions[0]) for value in data.values(data.dimensions[0])]
    values = [amount(value) for value in data.values(data.measures[0])]
    found: list[Step] = [(name, value, row) for row, (name, value) in enumerate(zip(names, values, strict=True)) if value is not None]
    if len(found) <= _MOST:
        return found
    largest = {step[2] for step in sorted(found, key=lambda step: -abs(step[1]))[: _MOST - 1]}
    rest = [step for step in found if step[2] not in largest]
    return [step for step in found if step[2] in largest] + [(others(len(rest)), sum(value for _, value, _ in rest), None)]
