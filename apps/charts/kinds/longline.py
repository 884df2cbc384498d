"""Long lines: every row of one or more series along a time or a number, millions of them, drawn by our own engine from an Arrow stream."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.engine.spec import QuerySpec

from .base import ChartData, ChartKind, Option, Shelf
from .words import grouped, moment


class LongLine(ChartKind):
    name, label, icon, renderer = "longline", "Long line", "activity", "webgl"
    about = "Draws every row of a series along a time or a number; however many there are, no peak is left out."
    group = "Over time"
    arrow = True
    ordered = True
    shelves = (
        Shelf("Along", "row", wants="place"),
        Shelf("Value", "row", wants="number"),
        Shelf("Series", "row", 0, 1, wants="category"),
    )
    options = (
        Option("mark", "Drawn as", "lines", (("lines", "Lines"), ("area", "Areas"), ("bars", "Bars"))),
        Option("stack", "Stack the series", False, help="For areas and bars."),
    )

    def misfit(self, spec: QuerySpec) -> str | None:
        """Needs a listing of a time or number, a number, and at most a third field that names the series."""
        fits = spec.rows is not None and 2 <= len(spec.rows) <= 3 and "*" not in spec.rows
        return None if fits else "Long lines need rows of a time or number and a value, and may have a third field that names the series."

    def layer(self, options: Mapping[str, Any]) -> str:
        """The mark that was chosen."""
        return str(options["mark"])

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says how many values of what, along what and from where; the table below has the first of them."""
        if not data.rows:
            return "There are no rows to draw."
        count = data.total if data.total is not None else len(data.rows)
        x, y, *series = data.columns
        of = f", a line for each {series[0].label.lower()}" if series else ""
        return f"{grouped(count)} values of {y.label.lower()} along {x.label.lower()}, from {moment(data.rows[0][0], x)}{of}."
