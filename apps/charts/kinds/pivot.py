"""Pivot table: measures by groups down and across, with totals that the engine computes from all rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.engine.compile import OutputColumn
from apps.engine.spec import QuerySpec

from .base import ChartData, ChartKind, Option, Shelf
from .words import grouped, listed, moment

ROWS, COLUMNS = 500, 60  # lines and groups across that are drawn
Key = tuple[Any, ...]


class Pivot(ChartKind):
    name, label, icon, renderer = "pivot", "Pivot table", "table-properties", "html"
    about = "Shows measures by groups down and across, with subtotals and totals computed from all rows."
    group = "Numbers"
    shelves = (
        Shelf("Rows, then columns", "dimension", 1, 5, "The last group lies across the top unless the look says otherwise."),
        Shelf("Values", "measure", 1, 8),
    )
    options = (
        Option(
            "across",
            "Groups across the top",
            "auto",
            (("auto", "The last one of several"), ("0", "None"), ("1", "The last one"), ("2", "The last two")),
        ),
        Option("subtotals", "Subtotals", True),
        Option("bottom", "Total of each column", True),
        Option("right", "Total of each row", True),
    )

    def misfit(self, spec: QuerySpec) -> str | None:
        """Needs groups and measures; what is computed over groups has no total."""
        if spec.transform:
            return "A pivot table adds totals, and what is computed over groups has none; show it as a table."
        return super().misfit(spec)

    def more(self, question: QuerySpec, data: ChartData, options: Mapping[str, Any]) -> Mapping[str, QuerySpec]:
        """The same measures by fewer groups, one question for each kind of total."""
        whole = question.plain()
        plain = {key: value for key, value in whole.items() if key not in ("dimensions", "sort", "limit", "limit_per", "having")}
        down, across = _shape(data, options)
        return {
            _name(kept, there): QuerySpec.parse(
                plain | {"dimensions": [*whole["dimensions"][:kept], *(whole["dimensions"][down:] if there else [])]}
            )
            for kept, there in _totals(down, across, options)
        }

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        """No traces: the table's heads, lines and cells, in the layout's `meta`."""
        return {"data": [], "layout": {"meta": {"pivot": _table(data, options)}}}

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says what lies where, the grand totals, and what is not drawn."""
        if not data.rows:
            return "There are no rows to show."
        down, across = _shape(data, options)
        sides = [data.dimensions[:down], data.dimensions[down:]]
        lines, columns = (len(_keys(data, side)) for side in sides)
        size = f"{grouped(lines)} by {grouped(columns)}" if across else f"{grouped(lines)} lines"
        text = (
            f"{listed(data.measures)} by {listed(sides[0]).lower()}{f' and, across, {listed(sides[1]).lower()}' if across else ''}: {size}."
        )
        total = data.more.get(_name(0, False))
        if total and total.rows:
            told = [f"{m.label} {moment(v, m)}" for m, v in zip(total.measures, total.rows[0], strict=True)]
            text += f" In all: {', '.join(told)}."
        cut = " Totals are of all rows, also of groups that are not shown." if data.total and data.total > len(data.rows) else ""
        return (
            text + cut + (f" The first {grouped(ROWS)} lines and {COLUMNS} columns are drawn." if lines > ROWS or columns > COLUMNS else "")
        )


def _shape(data: ChartData, options: Mapping[str, Any]) -> tuple[int, int]:
    """How many dimensions lie down and across; at least one lies down."""
    count = len(data.dimensions)
    wanted = (1 if count > 1 else 0) if options["across"] == "auto" else int(options["across"])
    across = min(wanted, count - 1)
    return count - across, across


def _totals(down: int, across: int, options: Mapping[str, Any]) -> list[tuple[int, bool]]:
    """(dimensions kept down, whether those across are kept) of every total that is shown."""
    lines = [*([0] if options["bottom"] else []), *(range(1, down) if options["subtotals"] else [])]
    found = [(kept, bool(across)) for kept in lines]
    if across and options["right"]:
        found += [(kept, False) for kept in (*lines, down)]
    return found


def _name(kept: int, across: bool) -> str:
    return f"rows_{kept}{'_columns' if across else ''}"


def _keys(data: ChartData, columns: list[OutputColumn]) -> list[Key]:
    """Every combination there is, groups of the first column together, each level in the order of the answer."""
    found = list(dict.fromkeys(zip(*(data.values(c) for c in columns), strict=True))) if columns else [()]
    places: dict[Key, int] = {}
    for key in found:
        for level in range(1, len(key) + 1):
            places.setdefault(key[:level], len(places))
    return sorted(found, key=lambda key: [places[key[:level]] for level in range(1, len(key) + 1)])


def _cells(data: ChartData, down: int) -> dict[tuple[Key, Key], tuple[list[Any], int]]:
    """(down key, across key) -> the measures there, and the row."""
    size = len(data.dimensions)
    return {(tuple(r[:down]), tuple(r[down:size])): (list(r[size:]), i) for i, r in enumerate(data.rows)}


def _table(data: ChartData, options: Mapping[str, Any]) -> dict[str, Any]:
    """`heads` across and `lines` down; a line has its `head` of labels, `level` (0 the grand total, None no total), `cells` and `rows`."""
    down, across = _shape(data, options)
    sides = data.dimensions[:down], data.dimensions[down:]
    tops = _keys(data, sides[1])[:COLUMNS]
    found = {(kept, there): _cells(data.more[_name(kept, there)], kept) for kept, there in _totals(down, across, options)}
    found[down, bool(across)] = _cells(data, down)
    lines = []
    for head, level in _lines(_keys(data, sides[0])[:ROWS], down, options):
        kept = down if level is None else level
        spots = [found[kept, bool(across)].get((head[:kept], top)) for top in tops]
        if across and options["right"]:
            spots.append(found[kept, False].get((head[:kept], ())))
        empty: tuple[list[Any], None] = ([None] * len(data.measures), None)
        cells = [value for spot in spots for value in (spot or empty)[0]]
        rows = [spot[1] if spot and level is None and i < len(tops) else None for i, spot in enumerate(spots)]
        labels = [moment(value, column) for value, column in zip(head[:kept], sides[0], strict=False)]
        lines.append({"head": labels, "level": level, "cells": cells, "rows": rows})
    heads = [[moment(value, column) for value, column in zip(top, sides[1], strict=True)] for top in tops]
    measures = [column.name for column in data.measures]
    return {"down": [c.label for c in sides[0]], "across": [c.label for c in sides[1]], "heads": heads, "measures": measures,
            "right": bool(across and options["right"]), "lines": lines}  # fmt: skip


def _lines(keys: list[Key], down: int, options: Mapping[str, Any]) -> list[tuple[Key, int | None]]:
    """(key, level) of every line: after the last line of a group its subtotal, at the end the grand total."""
    found: list[tuple[Key, int | None]] = []
    for place, key in enumerate(keys):
        found.append((key, None))
        following = keys[place + 1] if place + 1 < len(keys) else ()
        if options["subtotals"]:
            found += [(key, level) for level in range(down - 1, 0, -1) if key[:level] != following[:level]]
    return [*found, ((), 0)] if options["bottom"] else found
