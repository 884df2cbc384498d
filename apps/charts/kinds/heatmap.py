"""Heat map: a measure in every cell of two groupings, as colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from apps.core.errors import InvalidInput
from apps.engine.compile import OutputColumn

from .base import ChartData, ChartKind, Option, Shelf
from .clouds import is_number
from .labels import CELL_LABELS
from .words import grouped, moment, spoken

_SPACED = 24  # with more cells in a line, gaps between them would be all that is seen
_CELLS = 1_000_000  # more than a screen has dots for, and all of them would be held in memory


class HeatMap(ChartKind):
    name, label, icon, renderer = "heatmap", "Heat map", "grid-3x3", "plotly"
    about = "Shows a measure in every combination of two groupings, as colour."
    group = "Relation"
    shelves = (Shelf("Across", "dimension"), Shelf("Down", "dimension"), Shelf("A value", "measure"))
    options = (
        Option("scale", "Colours", "auto", (("auto", "Automatic"), ("sequential", "From low to high"), ("diverging", "Around zero"))),
        CELL_LABELS,
    )

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        across, down = data.dimensions[:2]
        columns, lines = _places(data, across), _places(data, down)
        if len(columns) * len(lines) > _CELLS:
            raise InvalidInput(f"That would be {len(columns):,} by {len(lines):,} cells. Group more coarsely, or filter.", field="spec")
        rows = {(x, y): row for row, (x, y) in enumerate(zip(data.values(across), data.values(down), strict=True))}
        behind = [[rows.get((x, y)) for x in columns] for y in lines]
        values = data.values(data.measures[0])
        cells = [[None if row is None or not is_number(values[row]) else values[row] for row in line] for line in behind]
        trace = {
            "type": "heatmap",
            "x": _names(columns, across),
            "y": _names(lines, down),
            "z": cells,
            "customdata": behind,
            "hoverongaps": False,
        }
        gap = int(max(len(columns), len(lines)) <= _SPACED)
        bar = {"title": {"text": data.measures[0].label}, "thickness": 12}
        trace |= {"xgap": gap, "ygap": gap, "colorbar": bar} | _scale(values, str(options["scale"]))
        place = {"type": "category", "showgrid": False}
        axes = {"xaxis": place | {"title": across.label}, "yaxis": place | {"title": down.label, "autorange": "reversed"}}
        return {"data": [trace], "layout": axes}

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Names the highest and the lowest cell, and how many combinations have no value."""
        across, down = data.dimensions[:2]
        values = data.values(data.measures[0])
        known = [row for row, value in enumerate(values) if is_number(value)]
        if not known:
            return "There are no values to draw."
        high, low = max(known, key=lambda row: values[row]), min(known, key=lambda row: values[row])
        cells = len(set(data.values(across))) * len(set(data.values(down)))
        head = f"{data.measures[0].label} by {across.label.lower()} and {down.label.lower()}"
        empty = (
            f" {grouped(cells - len(known))} of {grouped(cells)} combinations {'has' if cells - len(known) == 1 else 'have'} no value."
            if cells > len(known)
            else ""
        )
        most, least = (f"{_cell(data, row)} at {spoken(values[row])}" for row in (high, low))
        return f"{head}: highest in {most}, lowest in {least}.{empty}"


def _cell(data: ChartData, row: int) -> str:
    return " · ".join(moment(data.values(column)[row], column) for column in data.dimensions[:2])


def _places(data: ChartData, column: OutputColumn) -> list[Any]:
    """Times and numbers in rising order, categories in the order of the answer; nothing comes last."""
    places = list(dict.fromkeys(data.values(column)))
    if column.type.is_temporal or column.type.is_number:
        return sorted(places, key=lambda place: (place is None, place if place is not None else 0))
    return places


def _names(places: Sequence[Any], column: OutputColumn) -> list[str]:
    return [moment(place, column) for place in places]


def _scale(values: Sequence[Any], wanted: str) -> dict[str, Any]:
    """Colours around zero for values on both sides of it, else from low to high."""
    known = [value for value in values if is_number(value)]
    both = bool(known) and min(known) < 0 < max(known)
    scale = wanted if wanted != "auto" else "diverging" if both else "sequential"
    return {"meta": {"scale": scale}} | ({"zmid": 0} if scale == "diverging" else {})
