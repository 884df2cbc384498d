"""A funnel: how much is left after each stage."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from apps.engine.spec import QuerySpec

from .base import ChartData, ChartKind, Option, Shelf
from .parts import amount, share
from .words import grouped, moment, spoken

Stage = tuple[str, float, int]


class Funnel(ChartKind):
    name, label, icon, renderer = "funnel", "Funnel", "list-filter", "plotly"
    about = "Shows how much is left after each stage."
    group = "Flow"
    shelves = (
        Shelf("A stage", "dimension", 0, 1, "Without one, each measure is a stage."),
        Shelf("A value", "measure", 1, 12),
    )
    options = (
        Option("order", "Order of stages", "given", (("given", "As in the answer"), ("size", "Largest first"))),
        Option("compare", "Show as share of", "first", (("first", "The first stage"), ("previous", "The stage before"))),
    )

    def misfit(self, spec: QuerySpec) -> str | None:
        """Needs the values of stages as one field, or two measures and more."""
        found = super().misfit(spec)
        if found:
            return found
        if not spec.dimensions and len(spec.measures) < 2:
            return "A funnel needs a field that names the stages, or a measure for each of two stages and more."
        return "With a field that names the stages, a funnel takes one measure." if spec.dimensions and len(spec.measures) > 1 else None

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        stages = _stages(data, str(options["order"]))
        of = "percent initial" if options["compare"] == "first" else "percent previous"
        trace = {
            "type": "funnel",
            "y": [name for name, _, _ in stages],
            "x": [value for _, value, _ in stages],
            "customdata": [row for _, _, row in stages],
            "textinfo": f"value+{of}",
            "texttemplate": f"%{{value:,.3~s}} · %{{{'percentInitial' if options['compare'] == 'first' else 'percentPrevious'}:.0%}}",
            "hoverinfo": "y+x+percent initial+percent previous",
            "orientation": "h",
            "connector": {"visible": True},
            "name": data.measures[0].label if data.dimensions else "",
            "meta": {},
        }
        upright = {"autorange": "reversed", "type": "category"}
        return {
            "data": [trace],
            "layout": {"xaxis": {"visible": False}, "yaxis": upright, "showlegend": False, "hovermode": "closest"},
        }

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says the first and last stage, what is left, and where most is lost."""
        stages = _stages(data, str(options["order"])) if data.rows else []
        if not stages:
            return "There are no rows to draw."
        (first, start, _), (last, end, _) = stages[0], stages[-1]
        head = (
            f"From {first} at {spoken(start)} to {last} at {spoken(end)}: {share(end, start)} are left after {grouped(len(stages))} stages."
        )
        losses = [(before - now, a, b) for (a, before, _), (b, now, _) in pairwise(stages)]
        lost = max(losses, default=(0.0, "", ""))
        return f"{head} Most is lost from {lost[1]} to {lost[2]}: {spoken(lost[0])}." if lost[0] > 0 else head


def _stages(data: ChartData, order: str) -> list[Stage]:
    if data.dimensions:
        names = [moment(value, data.dimensions[0]) for value in data.values(data.dimensions[0])]
        values = [amount(value) for value in data.values(data.measures[0])]
        found = [(name, value, row) for row, (name, value) in enumerate(zip(names, values, strict=True)) if value is not None]
    else:
        last = [amount(data.values(measure)[0]) for measure in data.measures]
        found = [(measure.label, value, 0) for measure, value in zip(data.measures, last, strict=True) if value is not None]
    return sorted(found, key=lambda stage: -stage[1]) if order == "size" else found
