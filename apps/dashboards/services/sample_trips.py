"""Ten million trips through an invented city: one picture of all of them, and the figures around it."""

from __future__ import annotations

from typing import Any

from apps.datasets.sample import make_trips

from .sample import TRIPS
from .sample_load import Sample, SampleChart, SampleData

_DATA = SampleData(
    key="trips.trips",
    name="City trips",
    about="Ten million invented trips of one year: where they start (in km from the town hall), when, by what, how far.",
    filename="trips.parquet",
    make=make_trips,
)
_TRIPS = {"agg": "count", "as": "Trips"}
_KIND = {"field": "kind", "as": "Kind"}
_WEEK = {"field": "started_at", "grain": "week", "as": "Week"}
_TEXT = """Every trip is a point where it started. Drag to move, turn the wheel to come closer: streets, bridges and the airport appear.

Filter by kind to see who uses which part of the city."""


def _chart(key: str, name: str, kind: str, spec: dict[str, Any], about: str = "", **options: Any) -> SampleChart:
    return SampleChart(f"trips.{key}", _DATA.key, name, kind, spec, options, about)


def _one(measure: dict[str, Any]) -> dict[str, Any]:
    return {"measures": [measure]}


_CHARTS = (
    _chart("count", "Trips", "number", _one(_TRIPS)),
    _chart("distance", "Average distance in km", "number", _one({"agg": "avg", "field": "distance_km", "as": "Average km"})),
    _chart("minutes", "Average minutes", "number", _one({"agg": "avg", "field": "minutes", "as": "Average minutes"})),
    _chart("fares", "Fares in euros", "number", _one({"agg": "sum", "field": "fare", "as": "Fares"})),
    _chart("map", "Where trips start", "points", {"rows": ["x", "y", "kind"]}, "Ten million points, kilometres from the town hall."),
    _chart("kinds", "Trips by kind", "bar", {"dimensions": [_KIND], "measures": [_TRIPS], "sort": [{"by": "Trips", "dir": "desc"}]}),
    _chart("weeks", "Trips by week and kind", "line", {"dimensions": [_WEEK, _KIND], "measures": [_TRIPS], "sort": [{"by": "Week"}]}),
)
_PLACES = (
    ("count", 0, 0, 3, 2), ("distance", 3, 0, 3, 2), ("minutes", 6, 0, 3, 2), ("fares", 9, 0, 3, 2),
    ("map", 0, 2, 8, 9), (None, 8, 2, 4, 3), ("kinds", 8, 5, 4, 6), ("weeks", 0, 11, 12, 4),
)  # fmt: skip


def _board(charts: dict[str, str], datasets: dict[str, str]) -> dict[str, Any]:
    tiles = [_tile(charts, place, order) for order, place in enumerate(_PLACES)]
    base: dict[str, Any] = {"dataset": datasets[_DATA.key], "default": [], "tiles": None}
    filters = [
        base | {"id": "kind", "label": "Kind", "column": "kind", "type": "values"},
        base | {"id": "date", "label": "Date", "column": "started_at", "type": "period"},
        base | {"id": "distance", "label": "Distance", "column": "distance_km", "type": "range"},
    ]
    about = "Every trip of a year through an invented city, as one picture."
    return {"name": "Ten million trips", "description": about, "filters": filters, "tiles": tiles}


def _tile(charts: dict[str, str], place: tuple[str | None, int, int, int, int], order: int) -> dict[str, Any]:
    key, x, y, w, h = place
    shown = {"kind": "chart", "chart": charts[f"trips.{key}"]} if key else {"kind": "text", "title": "Look closer", "text": _TEXT}
    return shown | {"x": x, "y": y, "w": w, "h": h, "mobile_order": order}


TRIPS_SAMPLE = Sample(name=TRIPS, data=(_DATA,), charts=_CHARTS, board=_board)
