"""Parallel coordinates: every group a line across several measures, each on its own scale."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.engine.compile import OutputColumn
from apps.engine.spec import QuerySpec

from .base import ChartData, ChartKind, Shelf
from .parts import amount
from .words import grouped, listed, moment, spoken

_MOST, _HUES = 400, 8


class Parallel(ChartKind):
    name, label, icon, renderer = "parallel", "Parallel coordinates", "waves", "plotly"
    about = "Draws every group as a line across several measures, each on its own scale from its lowest to its highest."
    group = "Relation"
    shelves = (Shelf("A line for each"), Shelf("A colour", "dimension", 0, 1), Shelf("Scales", "measure", 2, 10))

    def misfit(self, spec: QuerySpec) -> str | None:
        """Needs a field whose values become lines, and two measures and more."""
        return super().misfit(spec)

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        scales = data.measures
        reach = [_reach(data, scale) for scale in scales]
        colour = data.dimensions[1] if len(data.dimensions) > 1 else None
        groups = data.values(colour) if colour else [None] * len(data.rows)
        order = list(dict.fromkeys(groups[:_MOST]))
        shown = order if len(order) <= _HUES else order[: _HUES - 1]
        lanes: dict[Any, list[int]] = {}
        for row in range(min(len(data.rows), _MOST)):
            lanes.setdefault(groups[row] if groups[row] in shown else _Rest, []).append(row)
        traces = [_lines(data, rows, value, colour, reach, len(order) - len(shown)) for value, rows in lanes.items()]
        notes = [_end(place, high, top=True) for place, (_, high) in enumerate(reach)]
        notes += [_end(place, low, top=False) for place, (low, _) in enumerate(reach)]
        axis = {"tickvals": list(range(len(scales))), "ticktext": [scale.label for scale in scales], "type": "linear", "zeroline": False}
        layout = {
            "xaxis": axis | {"range": [-0.2, len(scales) - 0.8], "showgrid": True, "fixedrange": True, "side": "bottom"},
            "yaxis": {"visible": False, "range": [-0.12, 1.12], "type": "linear", "fixedrange": True},
            "annotations": notes,
            "hovermode": "closest",
        }
        return {"data": traces, "layout": layout}

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says how many lines cross which scales, and the reach of each."""
        if not data.rows:
            return "There are no rows to draw."
        told = [f"{scale.label} from {spoken(low)} to {spoken(high)}" for scale in data.measures for low, high in [_reach(data, scale)]]
        cut = f" The first {_MOST} of {grouped(len(data.rows))} lines are drawn; the table has all." if len(data.rows) > _MOST else ""
        head = f"{grouped(min(len(data.rows), _MOST))} lines of {data.dimensions[0].label.lower()} across {listed(data.measures)}"
        return f"{head}: {'; '.join(told)}.{cut}"


class _Rest:
    """Stands for the colours beyond the hues there are."""


def _reach(data: ChartData, scale: OutputColumn) -> tuple[float, float]:
    known = [value for value in map(amount, data.values(scale)) if value is not None]
    return (min(known), max(known)) if known else (0.0, 0.0)


def _lines(
    data: ChartData, rows: list[int], value: Any, colour: OutputColumn | None, reach: list[tuple[float, float]], hidden: int
) -> dict[str, Any]:
    """The lines of one colour as one trace, with a gap between lines."""
    first = data.dimensions[0]
    names, values = data.values(first), [data.values(scale) for scale in data.measures]
    x: list[int | None] = []
    y: list[float | None] = []
    marks: list[int | None] = []
    texts: list[str] = []
    for row in rows:
        for place, (low, high) in enumerate(reach):
            size = amount(values[place][row])
            x.append(place)
            y.append(None if size is None else (size - low) / (high - low) if high > low else 0.5)
            marks.append(row)
            texts.append(f"{moment(names[row], first)} · {data.measures[place].label}: {spoken(values[place][row])}")
        x.append(None)
        y.append(None)
        marks.append(None)
        texts.append("")
    rest = value is _Rest
    name = f"Others ({grouped(hidden)})" if rest else moment(value, colour) if colour else first.label
    meta = {"column": colour.name, "value": None if rest else value} | ({"others": True} if rest else {}) if colour else {}
    trace = {"type": "scatter", "mode": "lines", "name": name, "x": x, "y": y, "text": texts, "customdata": marks, "meta": meta}
    return trace | {"line": {"width": 1.2}, "opacity": 0.75, "hovertemplate": "%{text}<extra></extra>", "showlegend": colour is not None}


def _end(place: int, value: float, *, top: bool) -> dict[str, Any]:
    """The number at one end of a scale."""
    where = {"x": place, "y": 1.02 if top else -0.02, "yanchor": "bottom" if top else "top", "xanchor": "center"}
    return where | {"text": spoken(value), "showarrow": False}
