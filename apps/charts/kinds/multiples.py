"""Small multiples: the same small chart for every value of a field, with the same axes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from apps.engine.compile import OutputColumn
from apps.engine.spec import QuerySpec

from .base import ChartData, ChartKind, Option, Shelf
from .parts import amount
from .periods import still_running
from .series import dotted_end, hatched, unfinished
from .words import grouped, moment, spoken

_MOST = 16


class Multiples(ChartKind):
    name, label, icon, renderer = "multiples", "Small multiples", "layout-grid", "plotly"
    about = "Repeats a small chart for every value of a field, with the same axes, so that they can be compared."
    group = "Comparison"
    shelves = (Shelf("A chart for each"), Shelf("Along"), Shelf("A value", "measure"))
    options = (
        Option("shape", "Draw", "auto", (("auto", "Automatic"), ("line", "Lines"), ("bar", "Bars"))),
        Option("shared", "Same scale for all", True),
    )

    def misfit(self, spec: QuerySpec) -> str | None:
        """Needs the field to repeat for, a field to lie along, and a measure."""
        return super().misfit(spec)

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        facet, along = data.dimensions[0], data.dimensions[1]
        panes = _panes(data)[:_MOST]
        places = _along(data, along)
        lines = options["shape"] == "line" or (options["shape"] == "auto" and along.type.is_temporal)
        values = [amount(v) for v in data.values(data.measures[0])]
        kept = {row for _, rows in panes for row in rows.values()}
        reach = _reach([v for row, v in enumerate(values) if v is not None and row in kept], lines) if options["shared"] else None
        wide, running = math.ceil(math.sqrt(len(panes))), still_running(data, along, places)
        layout: dict[str, Any] = {"showlegend": False, "hovermode": "closest", "annotations": []}
        traces = []
        for number, (value, rows) in enumerate(panes):
            trace = _trace(number, [rows.get(p) for p in places], places, values, lines) | {"name": moment(value, facet)}
            trace["meta"] = {"column": facet.name, "value": value}
            traces += dotted_end(trace, running) if lines else [trace | hatched(places, running)]
            lowest = number + wide >= len(panes)
            layout |= _axes(number, wide, math.ceil(len(panes) / wide), along, reach, lowest)
            layout["annotations"].append(_heading(number, wide, math.ceil(len(panes) / wide), moment(value, facet)))
        return {"data": traces, "layout": layout}

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says how many charts there are, and which has the highest value."""
        if not data.rows:
            return "There are no rows to draw."
        facet, along, measure = data.dimensions[0], data.dimensions[1], data.measures[0]
        panes = _panes(data)
        known = [(v, row) for row, v in enumerate(map(amount, data.values(measure))) if v is not None]
        head = f"{measure.label} by {along.label.lower()}, a chart for each of {grouped(len(panes))} values of {facet.label.lower()}"
        cut = f" The {_MOST} largest of {grouped(len(panes))} are drawn; the table has all." if len(panes) > _MOST else ""
        if not known:
            return f"{head}: no values."
        most, row = max(known)
        where = f"{moment(data.values(facet)[row], facet)} in {moment(data.values(along)[row], along)}"
        return f"{head}; highest for {where} at {spoken(most)}.{unfinished(data, along, data.values(along))}{cut}"


def _along(data: ChartData, along: OutputColumn) -> list[Any]:
    places = list(dict.fromkeys(data.values(along)))
    return sorted((p for p in places if p is not None), key=str) if along.type.is_temporal else places


def _panes(data: ChartData) -> list[tuple[Any, dict[Any, int]]]:
    """The rows of each facet by their place along the axis, largest facet first."""
    found: dict[Any, dict[Any, int]] = {}
    for row, (value, place) in enumerate(zip(data.values(data.dimensions[0]), data.values(data.dimensions[1]), strict=True)):
        found.setdefault(value, {})[place] = row
    sizes = [abs(amount(v) or 0) for v in data.values(data.measures[0])]
    return sorted(found.items(), key=lambda pane: -sum(sizes[row] for row in pane[1].values()))


def _trace(number: int, rows: list[int | None], places: list[Any], values: list[float | None], lines: bool) -> dict[str, Any]:
    axes = {"xaxis": f"x{number + 1}", "yaxis": f"y{number + 1}"} if number else {}
    shape = {"type": "scatter", "mode": "lines"} if lines else {"type": "bar"}
    told = ["(empty)" if place is None else place for place in places]
    return axes | shape | {"x": told, "y": [None if row is None else values[row] for row in rows], "customdata": rows}


def _reach(values: list[float], lines: bool) -> list[float]:
    """The shared ends of the value axes, zero among them."""
    low, high = min([0.0, *values]), max([0.0, *values])
    room = (high - low) * 0.06 or 1
    return [low - room * (low < 0), high + room]


def _cell(number: int, wide: int, high: int) -> tuple[list[float], list[float]]:
    """Where the small chart lies in the figure, as shares of its width and height."""
    column, line = number % wide, number // wide
    gap_x, gap_y = 0.06 / wide**0.5, 0.16 / high**0.5
    width, height = (1 - gap_x * (wide - 1)) / wide, (1 - gap_y * high) / high
    left, top = column * (width + gap_x), 1 - line * (height + gap_y) - gap_y * 0.55
    return [left, left + width], [max(0.0, top - height), top]


def _axes(number: int, wide: int, high: int, along: OutputColumn, reach: list[float] | None, lowest: bool) -> dict[str, Any]:
    own = str(number + 1) if number else ""
    across, up = _cell(number, wide, high)
    kind = "date" if along.type.is_temporal else "category"
    values: dict[str, Any] = {"domain": up, "anchor": f"x{own}", "nticks": 4, "rangemode": "tozero"}
    if reach:
        values |= {"range": reach, "showticklabels": number % wide == 0}
    return {
        f"xaxis{own}": {"domain": across, "anchor": f"y{own}", "type": kind, "showgrid": False, "showticklabels": lowest}
        | {"nticks": 3, "tickangle": 0},
        f"yaxis{own}": values,
    }


def _heading(number: int, wide: int, high: int, words: str) -> dict[str, Any]:
    across, up = _cell(number, wide, high)
    place = {"x": across[0], "y": up[1], "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    return place | {"text": words, "showarrow": False}
