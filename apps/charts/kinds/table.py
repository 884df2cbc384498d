"""A table: the answer as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .base import ChartData, ChartKind
from .words import grouped, listed


class Table(ChartKind):
    name, label, icon, renderer = "table", "Table", "table-2", "html"
    about = "Shows the rows of the answer."
    group = "Numbers"

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says how many rows of what, and how many there are in all."""
        count, total = len(data.rows), data.total if data.total is not None else len(data.rows)
        rows = f"{grouped(count)} rows" if count != 1 else "1 row"
        of = f" of {grouped(total)}" if total > count else ""
        return f"{rows}{of}: {listed(data.columns[:6])}{' and more' if len(data.columns) > 6 else ''}."
