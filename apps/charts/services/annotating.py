"""Notes on charts, as they are stored: checked, with ids of their own."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from apps.core.errors import InvalidInput
from apps.core.ids import new_id

MOST, LONGEST = 50, 280
_KEYS = frozenset({"id", "text", "where", "measure", "at", "to"})
_ID = re.compile(r"[a-z0-9]{1,20}")


def read_annotations(given: Any) -> list[dict[str, Any]]:
    """A chart's notes from plain data; new ones get ids. Raises InvalidInput naming the note that does not fit.

    A note has a `text`, and either `where` (the values of all dimensions at a mark, and perhaps its `measure`), or `at` along the
    axis: a day, a number or a name; with `to` it is a range.
    """
    if not isinstance(given, list) or len(given) > MOST:
        raise InvalidInput(f"Annotations are a list of at most {MOST}.", field="annotations")
    found = [_read(note, place) for place, note in enumerate(given)]
    if len({note["id"] for note in found}) < len(found):
        raise InvalidInput("Two annotations have the same id. Leave the id of a new one away.", field="annotations")
    return found


def _read(note: Any, place: int) -> dict[str, Any]:
    where = f"annotations.{place}"
    if not isinstance(note, Mapping) or set(note) - _KEYS:
        raise InvalidInput("An annotation has a text, and where it stands: where and measure, or at and to.", field=where)
    text = note.get("text")
    if not isinstance(text, str) or not 1 <= len(text.strip()) <= LONGEST:
        raise InvalidInput(f"Write 1 to {LONGEST} characters.", field=f"{where}.text")
    key = note.get("id") or new_id()
    if not isinstance(key, str) or not _ID.fullmatch(key):
        raise InvalidInput("An annotation's id is what the server gave it.", field=f"{where}.id")
    return {"id": key, "text": text.strip()} | _anchor(note, where)


def _anchor(note: Mapping[str, Any], where: str) -> dict[str, Any]:
    mark, at, to = note.get("where"), note.get("at"), note.get("to")
    if (mark is None) == (at is None) or (at is None and to is not None):
        raise InvalidInput("An annotation stands at a mark (where), or at a place of the axis (at, and to for a range).", field=where)
    if mark is None:
        if not _is_place(at) or not (to is None or (_is_place(to) and type(to) is type(at))):
            raise InvalidInput("A place is a day, a number or a name; a range goes between two of one sort.", field=f"{where}.at")
        first, last = (at, to) if to is None or not _after(at, to) else (to, at)
        return {"at": first} | ({} if last is None else {"to": last})
    named = isinstance(mark, Mapping) and 1 <= len(mark) <= 8 and all(isinstance(k, str) and len(k) <= 200 for k in mark)
    if not named or not all(value is None or _is_place(value) for value in mark.values()):
        raise InvalidInput("A mark is named by the value of each of its dimensions.", field=f"{where}.where")
    measure = note.get("measure")
    if measure is not None and not (isinstance(measure, str) and len(measure) <= 200):
        raise InvalidInput("A measure is named by its column.", field=f"{where}.measure")
    return {"where": dict(mark)} | ({"measure": measure} if measure else {})


def _is_place(value: Any) -> bool:
    if isinstance(value, bool | int | float):
        return math.isfinite(value)
    return isinstance(value, str) and len(value) <= 200


def _after(one: Any, other: Any) -> bool:
    """Whether two numbers or days lie the wrong way round; names have no order."""
    days = all(isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d", value) for value in (one, other))
    return bool(one > other) if days or not isinstance(one, str) else False
