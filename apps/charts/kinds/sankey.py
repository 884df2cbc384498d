"""A Sankey diagram: how amounts flow through two to five stages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from apps.engine.spec import QuerySpec

from .base import ChartData, ChartKind, Shelf
from .parts import adds_up, amount, others, share
from .words import grouped, moment, spoken

_MOST = 14  # nodes of a stage; more cannot be read


@dataclass
class Flows:
    """Nodes are (stage, value), so a value that comes again later is another node and no flow can turn in a circle."""

    nodes: list[tuple[int, Any]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    links: dict[tuple[int, int], float] = field(default_factory=dict)
    rows: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    total: float = 0
    unfit: int = 0
    folded: int = 0


class Sankey(ChartKind):
    name, label, icon, renderer = "sankey", "Sankey", "git-compare", "plotly"
    about = "Shows how amounts flow from stage to stage."
    group = "Flow"
    shelves = (Shelf("Stages, from left to right", "dimension", 2, 5), Shelf("An amount", "measure"))

    def misfit(self, spec: QuerySpec) -> str | None:
        """Needs two to five stages and a measure whose parts add up."""
        return super().misfit(spec) or adds_up(spec, self.label)

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        found = flows(data)
        links = list(found.links.items())
        rows = [found.rows[ends][0] if len(found.rows[ends]) == 1 else None for ends, _ in links]
        trace = {
            "type": "sankey",
            "arrangement": "snap",
            "node": {"label": found.labels, "pad": 12, "thickness": 14, "hovertemplate": "%{label}<br>%{value:,}<extra></extra>"},
            "link": {
                "source": [source for (source, _), _ in links],
                "target": [target for (_, target), _ in links],
                "value": [value for _, value in links],
                "customdata": rows,
                "hovertemplate": "%{source.label} → %{target.label}<br>%{value:,}<extra></extra>",
            },
            "customdata": [None] * len(found.nodes),
            "meta": {
                "column": data.dimensions[0].name,
                "values": [value if stage == 0 and value is not _Rest else None for stage, value in found.nodes],
                "stages": [stage for stage, _ in found.nodes],
                "where": [None if value is _Rest else [data.dimensions[stage].name, value] for stage, value in found.nodes],
            },
        }
        return {"data": [trace], "layout": {"showlegend": False}}

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says the total, the stages and the largest flow."""
        if not data.rows:
            return "There are no rows to draw."
        found = flows(data)
        stages = " to ".join(column.label.lower() for column in data.dimensions)
        if not found.links:
            return f"{data.measures[0].label} from {stages}: no values above zero."
        (source, target), most = max(found.links.items(), key=lambda one: one[1])
        words = "row has no value above zero and does not flow" if found.unfit == 1 else "rows have no value above zero and do not flow"
        unfit = f" {grouped(found.unfit)} {words}." if found.unfit else ""
        rest = f" {grouped(found.folded)} small groups are drawn as others; the table has all." if found.folded else ""
        head = f"{data.measures[0].label} from {stages}: {spoken(found.total)} in all; the largest flow is {found.labels[source]} to"
        return f"{head} {found.labels[target]} with {share(most, found.total)}.{unfit}{rest}"


class _Rest:
    """Stands for the small values of a stage that are drawn as one node."""


def flows(data: ChartData) -> Flows:
    """The rows as flows between stages; beyond the largest ones of a stage, values are one node of others."""
    sizes = [amount(value) for value in data.values(data.measures[0])]
    columns = [data.values(column) for column in data.dimensions]
    fit = [(row, size) for row, size in enumerate(sizes) if size is not None and size > 0]
    found = Flows(total=sum(size for _, size in fit), unfit=len(sizes) - len(fit))
    kept, hidden = [], []
    for values in columns:
        reach: dict[Any, float] = {}
        for row, size in fit:
            reach[values[row]] = reach.get(values[row], 0) + size
        largest = sorted(reach, key=lambda value: -reach[value])
        cut = len(largest) if len(largest) <= _MOST else _MOST - 1
        kept.append(set(largest[:cut]))
        hidden.append(len(largest) - cut)
    found.folded = sum(hidden)
    places: dict[tuple[int, Any], int] = {}
    for row, size in fit:
        path = [(stage, values[row] if values[row] in kept[stage] else _Rest) for stage, values in enumerate(columns)]
        at = [places.setdefault(node, len(places)) for node in path]
        for ends in pairwise(at):
            found.links[ends] = found.links.get(ends, 0) + size
            found.rows.setdefault(ends, []).append(row)
    found.nodes = list(places)
    named = data.dimensions
    found.labels = [others(hidden[stage]) if value is _Rest else moment(value, named[stage]) for stage, value in found.nodes]
    return found
