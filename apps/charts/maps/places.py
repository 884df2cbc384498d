"""From what a column holds to a shape on a map: names, codes and synonyms, and the shapes themselves.

Names come from `names.json`, shapes from `static/maps`; both are made by `scripts/maps.mjs`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from .synonyms import COUNTRY_SYNONYMS, REGION_SYNONYMS

COUNTRIES = "countries"
_NAMES = Path(__file__).with_name("names.json")
_SHAPES = Path(__file__).resolve().parents[3] / "static/maps"
_IDLE = re.compile(r"\b(?:the|of|and|province|region|state|county|prefecture|republic)\b")

Ring = list[tuple[float, float]]


@dataclass(frozen=True)
class Shape:
    """One country or region: `polygons` are lists of rings in degrees, longitude first, the outer ring first of each."""

    id: str
    name: str
    polygons: tuple[tuple[tuple[tuple[float, float], ...], ...], ...]


@dataclass(frozen=True)
class Match:
    """What values mean on one map: the id of the shape of each, or None; `unknown` are those without one, each once."""

    map: str
    ids: list[str | None]
    unknown: list[str]


def plain(name: str) -> str:
    """A name for comparing: no case, accents, marks, or words such as "the" and "province"."""
    text = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold().replace("&", " and ")
    text = text.replace("ı", "i").replace("ł", "l").replace("ø", "o").replace("æ", "ae")
    short = re.sub(r"[^\w]", "", _IDLE.sub(" ", text))
    return short or re.sub(r"[^\w]", "", text)


@cache
def _known() -> Mapping[str, Any]:
    return json.loads(_NAMES.read_text(encoding="utf-8"))  # type: ignore[no-any-return]  # our own file


@cache
def known_maps() -> dict[str, str]:
    """Every map by what people call it: the countries of the world, and the regions of each country."""
    countries = _known()["countries"]
    regions = {
        key: countries[key[:3]]["name"] + (": larger regions" if key.endswith("-large") else ": regions") for key in _known()["regions"]
    }
    return {COUNTRIES: "Countries of the world"} | dict(sorted(regions.items(), key=lambda one: plain(one[1])))


@lru_cache(maxsize=32)
def _lookup(name: str) -> Mapping[str, str]:
    """Every name and code of a map, in plain form, and the id of its shape."""
    found: dict[str, str] = {}
    for key, names in _spellings(name):
        for text in names:
            found.setdefault(plain(text), key)
    return found


def _spellings(name: str) -> Iterable[tuple[str, Iterable[str]]]:
    """Codes and first names before all synonyms, so that a synonym never takes another place's own name."""
    if name == COUNTRIES:
        for key, facts in _known()["countries"].items():
            yield key, (key, facts["name"])
        for key, facts in _known()["countries"].items():
            yield key, (*facts["names"], *COUNTRY_SYNONYMS.get(key, ()))
        return
    regions = _known()["regions"][name]
    for key, names in regions.items():
        yield key, (key, *names)
    for key in regions:
        yield key, REGION_SYNONYMS.get(key, ())
    codes = {key: key.split("-", 1)[1] for key in regions if "-" in key and not key.startswith(f"{name[:3]}-")}
    for key, code in codes.items():
        yield key, (code,)


def match(values: Sequence[Any], name: str) -> Match:
    """The shape of each value on the map called `name`."""
    lookup = _lookup(name)
    ids = [None if value is None else lookup.get(plain(str(value))) for value in values]
    unknown = dict.fromkeys("(empty)" if v is None else str(v) for v, found in zip(values, ids, strict=True) if found is None)
    return Match(name, ids, list(unknown))


def best_map(values: Sequence[Any]) -> Match:
    """The map on which most of the values lie; countries where two are equal, then the map with the fewest shapes."""
    wanted = {plain(str(value)) for value in values if value is not None}
    best, score = COUNTRIES, (sum(text in _lookup(COUNTRIES) for text in wanted), 0)
    if score[0] < len(wanted):
        for name in _candidates(wanted):
            found = (sum(text in _lookup(name) for text in wanted), -len(_known()["regions"][name]))
            if found[0] > score[0] or (found[0] == score[0] and best != COUNTRIES and found > score):
                best, score = name, found
    return match(values, best)


@cache
def _where() -> Mapping[str, frozenset[str]]:
    """The maps on which each name or code of a region stands."""
    found: dict[str, set[str]] = {}
    for name, regions in _known()["regions"].items():
        for key, names in regions.items():
            for text in (key, *names, *REGION_SYNONYMS.get(key, ())):
                found.setdefault(plain(text), set()).add(name)
    return {text: frozenset(maps) for text, maps in found.items()}


def _candidates(wanted: Iterable[str]) -> list[str]:
    """Maps that know one of the names; two-letter codes alone are of too many countries, so the United States stand for them."""
    found = {name for text in wanted for name in _where().get(text, ())}
    return sorted(found) or ["USA"]


@lru_cache(maxsize=16)
def shapes(name: str) -> Mapping[str, Shape]:
    """The shapes of a map by their ids."""
    if name not in known_maps():
        raise KeyError(name)
    features = json.loads((_SHAPES / f"{name}.json").read_text(encoding="utf-8"))["features"]
    return {f["id"]: Shape(f["id"], f["properties"]["name"], _polygons(f["geometry"]["coordinates"])) for f in features}


def _polygons(coordinates: Any) -> tuple[tuple[tuple[tuple[float, float], ...], ...], ...]:
    return tuple(tuple(tuple((float(x), float(y)) for x, y in ring) for ring in polygon) for polygon in coordinates)


def outline(ring: Sequence[tuple[float, float]]) -> Ring:
    """The ring with longitudes that run on across the 180th meridian instead of jumping, so that it can be drawn flat."""
    found: Ring = []
    shift = 0.0
    for x, y in ring:
        if found:
            step = x + shift - found[-1][0]
            shift += 360 if step < -180 else -360 if step > 180 else 0
        found.append((x + shift, y))
    return found


def frame(points: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    """The range of longitudes and of latitudes around points, with room; whole turns are -180 to 180."""
    if not points:
        return [-180.0, 180.0], [-58.0, 84.0]
    lon, lat = [x for x, _ in points], [y for _, y in points]
    wide, high = max(lon) - min(lon), max(lat) - min(lat)
    room_x, room_y = max(1.0, wide * 0.08), max(1.0, high * 0.1)
    if wide > 200:
        return [-180.0, 180.0], [max(-89.0, min(-58.0, *lat)), min(89.0, max(84.0, *lat))]
    return [min(lon) - room_x, max(lon) + room_x], [max(-89.0, min(lat) - room_y), min(89.0, max(lat) + room_y)]
