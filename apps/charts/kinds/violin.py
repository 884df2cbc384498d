"""Violin plot: the shape of a number's distribution, from a random sample of rows."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import Any

from apps.engine.compile import OutputColumn
from apps.engine.spec import QuerySpec

from .base import ChartData, ChartKind, Option, Shelf
from .clouds import is_number
from .series import MOST
from .spread import number_of, without_number
from .words import grouped, moment, spoken

SAMPLE = 10_000  # rows; the shape of a density changes little with more


class Violin(ChartKind):
    name, label, icon, renderer = "violin", "Violin plot", "audio-lines", "plotly"
    about = "Shows the shape of a number's distribution in each group, from a random sample of rows."
    group = "Distribution"
    shelves = (
        Shelf("A category", "dimension", 0, 1),
        Shelf("A number", "measure", help="Any measure of a field; the violin shows the field's own values."),
    )
    options = (Option("box", "Draw the quartiles inside", True), Option("mean", "Show the mean", False))

    def misfit(self, spec: QuerySpec) -> str | None:
        """Needs one measure of a field, and a category as it is: single rows belong to no period or range."""
        if any(d.grain or d.bins or d.width for d in spec.dimensions):
            return "A violin plot groups by a category as it is; for periods and ranges choose a box plot."
        return super().misfit(spec) or without_number(spec, "A violin plot")

    def asked(self, spec: QuerySpec) -> QuerySpec:
        """A random sample of the category and the number, row by row."""
        plain = {key: value for key, value in spec.plain().items() if key in ("v", "dataset", "joins", "as_of")}
        number = number_of(spec)
        own = [part for part in (spec.plain().get("filters"), number.get("where")) if part]
        filters = {"and": [*own, {"field": number["field"], "op": "not_null"}]}
        rows = list(dict.fromkeys([*(d.field for d in spec.dimensions), number["field"]]))
        return QuerySpec.parse(plain | {"rows": rows, "filters": filters, "sample": {"rows": SAMPLE}})

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        look = {
            "type": "violin",
            "points": False,
            "spanmode": "hard",
            "box": {"visible": options["box"]},
            "meanline": {"visible": options["mean"]},
        }
        category, number = _columns(data)
        values = data.values(number)
        traces = [
            {"name": _title(value, category, number), "meta": _meta(value, category), "customdata": rows}
            | {"x": [_title(value, category, number)] * len(rows), "y": [values[row] for row in rows]}
            | look
            for value, rows in _groups(data).items()
        ]
        place = {"title": category.label if category else "", "type": "category", "showgrid": False}
        return {"data": traces, "layout": {"xaxis": place, "yaxis": {"title": number.label}, "showlegend": False}}

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says how many rows it is drawn from, and in which group the median is highest and lowest."""
        groups = _groups(data) if data.rows else {}
        if not groups:
            return "There are no values to draw."
        category, number = _columns(data)
        values = data.values(number)
        size = sum(len(rows) for rows in groups.values())
        of = f"a random sample of {grouped(size)} rows" if len(data.rows) >= SAMPLE else f"all {grouped(size)} rows"
        medians = {_title(value, category, number): median(values[row] for row in rows) for value, rows in groups.items()}
        (high, most), (low, least) = (way(medians.items(), key=lambda pair: pair[1]) for way in (max, min))
        head = f"{number.label}{f' by {category.label.lower()}' if category else ''}, from {of}"
        if len(medians) == 1:
            return f"{head}: the median is {spoken(most)}."
        return f"{head}: the median is highest in {high} at {spoken(most)} and lowest in {low} at {spoken(least)}."


def _columns(data: ChartData) -> tuple[OutputColumn | None, OutputColumn]:
    """The category, when there is one, and the number."""
    return (data.columns[0] if len(data.columns) > 1 else None), data.columns[-1]


def _groups(data: ChartData) -> dict[Any, list[int]]:
    """Rows of each category that has a number there; the categories with most rows, in the order of the answer."""
    category, number = _columns(data)
    keys = data.values(category) if category else [None] * len(data.rows)
    found: dict[Any, list[int]] = {}
    for row, (key, value) in enumerate(zip(keys, data.values(number), strict=True)):
        if is_number(value):
            found.setdefault(key, []).append(row)
    kept = sorted(found, key=lambda key: -len(found[key]))[:MOST]
    return {key: rows for key, rows in sorted(found.items(), key=lambda pair: str(pair[0])) if key in kept}


def _title(value: Any, category: OutputColumn | None, number: OutputColumn) -> str:
    return moment(value, category) if category else number.label


def _meta(value: Any, category: OutputColumn | None) -> dict[str, Any]:
    return {"column": category.name, "value": value} if category else {"slot": 0}
