"""What the templates of datasets need to say types, scores and cells."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import orjson
from django import template
from django.utils import timezone
from django.utils.timesince import timesince

register = template.Library()

_NAMES = {"integer": "whole number", "float": "number", "decimal": "exact number", "boolean": "yes or no", "timestamp": "date and time"}
_ICONS = {
    "integer": "hash", "float": "hash", "decimal": "hash", "boolean": "toggle-left", "text": "type", "date": "calendar",
    "timestamp": "clock", "time": "clock", "json": "braces",
}  # fmt: skip
_STEPS = {
    "detect": "Looking at the file",
    "read": "Reading rows",
    "write": "Writing the table",
    "profile": "Profiling columns",
    "publish": "Publishing the version",
}
_DELIMITERS = ((",", "Comma ,"), (";", "Semicolon ;"), ("\t", "Tab"), ("|", "Bar |"), (":", "Colon :"), (" ", "Space"))
_ENCODINGS = ("utf-8", "utf-16", "cp1252", "iso-8859-1", "iso-8859-15", "cp1250", "cp1251", "shift_jis", "gb18030")


@register.filter
def type_name(kind: str) -> str:
    """A column type in words."""
    return _NAMES.get(kind, kind)


@register.filter
def type_icon(kind: str) -> str:
    """The icon of a column type."""
    return _ICONS.get(kind, "box")


@register.filter
def step_words(message: str) -> str:
    """What an import does, also where the job says only its step."""
    return _STEPS.get(message, message)


@register.filter
def times(value: float, factor: float) -> float:
    """Multiply, for shares and lengths."""
    return round(float(value or 0) * float(factor), 2)


@register.filter
def grade(score: float) -> str:
    """The class of a quality score from 0 to 1: good, fair or poor."""
    return "good" if score >= 0.85 else "fair" if score >= 0.6 else "poor"


@register.filter
def is_number(value: Any) -> bool:
    """Whether there is a number to draw."""
    return isinstance(value, int | float) and not isinstance(value, bool)


@register.filter
def ago(moment: datetime) -> str:
    """How long ago something was: "just now", "3 minutes ago"."""
    return "just now" if timezone.now() - moment < timedelta(minutes=1) else f"{timesince(moment, depth=1)} ago"


@register.filter
def json_text(value: Any) -> str:
    """Plain data as JSON text for an attribute; the template escapes it."""
    return orjson.dumps(value, default=str).decode()


@register.filter
def delimiters(current: str | None) -> list[tuple[str, str]]:
    """The separators to choose from, with the one in use even when it is a rare one."""
    known = list(_DELIMITERS)
    return known if not current or current in dict(known) else [*known, (current, current)]


@register.filter
def encodings(current: str | None) -> list[str]:
    """The encodings to choose from, with the one in use even when it is a rare one."""
    return list(_ENCODINGS) if not current or current in _ENCODINGS else [current, *_ENCODINGS]
