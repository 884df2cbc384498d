"""A treemap: nested rectangles whose areas are the measure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from apps.engine.spec import QuerySpec

from .base import ChartData, ChartKind, Option, Shelf
from .parts import adds_up, told, tree


class Nested(ChartKind):
    """What treemaps and sunbursts share."""

    trace_type: ClassVar[str]
    renderer = "plotly"
    group = "Part of a whole"
    shelves = (Shelf("Levels", "dimension", 1, 4, "The first field is the outermost level."), Shelf("A size", "measure"))
    options = (
        Option("show", "Show in each part", "percent", (("percent", "Name and share"), ("value", "Name and value"), ("label", "Name"))),
    )

    def misfit(self, spec: QuerySpec) -> str | None:
        """Needs one to four levels and a measure whose parts add up."""
        return super().misfit(spec) or adds_up(spec, self.label)

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        found = tree(data).nodes
        shown = {"percent": "label+percent root", "value": "label+value", "label": "label"}[str(options["show"])]
        trace = {
            "type": self.trace_type,
            "ids": [node.id for node in found],
            "parents": [node.parent for node in found],
            "labels": [node.label for node in found],
            "values": [node.value for node in found],
            "branchvalues": "total",
            "customdata": [node.row for node in found],
            "textinfo": shown,
            "hovertemplate": "%{label}<br>%{value:,}<br>%{percentRoot:.1%}<extra></extra>",
            "meta": {"column": data.dimensions[0].name, "values": [node.top for node in found]},
        }
        return {"data": [trace], "layout": {"uniformtext": {"minsize": 10, "mode": "hide"}}}

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says the total, the largest parts of the first level, and what is folded or cannot be drawn."""
        return told(data, tree(data)) if data.rows else "There are no rows to draw."


class Treemap(Nested):
    name, label, icon, trace_type = "treemap", "Treemap", "layout-dashboard", "treemap"
    about = "Shows the parts of a whole as nested areas, one to four levels deep."
