"""A map of countries or regions, coloured by a measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..maps import Match, best_map, known_maps, match, shapes
from .base import ChartData, ChartKind, Option, Shelf
from .ground import address, ground, missing, reach, view
from .parts import amount
from .words import grouped, spoken


@dataclass(frozen=True)
class Places:
    """The rows that lie on the map: one value and one row for each shape; `twice` rows name a shape that another row named before."""

    found: Match
    values: dict[str, float]
    rows: dict[str, int | None]
    twice: int


class Choropleth(ChartKind):
    name, label, icon, renderer = "choropleth", "Region map", "map", "plotly"
    about = "Colours countries, or the regions of one country, by a measure."
    group = "Map"
    shelves = (
        Shelf("A country or region", "dimension", 1, 1, "Names in English or the country's own language, or ISO codes."),
        Shelf("A value", "measure"),
    )
    options = (
        Option("map", "Map", "auto", (("auto", "Automatic"), *known_maps().items())),
        Option("scale", "Colours", "sequential", (("sequential", "From low to high"), ("diverging", "From below zero to above"))),
    )

    def figure(self, data: ChartData, options: Mapping[str, Any]) -> dict[str, Any] | None:
        places = _places(data, str(options["map"]))
        name = places.found.map
        ids = list(places.values)
        trace = {
            "type": "choropleth",
            "geojson": address(name),
            "locations": ids,
            "z": [places.values[key] for key in ids],
            "text": [shapes(name)[key].name for key in ids],
            "customdata": [places.rows[key] for key in ids],
            "name": data.measures[0].label,
            "colorbar": {"title": {"text": data.measures[0].label}},
            "hovertemplate": "%{text}<br>%{z:,}<extra></extra>",
            "meta": {"scale": options["scale"], "map": name},
        }
        layout = {"geo": view(reach(name, ids)), "showlegend": False, "hovermode": "closest", "dragmode": "pan"}
        return {"data": [ground(name, ids), trace], "layout": layout}

    def summary(self, data: ChartData, options: Mapping[str, Any]) -> str:
        """Names the highest and the lowest place, and the values that are not on the map."""
        if not data.rows:
            return "There are no rows to draw."
        places = _places(data, str(options["map"]))
        measure = data.measures[0].label
        again = "1 row names" if places.twice == 1 else f"{grouped(places.twice)} rows name"
        twice = f" {again} a place that another row names too; their values are drawn together." if places.twice else ""
        tail = twice + missing(places.found.unknown)
        if not places.values:
            return f"{measure} on a map: no value names a place with a number.{tail}"
        names = shapes(places.found.map)
        high, low = max(places.values, key=lambda k: places.values[k]), min(places.values, key=lambda k: places.values[k])
        count = f"{grouped(len(places.values))} {'place' if len(places.values) == 1 else 'places'}"
        head = f"{measure} in {count}: {names[high].name} is highest at {spoken(places.values[high])}"
        rest = f", {names[low].name} lowest at {spoken(places.values[low])}" if len(places.values) > 1 else ""
        return f"{head}{rest}.{tail}"


def _places(data: ChartData, chosen: str) -> Places:
    """Match the rows; two names of one place ("USA", "United States") are drawn as one, added up when sums and counts do, else averaged."""
    named = data.values(data.dimensions[0])
    found = best_map(named) if chosen == "auto" else match(named, chosen)
    sizes = [amount(value) for value in data.values(data.measures[0])]
    members: dict[str, list[int]] = {}
    for row, (key, size) in enumerate(zip(found.ids, sizes, strict=True)):
        if key is not None and size is not None:
            members.setdefault(key, []).append(row)
    adds = data.question is None or not data.question.measures or data.question.measures[0].agg in ("sum", "count")
    values = {key: sum(sizes[row] or 0 for row in rows) / (1 if adds else len(rows)) for key, rows in members.items()}
    rows = {key: (rows[0] if len(rows) == 1 else None) for key, rows in members.items()}
    return Places(found, values, rows, sum(len(rows) - 1 for rows in members.values()))
