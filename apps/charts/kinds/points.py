"""Points: every row where its two numbers put it, ten million of them, drawn by our own engine from an Arrow stream."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.engine.spec import QuerySpec

from .base import ChartData, ChartKind


class Points(ChartKind):
    name, label, icon, renderer = "points", "Points", "chart-scatter", "webgl"
    about = "Draws every row as a point, coloured by a category; dense places show how many lie there."
    group = "Relation"
    arrow = True

    def misfit(self, spec: QuerySpec) -> str | None:
        """Needs a listing of two fields, x and y, and at most a third that colours."""
        fits = spec.rows is not None and 2 <= len(spec.rows) <= 3 and "*" not in spec.rows
        return None if fits else "Points need rows of two numeric fields, and may have a third that colours them."

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says how many points of what against what."""
        count = data.total if data.total is not None else len(data.rows)
        x, y, *colour = data.columns
        of = f", coloured by {colour[0].label.lower()}" if colour else ""
        return f"{count:,} points of {y.label.lower()} against {x.label.lower()}{of}."
