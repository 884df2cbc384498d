"""A map of points: rows or groups where their latitude and longitude put them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apps.engine.compile import OutputColumn
from apps.engine.spec import QuerySpec

from ..maps import COUNTRIES
from .base import ChartData, ChartKind, Shelf
from .ground import ground, view
from .parts import amount
from .words import grouped, moment, spoken

_MOST, _HUES = 3000, 8
_LATITUDE, _LONGITUDE = re.compile(r"lat(itude)?\b|breite", re.IGNORECASE), re.compile(r"lon(gitude)?\b|lng\b|länge", re.IGNORECASE)


@dataclass(frozen=True)
class Fields:
    """Which column is what; `size` and `colour` may be missing, `label` is what a point is called."""

    latitude: OutputColumn
    longitude: OutputColumn
    size: OutputColumn | None
    colour: OutputColumn | None


class PointMap(ChartKind):
    name, label, icon, renderer = "pointmap", "Point map", "map-pinned", "plotly"
    about = "Puts rows or groups on a map by latitude and longitude, sized and coloured by further fields."
    group = "Map"
    shelves = (
        Shelf("Latitude", "row", wants="latitude"),
        Shelf("Longitude", "row", wants="longitude"),
        Shelf("Size and colour", "row", 0, 2, "A number sets the size, a text the colour."),
    )

    def misfit(self, spec: QuerySpec) -> str | None:
        """Needs latitude and longitude, as listed rows or as two fields to group by."""
        if spec.rows is not None:
            return "A point map needs its fields by name: latitude and longitude." if "*" in spec.rows else super().misfit(spec)
        fits = 2 <= len(spec.dimensions) <= 3 and len(spec.measures) <= 2
        return None if fits else "A point map needs latitude and longitude, as rows or as the first two fields to group by."

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        fields, rows = _fields(data), _rows(data)
        shown = rows[:: max(1, -(-len(rows) // _MOST))]
        points = [(lon, lat) for _, lat, lon in shown]
        layout = {"geo": view(points), "hovermode": "closest", "dragmode": "pan"}
        return {"data": [ground(COUNTRIES), *_traces(data, fields, shown)], "layout": layout}

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Says how many points there are and between which parallels and meridians they lie."""
        if not data.rows:
            return "There are no rows to draw."
        rows = _rows(data)
        off = len(data.rows) - len(rows)
        unfit = f" {grouped(off)} rows have no latitude from -90 to 90 or no longitude from -180 to 180." if off else ""
        if not rows:
            return f"No row lies on the map.{unfit}"
        step = max(1, -(-len(rows) // _MOST))
        cut = f" Every {ordinal(step)} of {grouped(len(rows))} points is drawn; the table has all." if step > 1 else ""
        lat, lon = [one[1] for one in rows], [one[2] for one in rows]
        fields = _fields(data)
        of = f", sized by {fields.size.label.lower()}" if fields.size else ""
        north, east = f"{min(lat):.1f} to {max(lat):.1f} degrees north", f"{min(lon):.1f} to {max(lon):.1f} degrees east"
        head = f"{grouped(len(rows))} points from {north} and {east}{of}."
        return head + _largest(data, fields, rows) + unfit + cut


def ordinal(number: int) -> str:
    """2nd, 3rd, 4th, 11th."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number % 100 not in (11, 12, 13) else "th"
    return f"{number}{ending}"


def _fields(data: ChartData) -> Fields:
    """Latitude and longitude by their names, else the first two; then the first number and the first other field."""
    across = list(data.dimensions or data.columns)
    lat = next((c for c in across if _LATITUDE.search(c.name) or _LATITUDE.search(c.label)), None)
    lon = next((c for c in across if _LONGITUDE.search(c.name) or _LONGITUDE.search(c.label)), None)
    if lat is None or lon is None or lat is lon:
        lat, lon = across[0], across[1]
    rest = [c for c in data.columns if c is not lat and c is not lon]
    size = next((c for c in rest if c.type.is_number and (c.role != "dimension")), None)
    return Fields(lat, lon, size, next((c for c in rest if c is not size and c.role != "measure"), None))


def _rows(data: ChartData) -> list[tuple[int, float, float]]:
    """(row, latitude, longitude) of the rows that lie on the earth."""
    fields = _fields(data)
    places = zip(map(amount, data.values(fields.latitude)), map(amount, data.values(fields.longitude)), strict=True)
    return [(row, a, b) for row, (a, b) in enumerate(places) if a is not None and b is not None and abs(a) <= 90 and abs(b) <= 180]


def _traces(data: ChartData, fields: Fields, rows: list[tuple[int, float, float]]) -> list[dict[str, Any]]:
    """One trace, or one for each value of the colour; beyond the hues, values are others."""
    if fields.colour is None:
        return [_trace(data, fields, rows, "", {})]
    groups = data.values(fields.colour)
    order: dict[Any, int] = {}
    for row, _, _ in rows:
        order[groups[row]] = order.get(groups[row], 0) + 1
    largest = sorted(order, key=lambda value: -order[value])
    shown = largest if len(largest) <= _HUES else largest[: _HUES - 1]
    found = []
    for value in shown:
        meta = {"column": fields.colour.name, "value": value}
        found.append(_trace(data, fields, [one for one in rows if groups[one[0]] == value], moment(value, fields.colour), meta))
    rest = [one for one in rows if groups[one[0]] not in shown]
    meta = {"column": fields.colour.name, "others": True}
    return [*found, _trace(data, fields, rest, f"Others ({grouped(len(largest) - len(shown))})", meta)] if rest else found


def _trace(data: ChartData, fields: Fields, rows: list[tuple[int, float, float]], name: str, meta: dict[str, Any]) -> dict[str, Any]:
    told = [c for c in data.columns if c is not fields.latitude and c is not fields.longitude]
    values = {c.name: data.values(c) for c in told}
    texts = [", ".join(f"{c.label}: {moment(values[c.name][row], c)}" for c in told) or f"{lat:.3f}, {lon:.3f}" for row, lat, lon in rows]
    sizes: float | list[float] = 8.0
    if fields.size is not None:
        known = [abs(v) for v in map(amount, data.values(fields.size)) if v is not None]
        most = max(known, default=0.0) or 1.0
        sizes = [round(5 + 23 * (abs(amount(values[fields.size.name][row]) or 0) / most) ** 0.5, 1) for row, _, _ in rows]
    return {
        "type": "scattergeo",
        "mode": "markers",
        "name": name,
        "lat": [lat for _, lat, _ in rows],
        "lon": [lon for _, _, lon in rows],
        "text": texts,
        "customdata": [row for row, _, _ in rows],
        "marker": {"size": sizes, "opacity": 0.8},
        "hovertemplate": "%{text}<extra></extra>",
        "showlegend": bool(name),
        "meta": meta,
    }


def _largest(data: ChartData, fields: Fields, rows: list[tuple[int, float, float]]) -> str:
    if fields.size is None:
        return ""
    values = data.values(fields.size)
    known = [(amount(values[row]), lat, lon) for row, lat, lon in rows if amount(values[row]) is not None]
    if not known:
        return ""
    most, lat, lon = max(known, key=lambda one: one[0] or 0)
    return f" The largest, {spoken(most)}, lies at {lat:.1f}, {lon:.1f}."
