"""A table: the answer as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.engine.spec import QuerySpec

from .base import ChartData, ChartKind, Option
from .words import grouped, listed


class Table(ChartKind):
    name, label, icon, renderer = "table", "Table", "table-2", "html"
    about = "Shows the rows of the answer."
    group = "Numbers"
    options = (
        Option("totals", "Totals of all groups", False, help="Computed from the rows themselves: an average is no sum of averages."),
    )

    def more(self, question: QuerySpec, data: ChartData, options: Mapping[str, Any]) -> Mapping[str, QuerySpec]:
        """The measures over everything, where the answer's groups are parts of it."""
        if not options["totals"] or not question.dimensions or not question.measures or question.transform or question.having:
            return {}
        left = ("sort", "limit", "limit_per", "dimensions")
        return {"totals": QuerySpec.parse({key: value for key, value in question.plain().items() if key not in left})}

    def totals(self, data: ChartData) -> list[Any] | None:
        """The engine's own total of each measure."""
        answer = data.more.get("totals")
        if answer is None or not answer.rows:
            return None
        found = dict(zip((column.name for column in data.measures), answer.rows[0], strict=True))
        return [found.get(column.name) for column in data.columns]

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says how many rows of what, and how many there are in all."""
        count, total = len(data.rows), data.total if data.total is not None else len(data.rows)
        rows = f"{grouped(count)} rows" if count != 1 else "1 row"
        of = f" of {grouped(total)}" if total > count else ""
        return f"{rows}{of}: {listed(data.columns[:6])}{' and more' if len(data.columns) > 6 else ''}."
