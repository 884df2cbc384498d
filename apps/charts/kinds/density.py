"""Density: where the rows of two numbers lie thick and thin, counted in cells by the engine over all rows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from apps.engine.spec import QuerySpec

from .base import ChartData, ChartKind, Option, Shelf
from .bins import binned, edges, width_of
from .clouds import is_number
from .words import grouped, spoken

_BINS, MOST_CELLS_OF_A_SIDE = 40, 1000


class Density(ChartKind):
    name, label, icon, renderer = "density", "Density", "blend", "plotly"
    about = "Counts rows in the cells of a grid over two numbers: a scatter for any number of rows."
    group = "Distribution"
    shelves = (
        Shelf("Across", "number", help="In ranges of equal width."),
        Shelf("Up", "number", help="In ranges of equal width."),
        Shelf("What is counted", "measure", 0, 1, "The number of rows unless you choose another measure."),
    )
    options = (Option("scale", "Colour steps", "linear", (("linear", "Even"), ("log", "Logarithmic, for a few very thick places"))),)

    def misfit(self, spec: QuerySpec) -> str | None:
        """Needs two numbers that can be cut into ranges."""
        if any(d.grain for d in spec.dimensions):
            return "A density needs two numbers in ranges; for periods choose a heat map."
        return super().misfit(spec) or ("A density shows plain measures; take away what is computed over them." if spec.transform else None)

    def asked(self, spec: QuerySpec) -> QuerySpec:
        """Both numbers in ranges, and a count of rows, where the question does not say otherwise."""
        return binned(spec, 2, _BINS)

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        (columns, wide), (lines, high) = (_grid(data, place) for place in (0, 1))
        at = {edge: i for i, edge in enumerate(columns)}, {edge: i for i, edge in enumerate(lines)}
        behind: list[list[int | None]] = [[None] * len(columns) for _ in lines]
        for row, (x, y) in enumerate(zip(data.values(data.dimensions[0]), data.values(data.dimensions[1]), strict=True)):
            if x is not None and y is not None:
                behind[at[1][y]][at[0][x]] = row
        values = data.values(data.measures[0])
        counts = [[None if row is None else values[row] for row in line] for line in behind]
        log = options["scale"] == "log"
        cells = [[math.log10(n) if is_number(n) and n > 0 else None for n in line] for line in counts] if log else counts
        trace: dict[str, Any] = {
            "type": "heatmap",
            "x": [x + wide / 2 for x in columns],
            "y": [y + high / 2 for y in lines],
            "z": cells,
            "customdata": behind,
        }
        bar: dict[str, Any] = {"title": {"text": data.measures[0].label}, "thickness": 12} | (_ticks(counts) if log else {})
        trace |= {"meta": {"scale": "sequential"}, "hoverongaps": False, "colorbar": bar} | (
            {"text": counts, "hoverinfo": "x+y+text"} if log else {}
        )
        axes = {f"{name}axis": {"title": _name(data, i), "type": "linear", "showgrid": False} for i, name in enumerate("xy")}
        return {"data": [trace], "layout": axes}

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says where the thickest cell is, how much lies in it, and in how few cells half of everything lies."""
        x, y = data.values(data.dimensions[0]), data.values(data.dimensions[1])
        rows = [(n, a, b) for n, a, b in zip(data.values(data.measures[0]), x, y, strict=True) if None not in (a, b) and is_number(n)]
        total = sum(row[0] for row in rows)
        if not total:
            return "There are no values to draw."
        most, left, low = max(rows)
        wide, high = (_grid(data, place)[1] for place in (0, 1))
        so_far, cells = 0.0, 0
        for n, _, _ in sorted(rows, reverse=True):
            so_far, cells = so_far + n, cells + 1
            if so_far >= total / 2:
                break
        (across, up), cell = (
            (_name(data, place).lower() for place in (0, 1)),
            (f"{spoken(left)} to {spoken(left + wide)}", f"{spoken(low)} to {spoken(low + high)}"),
        )
        return (
            f"{_name(data, 1)} against {across}: thickest where {across} is {cell[0]} and {up} {cell[1]}, with {spoken(most)} of "
            f"{spoken(total)}; half of all lies in {grouped(cells)} of {grouped(len(rows))} filled cells."
        )


def _grid(data: ChartData, place: int) -> tuple[list[float], float]:
    """Every lower edge along one side, and how wide a cell is there."""
    known = sorted({value for value in data.values(data.dimensions[place]) if value is not None})
    asked = data.question.dimensions[place] if data.question and len(data.question.dimensions) > place else None
    width = width_of(known, asked)
    return edges(known, width, MOST_CELLS_OF_A_SIDE), width


def _name(data: ChartData, place: int) -> str:
    return data.dimensions[place].label.removesuffix(" (from)")


def _ticks(counts: list[list[Any]]) -> dict[str, Any]:
    """Powers of ten as marks of the colour bar."""
    top = max((n for line in counts for n in line if is_number(n)), default=1)
    powers = range(int(math.log10(max(top, 1))) + 1)
    return {"tickvals": list(powers), "ticktext": [f"{10**power:,}" for power in powers]}
