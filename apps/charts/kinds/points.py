"""Points: every row where its two numbers put it; a few as marks, ten million by our own engine, more as tiles of counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.engine.compile import OutputColumn
from apps.engine.spec import QuerySpec

from ..services.choice import OPTION
from .base import ChartData, ChartKind, Option, Shelf
from .series import MOST
from .words import grouped, moment


class Points(ChartKind):
    name, label, icon, renderer = "points", "Points", "chart-scatter", "webgl"
    about = "Draws every row as a point, coloured by a category; dense places show how many lie there."
    group = "Relation"
    arrow = True
    renderers = ("plotly", "webgl", "tiles")
    shelves = (
        Shelf("Across", "row", wants="place"),
        Shelf("Up", "row", wants="place"),
        Shelf("Colour", "row", 0, 1, wants="category"),
    )
    options = (
        OPTION,
        Option(
            "tone",
            "Shades of dense places",
            "auto",
            (
                ("auto", "Automatic"),
                ("rank", "By rank: even out all differences (equalised)"),
                ("log", "Logarithmic"),
                ("linear", "In proportion to the count"),
            ),
            "For WebGL and tiles; whoever looks can change it in the picture.",
        ),
    )

    def misfit(self, spec: QuerySpec) -> str | None:
        """Needs a listing of two fields, x and y, and at most a third that colours."""
        fits = spec.rows is not None and 2 <= len(spec.rows) <= 3 and "*" not in spec.rows
        return None if fits else "Points need rows of two numeric fields, and may have a third that colours them."

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        """A trace for each value of the third field, the smaller ones together."""
        x, y = data.columns[:2]
        traces = [_trace(data, look, rows) for look, rows in _parts(data)]
        layout = {"xaxis": {"title": x.label, "showgrid": True}, "yaxis": {"title": y.label}, "hovermode": "closest"}
        return {"data": traces, "layout": layout}

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says how many points of what against what."""
        count = data.total if data.total is not None else len(data.rows)
        x, y, *colour = data.columns
        of = f", coloured by {colour[0].label.lower()}" if colour else ""
        return f"{grouped(count)} points of {y.label.lower()} against {x.label.lower()}{of}."


def _parts(data: ChartData) -> list[tuple[dict[str, Any], list[int]]]:
    """(name and meta, rows) of each trace, the values with most rows first."""
    if len(data.columns) < 3:
        return [({"name": data.columns[1].label, "meta": {"slot": 0}}, list(range(len(data.rows))))]
    column, found = data.columns[2], dict[Any, list[int]]()
    for row, value in enumerate(data.values(column)):
        found.setdefault(value, []).append(row)
    ordered = sorted(found.items(), key=lambda part: -len(part[1]))
    kept = len(ordered) if len(ordered) <= MOST else MOST - 1
    parts = [(_look(column, value), rows) for value, rows in ordered[:kept]]
    rest = sorted(row for _, rows in ordered[kept:] for row in rows)
    return (
        [*parts, ({"name": f"Others ({grouped(len(ordered) - kept)})", "meta": {"column": column.name, "others": True}}, rest)]
        if rest
        else parts
    )


def _look(column: OutputColumn, value: Any) -> dict[str, Any]:
    return {"name": moment(value, column), "meta": {"column": column.name, "value": value}}


def _trace(data: ChartData, look: dict[str, Any], rows: list[int]) -> dict[str, Any]:
    x, y = data.values(data.columns[0]), data.values(data.columns[1])
    places = {"x": [x[row] for row in rows], "y": [y[row] for row in rows]}
    return look | places | {"type": "scatter", "mode": "markers", "customdata": rows, "marker": {"size": 6}}
