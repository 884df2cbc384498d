"""A radar: one measure in several directions, one outline for each series."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.engine.spec import QuerySpec

from .base import ChartData, ChartKind, Option, Shelf
from .parts import amount
from .series import Split, omitted, split
from .words import grouped, listed, moment, spoken

_FEWEST, _MOST = 3, 24


class Radar(ChartKind):
    name, label, icon, renderer = "radar", "Radar", "radar", "plotly"
    about = "Compares outlines: one measure in several directions, such as scores by subject."
    group = "Comparison"
    shelves = (Shelf("Directions"), Shelf("Outlines", "dimension", 0, 1), Shelf("A value", "measure", 1, 8))
    options = (Option("fill", "Fill the outlines", True),)

    def misfit(self, spec: QuerySpec) -> str | None:
        """Needs a category for the directions and something to measure."""
        return super().misfit(spec)

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        parts = _parts(data)
        names = [moment(place, parts.axis) for place in parts.places][:_MOST]
        traces = []
        for series in parts.series:
            values, rows = series.values[:_MOST], series.rows[:_MOST]
            closed = series.trace() | {
                "type": "scatterpolar",
                "mode": "lines+markers",
                "theta": [*names, *names[:1]],
                "r": [*values, *values[:1]],
                "customdata": [*rows, *rows[:1]],
                "hovertemplate": "%{theta}: %{r:,}",
            }
            traces.append(closed | ({"fill": "toself"} if options["fill"] else {}))
        lowest = min((value for series in parts.series for value in series.values if amount(value) is not None), default=0)
        radial: dict[str, Any] = {"nticks": 4} | ({"rangemode": "tozero"} if lowest >= 0 else {})
        angular = {"type": "category", "direction": "clockwise", "rotation": 90}
        return {"data": traces, "layout": {"polar": {"radialaxis": radial, "angularaxis": angular}, "hovermode": "closest"}}

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says where each of the first outlines reaches farthest."""
        if not data.rows:
            return "There are no rows to draw."
        parts = _parts(data)
        peaks = []
        for series in parts.series[:3]:
            known = [(value, place) for value, place in zip(series.values, parts.places, strict=True) if amount(value) is not None]
            if known:
                value, place = max(known, key=lambda one: one[0])
                peaks.append(f"{series.name} is highest in {moment(place, parts.axis)} at {spoken(value)}")
        head = f"{listed(data.measures)} in {grouped(min(len(parts.places), _MOST))} directions of {parts.axis.label.lower()}"
        cut = (
            f" The first {_MOST} of {grouped(len(parts.places))} directions are drawn; the table has all."
            if len(parts.places) > _MOST
            else ""
        )
        few = " An outline needs three directions and more." if len(parts.places) < _FEWEST else ""
        return f"{head}: {'; '.join(peaks) or 'no values'}.{omitted(parts)}{cut}{few}"


def _parts(data: ChartData) -> Split:
    return split(data, data.dimensions[0])
