"""Candlesticks: the first, highest, lowest and last value of each period."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apps.engine.spec import QuerySpec

from .base import ChartData, ChartKind, Shelf
from .periods import still_running
from .series import said_running, unfinished
from .words import grouped, listed, moment, percent, spoken


class Candlestick(ChartKind):
    name, label, icon, renderer = "candlestick", "Candlestick", "chart-candlestick", "plotly"
    about = "Shows the first, highest, lowest and last value of each period, such as prices."
    group = "Over time"
    shelves = (
        Shelf("A time", "time"),
        Shelf(
            "A first value", "measure", 1, 1, "With one measure alone, its field's first, highest, lowest and last values are asked for."
        ),
        Shelf("A highest value", "measure", 0, 1),
        Shelf("A lowest value", "measure", 0, 1),
        Shelf("A last value", "measure", 0, 1),
    )

    def misfit(self, spec: QuerySpec) -> str | None:
        """Needs a time, and either one measure of a field or all four values."""
        found = super().misfit(spec)
        if found:
            return found
        if len(spec.measures) not in (1, 4):
            return "Candlesticks need one measure of a field, or four: the first, highest, lowest and last value of each period."
        if len(spec.measures) == 1 and getattr(spec.measures[0], "field", None) is None:
            return "Candlesticks need a measure of a numeric field, such as a price."
        return None

    def asked(self, spec: QuerySpec) -> QuerySpec:
        """For one measure, the first, highest, lowest and last value of its field, in the order of the time."""
        if len(spec.measures) != 1:
            return spec
        plain = spec.plain()
        time, field = plain["dimensions"][0]["field"], plain["measures"][0]["field"]
        where = {"where": plain["measures"][0]["where"]} if plain["measures"][0].get("where") else {}
        ends = [{"agg": agg, "field": field, "by": time, "as": agg} | where for agg in ("first", "last")]
        reach = [{"agg": agg, "field": field, "as": name} | where for agg, name in (("max", "highest"), ("min", "lowest"))]
        return QuerySpec.parse(plain | {"measures": [ends[0], *reach, ends[1]]})

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        opened, high, low, closed = (data.values(measure) for measure in data.measures[:4])
        order = _order(data)
        times = data.values(data.dimensions[0])
        status = [_status(opened[i], closed[i]) for i in order]
        trace = {
            "type": "candlestick",
            "x": [times[i] for i in order],
            "open": [opened[i] for i in order],
            "high": [high[i] for i in order],
            "low": [low[i] for i in order],
            "close": [closed[i] for i in order],
            "customdata": order,
            "name": listed(data.measures[:1]),
            "meta": {"status": status},
        }
        axes = {"xaxis": {"title": data.dimensions[0].label, "type": "date", "rangeslider": {"visible": False}}, "yaxis": {"title": ""}}
        return {"data": [trace], "layout": axes | {"showlegend": False} | said_running(still_running(data, data.dimensions[0], times))}

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says the change from the first to the last period, the highest and the lowest value."""
        order = [i for i in _order(data) if data.values(data.measures[0])[i] is not None] if data.rows else []
        if not order:
            return "There are no rows to draw."
        opened, high, low, closed = (data.values(measure) for measure in data.measures[:4])
        times, column = data.values(data.dimensions[0]), data.dimensions[0]
        peak, pit = max(order, key=lambda i: high[i]), min(order, key=lambda i: low[i])
        ends = f"from {moment(times[order[0]], column)} to {moment(times[order[-1]], column)}"
        head = f"{grouped(len(order))} periods {ends}: {percent(closed[order[-1]], opened[order[0]])}, from {spoken(opened[order[0]])} to"
        reach = f"highest in {moment(times[peak], column)} at {spoken(high[peak])}"
        tail = unfinished(data, column, times)
        return f"{head} {spoken(closed[order[-1]])}; {reach}, lowest in {moment(times[pit], column)} at {spoken(low[pit])}.{tail}"


def _order(data: ChartData) -> list[int]:
    times = data.values(data.dimensions[0])
    return sorted((i for i, when in enumerate(times) if when is not None), key=lambda i: str(times[i]))


def _status(opened: Any, closed: Any) -> str:
    return "good" if (closed or 0) >= (opened or 0) else "bad"
