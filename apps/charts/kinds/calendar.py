"""A calendar: every day a square, coloured by its value, one block of weeks for each year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apps.core import locales
from apps.engine.spec import QuerySpec

from .base import ChartData, ChartKind, Option, Shelf
from .parts import amount
from .words import grouped, spoken

_YEARS = 5
_MONDAY = dt.date(2025, 3, 3)  # any
_GAP = 0.05


@dataclass(frozen=True)
class Day:
    date: dt.date
    value: float
    row: int


class Calendar(ChartKind):
    name, label, icon, renderer = "calendar", "Calendar", "calendar", "plotly"
    about = "Shows a value for every day of a year, in weeks and weekdays."
    group = "Over time"
    shelves = (Shelf("A day", "time"), Shelf("A value", "measure"))
    options = (
        Option("first", "Weeks begin on", "monday", (("monday", "Monday"), ("sunday", "Sunday"))),
        Option("scale", "Colours", "sequential", (("sequential", "From low to high"), ("diverging", "From below zero to above"))),
    )

    def misfit(self, spec: QuerySpec) -> str | None:
        """Needs a date and a measure."""
        found = super().misfit(spec)
        one = spec.dimensions[0] if spec.dimensions else None
        return found or ("A calendar needs a date, not ranges of numbers." if one and (one.bins or one.width) else None)

    def asked(self, spec: QuerySpec) -> QuerySpec:
        """The same question by day."""
        plain = spec.plain()
        plain["dimensions"] = [plain["dimensions"][0] | {"grain": "day"}, *plain["dimensions"][1:]]
        return QuerySpec.parse(plain)

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        days = _days(data)
        years = sorted({day.date.year for day in days})[-_YEARS:]
        sunday = options["first"] == "sunday"
        shown = [day.value for day in days if day.date.year in years]
        reach = {"zmin": min(shown), "zmax": max(shown)} if shown else {}
        layout: dict[str, Any] = {"hovermode": "closest", "showlegend": False}
        traces = []
        for place, year in enumerate(reversed(years)):
            traces.append(_year([d for d in days if d.date.year == year], year, place, sunday, str(options["scale"])) | reach)
            layout |= _axes(year, place, len(years), sunday)
        return {"data": traces, "layout": layout}

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says the highest and the lowest day, and which weekday is highest on average."""
        days = _days(data) if data.rows else []
        if not days:
            return "There are no days with a value."
        high, low = max(days, key=lambda d: d.value), min(days, key=lambda d: d.value)
        means = {w: [d.value for d in days if d.date.weekday() == w] for w in range(7)}
        best = max((w for w in means if means[w]), key=lambda w: sum(means[w]) / len(means[w]))
        years = sorted({day.date.year for day in days})
        cut = f" The last {_YEARS} of {len(years)} years are drawn; the table has all." if len(years) > _YEARS else ""
        head = f"{data.measures[0].label} on {grouped(len(days))} days: {_said(high.date)} is highest at {spoken(high.value)}"
        return f"{head}, {_said(low.date)} lowest at {spoken(low.value)}; {_names(sunday=False)[best]} is highest on average.{cut}"


def _names(*, sunday: bool) -> list[str]:
    """The days of a week, from Sunday or Monday on."""
    days = [locales.weekday(_MONDAY + dt.timedelta(days=place)) for place in range(7)]
    return [*days[6:], *days[:6]] if sunday else days


def _said(day: dt.date) -> str:
    return locales.day(day)


def _days(data: ChartData) -> list[Day]:
    found = []
    for row, (when, value) in enumerate(zip(data.values(data.dimensions[0]), data.values(data.measures[0]), strict=True)):
        size = amount(value)
        if when is not None and size is not None:
            found.append(Day(dt.datetime.fromisoformat(str(when)).date(), size, row))
    return found


def _week(day: dt.date, sunday: bool) -> tuple[int, int]:
    """The column and the line of a day in its year: weeks from the first of January on, lines from the first day of the week."""
    first = dt.date(day.year, 1, 1)
    lead = (first.weekday() + sunday) % 7
    place = (day - first).days + lead
    return place // 7, place % 7


def _year(days: list[Day], year: int, place: int, sunday: bool, scale: str) -> dict[str, Any]:
    values: list[list[float | None]] = [[None] * 54 for _ in range(7)]
    texts = [[""] * 54 for _ in range(7)]
    rows: list[list[int | None]] = [[None] * 54 for _ in range(7)]
    for day in days:
        week, line = _week(day.date, sunday)
        values[line][week], texts[line][week], rows[line][week] = day.value, _said(day.date), day.row
    axes = {"xaxis": f"x{place + 1}", "yaxis": f"y{place + 1}"} if place else {}
    return axes | {
        "type": "heatmap",
        "name": str(year),
        "x": list(range(54)),
        "y": _names(sunday=sunday),
        "z": values,
        "text": texts,
        "customdata": rows,
        "xgap": 1,
        "ygap": 1,
        "hoverongaps": False,
        "showscale": place == 0,
        "hovertemplate": "%{text}<br>%{z:,}<extra></extra>",
        "meta": {"scale": scale},
    }


def _axes(year: int, place: int, count: int, sunday: bool) -> dict[str, Any]:
    """The axes of one year's block, the latest on top; months are named below all, where they begin."""
    number = str(place + 1) if place else ""
    height = 1 / count
    starts = [dt.date(year, month, 1) for month in range(1, 13)]
    weeks = {
        "domain": [0, 1],
        "anchor": f"y{number}",
        "tickvals": [_week(day, sunday)[0] + (1 if day.month > 1 else 0) for day in starts],
        "ticktext": [locales.month(day, year=False) for day in starts],
        "tickangle": 0,
        "showticklabels": place == count - 1,
        "showgrid": False,
        "zeroline": False,
        "type": "linear",
        "range": [-0.5, 53.5],
    }
    lines = {
        "domain": [1 - (place + 1) * height + _GAP * (count > 1), 1 - place * height],
        "anchor": f"x{number}",
        "autorange": "reversed",
        "type": "category",
        "showgrid": False,
        "zeroline": False,
        "title": str(year),
    }
    return {f"xaxis{number}": weeks, f"yaxis{number}": lines}
