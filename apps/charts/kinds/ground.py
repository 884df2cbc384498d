"""The ground of maps: shapes that carry no value, and the part of the world that is shown."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from django.templatetags.static import static

from ..maps import COUNTRIES, frame, outline, shapes
from .words import grouped

_NOT_SHOWN = frozenset({"ATA"})  # Antarctica would take a third of the picture and hardly ever has a value
_WIDE, _HIGH, _NORTH = 70.0, 42.0, 76.0  # degrees; beyond them Mercator's map stretches too much
_SHAPE = 1.5  # width of a picture against its height
_NAMED = 5


def address(name: str) -> str:
    """Where the page finds the shapes of a map."""
    return static(f"maps/{name}.json")


def ground(name: str, without: Iterable[str] = ()) -> dict[str, Any]:
    """A trace of all shapes but some, in the colour of land without values."""
    left = set(without) | _NOT_SHOWN
    ids = [key for key in shapes(name) if key not in left]
    return {
        "type": "choropleth",
        "geojson": address(name),
        "locations": ids,
        "z": [0] * len(ids),
        "customdata": [None] * len(ids),
        "showscale": False,
        "showlegend": False,
        "hoverinfo": "skip",
        "meta": {"ground": True, "map": name},
    }


def view(points: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """The `geo` of a layout that shows `points`: Mercator's map of a small part, an equal-area one of a large part or the world."""
    lon, lat = frame(points)
    small = lon[1] - lon[0] <= _WIDE and lat[1] - lat[0] <= _HIGH and max(map(abs, lat)) <= _NORTH
    lon = _landscape(lon, lat) if small else lon
    middle = (lon[0] + lon[1]) / 2 if lon[1] - lon[0] < 359 else 11.0  # the Bering Strait is cut rather than Chukotka
    projection = {"type": "mercator" if small else "equal earth", "rotation": {"lon": middle if abs(middle) <= 180 else middle - 360}}
    return {"visible": False, "projection": projection, "lonaxis": {"range": lon}, "lataxis": {"range": lat}}


def _landscape(lon: list[float], lat: list[float]) -> list[float]:
    """Wider meridians when a part of the world is higher than the picture that shows it."""
    stretch = math.cos(math.radians((lat[0] + lat[1]) / 2))  # of a degree of longitude against one of latitude
    wanted = min(_SHAPE * (lat[1] - lat[0]) / max(stretch, 0.2), 360.0)
    wide, middle = lon[1] - lon[0], (lon[0] + lon[1]) / 2
    return lon if wide >= wanted else [middle - wanted / 2, middle + wanted / 2]


def reach(name: str, ids: Iterable[str]) -> list[tuple[float, float]]:
    """The points of the largest part of each shape; islands far away do not make the picture small."""
    found: list[tuple[float, float]] = []
    for key in dict.fromkeys(ids):
        polygons = shapes(name)[key].polygons
        found += outline(max((polygon[0] for polygon in polygons), key=len))
    whole = name == COUNTRIES and found and max(x for x, _ in found) - min(x for x, _ in found) > 120
    return [] if whole else found


def missing(unknown: Sequence[str]) -> str:
    """The sentence about values that are not on the map; empty when all are."""
    if not unknown:
        return ""
    named = ", ".join(unknown[:_NAMED]) + (f" and {grouped(len(unknown) - _NAMED)} more" if len(unknown) > _NAMED else "")
    return f" {grouped(len(unknown))} {'value is' if len(unknown) == 1 else 'values are'} not on the map: {named}."
