"""What a column means: by its values first, by its name where values alone cannot tell."""

from __future__ import annotations

import re

from ..types import ColumnType
from .measure import Measured
from .words import COUNTRIES, CURRENCY_CODES, NAMES

_SHARE = 0.9
_VALUES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")),
    ("url", re.compile(r"(https?|ftp)://\S+", re.IGNORECASE)),
    ("ip_address", re.compile(r"(\d{1,3}\.){3}\d{1,3}|[0-9a-f:]*:[0-9a-f:]+:[0-9a-f]+", re.IGNORECASE)),
    ("id", re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)),
    ("phone", re.compile(r"(\+|00)\d[\d ()./-]{6,18}\d|\(\d{3}\) ?\d{3}-\d{4}")),
    ("iban", re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")),
)


def semantic_type(column: Measured, rows: int) -> str | None:
    """One of email, url, ip_address, id, phone, iban, currency, country, city, latitude, … or None."""
    if not column.filled:
        return None
    if column.type is ColumnType.TEXT and (found := _by_values([str(value).strip() for value in column.sample])):
        return found
    name = re.sub(r"[^a-z0-9ß%]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", column.name).lower()).strip("_") or column.name
    for meaning, pattern, kind in NAMES:
        if re.search(pattern, name) and _fits(meaning, kind, column):
            return meaning
    return "date" if column.type.is_temporal else None


def _by_values(values: list[str]) -> str | None:
    if not values:
        return None
    enough = len(values) * _SHARE
    for meaning, pattern in _VALUES:
        if sum(bool(pattern.fullmatch(value)) for value in values) >= enough:
            return meaning
    if sum(value in CURRENCY_CODES for value in values) >= enough:
        return "currency"
    return "country" if sum(value.lower() in COUNTRIES for value in values) >= enough else None


def _fits(meaning: str, kind: str, column: Measured) -> bool:
    number, text = column.type.is_number, column.type is ColumnType.TEXT
    low, high = (float(column.low), float(column.high)) if number else (0.0, 0.0)
    if meaning in ("latitude", "longitude"):
        reach = 90 if meaning == "latitude" else 180
        return number and -reach <= low and high <= reach
    if meaning == "percentage":
        return number and low >= -100 and high <= 1000
    if meaning == "date_part":
        return column.type is ColumnType.INTEGER and low >= 0 and high <= 2200
    if kind == "id":
        return column.type in (ColumnType.INTEGER, ColumnType.TEXT) and column.distinct > min(50, column.filled * 0.5)
    return {"number": number, "text": text, "any": True}.get(kind, False)


def pattern_of(values: list[str]) -> tuple[str | None, float]:
    """The commonest shape of texts and its share: runs of letters are A or a, of digits 9, the rest is kept."""
    shapes: dict[str, int] = {}
    for value in values:
        shape = _shape(value)
        shapes[shape] = shapes.get(shape, 0) + 1
    if not shapes:
        return None, 0.0
    best = min(shapes, key=lambda shape: (-shapes[shape], shape))
    return best, round(shapes[best] / len(values), 4)


def _shape(value: str) -> str:
    value = re.sub(r"\d+", "9", value[:80])
    value = re.sub(r"[^\W\d_]+", lambda m: "A" if m[0].isupper() else "Aa" if m[0][0].isupper() and m[0][1:].islower() else "a", value)
    return re.sub(r"\s+", " ", value)
