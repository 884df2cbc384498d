"""A pie or a ring: few parts of one whole, the small ones together as others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.engine.spec import QuerySpec

from .base import ChartData, ChartKind, Option, Shelf
from .parts import Tree, adds_up, others, share, told, tree
from .words import grouped

_DIRECT = 12  # more slices than this are told apart by a legend


class Pie(ChartKind):
    name, label, icon, renderer = "pie", "Pie", "chart-pie", "plotly"
    about = "Shows a few parts of one whole; small ones are together as others."
    group = "Part of a whole"
    shelves = (Shelf("A category"), Shelf("A size", "measure"))
    options = (
        Option("ring", "Leave the middle open", True),
        Option("slices", "Most slices", 8, number=True, least=2, most=24, help="The rest is drawn as others."),
        Option("show", "Show on slices", "percent", (("percent", "Name and share"), ("value", "Name and value"), ("label", "Name"))),
    )

    def misfit(self, spec: QuerySpec) -> str | None:
        """Needs one category and a measure whose parts add up."""
        return super().misfit(spec) or adds_up(spec, self.label)

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        kept, rest = _slices(tree(data), int(options["slices"] or 8))
        more = 1 if rest else 0
        shown = {"percent": "label+percent", "value": "label+value", "label": "label"}[str(options["show"])]
        direct = len(kept) + more <= _DIRECT
        labels = [node.label for node in kept] + [others(len(rest))] * more
        trace = {
            "type": "pie",
            "labels": labels,
            "values": [node.value for node in kept] + [sum(node.value for node in rest)] * more,
            "customdata": [node.row for node in kept] + [None] * more,
            "hole": 0.55 if options["ring"] else 0,
            "sort": False,
            "direction": "clockwise",
            "textinfo": shown if direct else "percent",
            "textposition": "outside" if direct else "inside",
            "hovertemplate": "%{label}<br>%{value:,}<br>%{percent}<extra></extra>",
            "showlegend": not direct,
            "meta": {"column": data.dimensions[0].name, "values": [node.top for node in kept] + [None] * more},
        }
        return {"data": [trace], "layout": {"showlegend": not direct} | (_room(labels) if direct else {})}

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says the total, the largest slices, and how many small ones are together."""
        if not data.rows:
            return "There are no rows to draw."
        found = tree(data)
        kept, rest = _slices(found, int(options["slices"] or 8))
        size = sum(node.value for node in rest)
        tail = f" The {grouped(len(rest))} smallest are one slice with {share(size, found.total)}." if rest and kept else ""
        return told(data, found) + tail


def _room(labels: list[str]) -> dict[str, Any]:
    """Margins for names beside the slices. Left to find them itself, Plotly moves the ring back and forth and complains in the end."""
    side = min(150, 16 + 7 * max(len(label) for label in labels))
    return {"margin": {"l": side, "r": side, "t": 36, "b": 36}}


def _slices(found: Tree, most: int) -> tuple[list[Any], list[Any]]:
    """The largest parts, and those that are drawn together: never only one, which can have a slice of its own."""
    largest = [node for node in found.largest if node.row is not None]
    bucket = [node for node in found.largest if node.row is None]
    room = most if len(largest) + len(bucket) <= most else most - 1
    return largest[:room], largest[room:] + bucket
