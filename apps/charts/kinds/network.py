"""A network graph: who is linked to whom, and how strongly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from apps.engine.spec import QuerySpec

from .base import ChartData, ChartKind, Option, Shelf
from .forces import places
from .parts import amount
from .words import grouped, moment, spoken

_LABELLED, _FEW, _LINKS = 25, 12, 300


@dataclass(frozen=True)
class Net:
    """Nodes in order of their strength, links as places of nodes; `hidden` nodes and `weak` links are not drawn."""

    names: list[str]
    values: list[Any]
    strength: list[float]
    links: list[tuple[int, int, float, int]]
    hidden: int
    weak: int


class Network(ChartKind):
    name, label, icon, renderer = "network", "Network", "waypoints", "plotly"
    about = "Shows which values are linked, and how strongly."
    group = "Relation"
    shelves = (Shelf("From"), Shelf("To"), Shelf("A strength", "measure"))
    options = (Option("most", "Most nodes", 60, number=True, least=5, most=200, help="The most strongly linked ones are drawn."),)

    def misfit(self, spec: QuerySpec) -> str | None:
        """Needs two fields, the ends of links, and a measure."""
        return super().misfit(spec)

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        net = _net(data, int(options["most"] or 60))
        ends = np.array([(a, b) for a, b, _, _ in net.links], dtype=np.int64).reshape(-1, 2)
        spots = places(len(net.names), ends, np.array([w for _, _, w, _ in net.links], dtype=float))
        at = [(round(float(x), 4), round(float(y), 4)) for x, y in spots]
        hidden = {"visible": False, "range": [-1.15, 1.15], "type": "linear"}
        layout = {"xaxis": hidden, "yaxis": hidden, "hovermode": "closest", "showlegend": False, "dragmode": "pan"}
        return {"data": [*_strands(net, at), _dots(data, net, at)], "layout": layout}

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says how many nodes and links there are, and which are strongest."""
        if not data.rows:
            return "There are no rows to draw."
        net = _net(data, int(options["most"] or 60))
        if not net.links:
            return "There are no links with a value above zero."
        a, b, weight, _ = max(net.links, key=lambda link: link[2])
        count = f"{grouped(len(net.names))} nodes and {grouped(len(net.links) + net.weak)} links of {data.measures[0].label.lower()}"
        head = f"{count}; {net.names[0]} has most of it"
        left = [f"{grouped(net.hidden)} weaker nodes"] * (net.hidden > 0) + [f"{grouped(net.weak)} weaker links"] * (net.weak > 0)
        cut = f" {' and '.join(left)} are not drawn; the table has all." if left else ""
        return f"{head}, and the strongest link is {net.names[a]} to {net.names[b]} at {spoken(weight)}.{cut}"


def _net(data: ChartData, most: int) -> Net:
    """The most strongly linked values, and the links among them; a value is one node, at whichever end it lies."""
    source, target = data.dimensions
    weights = [amount(value) or 0.0 for value in data.values(data.measures[0])]
    rows = [(a, b, w, row) for row, (a, b, w) in enumerate(zip(data.values(source), data.values(target), weights, strict=True))]
    rows = [one for one in rows if one[2] > 0 and one[0] is not None and one[1] is not None]
    strength: dict[Any, float] = {}
    for a, b, w, _ in rows:
        strength[a] = strength.get(a, 0) + w
        strength[b] = strength.get(b, 0) + w * (a != b)
    order = sorted(strength, key=lambda value: -strength[value])
    place = {value: i for i, value in enumerate(order[:most])}
    links = [(place[a], place[b], w, row) for a, b, w, row in rows if a in place and b in place and a != b]
    drawn = sorted(links, key=lambda link: -link[2])[:_LINKS]
    names = [moment(value, source) for value in place]
    return Net(names, list(place), [strength[value] for value in place], drawn, len(order) - len(place), len(links) - len(drawn))


def _strands(net: Net, at: list[tuple[float, float]]) -> list[dict[str, Any]]:
    """The links in three strengths of line, the strongest last."""
    most = max((w for _, _, w, _ in net.links), default=1.0)
    found = []
    for low, high, width in ((0.0, 0.2, 0.8), (0.2, 0.6, 2.0), (0.6, 1.01, 4.0)):
        chosen = [link for link in net.links if low < link[2] / most <= high]
        if chosen:
            found.append(
                {
                    "type": "scatter",
                    "mode": "lines",
                    "x": [v for a, b, _, _ in chosen for v in (at[a][0], at[b][0], None)],
                    "y": [v for a, b, _, _ in chosen for v in (at[a][1], at[b][1], None)],
                    "customdata": [v for _, _, _, row in chosen for v in (row, row, None)],
                    "line": {"width": width},
                    "opacity": 0.45,
                    "hoverinfo": "skip",
                    "meta": {"others": True, "slot": 8},
                }
            )
    return found


def _dots(data: ChartData, net: Net, at: list[tuple[float, float]]) -> dict[str, Any]:
    most = max(net.strength, default=1.0)
    incident: dict[int, list[int]] = {}
    for a, b, _, row in net.links:
        incident.setdefault(a, []).append(row)
        incident.setdefault(b, []).append(row)
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [x for x, _ in at],
        "y": [y for _, y in at],
        "text": [name if place < (_LABELLED if len(net.names) <= _LABELLED else _FEW) else "" for place, name in enumerate(net.names)],
        "hovertext": [f"{name}: {spoken(s)}" for name, s in zip(net.names, net.strength, strict=True)],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "textposition": "top center",
        "cliponaxis": False,
        "marker": {"size": [round(7 + 15 * (s / most) ** 0.5, 1) for s in net.strength]},
        "customdata": [incident[i][0] if len(incident.get(i, [])) == 1 else None for i in range(len(net.names))],
        "meta": {},
    }
