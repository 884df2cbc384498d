"""The few tags that templates need beyond Django's own: icons, numbers and byte counts for people."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import orjson
from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince

from .. import reader

register = template.Library()

_STEPS = ((1e9, "B"), (1e6, "M"), (1e3, "K"))
_BYTES = ("B", "KB", "MB", "GB", "TB")


@register.simple_tag
def icon(name: str, label: str = "", classes: str = "") -> SafeString:
    """An icon of the sprite; without `label` it is decoration and hidden from screen readers."""
    href = f"{static('dist/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon {}" role="img" aria-label="{}"><use href="{}"></use></svg>', classes, label, href)
    return format_html('<svg class="icon {}" aria-hidden="true"><use href="{}"></use></svg>', classes, href)


@register.filter
def compact(value: Any) -> str:
    """1234567 -> "1.23M"; what is no number stays as it is, nothing becomes a dash."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    for size, suffix in _STEPS:
        if abs(value) >= size:
            return reader.localised(f"{value / size:.3g}{suffix}")
    return reader.localised(f"{value:,.4g}" if isinstance(value, float) else f"{value:,}")


@register.filter
def thousands(value: Any) -> str:
    """1234567 -> "1,234,567"."""
    return reader.localised(f"{value:,}") if isinstance(value, int) else compact(value)


@register.filter
def pretty(value: Any) -> str:
    """Plain data as indented JSON."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode()


@register.filter
def bytesize(value: float | None) -> str:
    """Bytes in powers of 1,024 with one decimal: 1536 -> "1.5 KB"."""
    if value is None:
        return "—"
    size, unit = float(value), 0
    while size >= 1024 and unit < len(_BYTES) - 1:
        size, unit = size / 1024, unit + 1
    return reader.localised(f"{size:.0f} {_BYTES[unit]}" if unit == 0 or size >= 100 else f"{size:.1f} {_BYTES[unit]}")


@register.filter
def day(moment: datetime | date | None) -> str:
    """A date as the reader writes it."""
    return reader.day(moment) if moment else "—"


@register.filter
def clock(moment: datetime | None) -> str:
    """Date and time of day as the reader writes them, in the reader's time zone."""
    return reader.clock(moment) if moment else "—"


@register.filter
def initials(value: object) -> str:
    """The first letters of up to two words of a name: "Ada Lovelace" -> "AL"."""
    words = str(value).replace("@", " ").split()
    return "".join(word[0] for word in words[:2]).upper() or "?"


@register.filter
def ago(moment: datetime | None) -> str:
    """How long ago: "just now" within a minute, then "5 minutes ago"; only the largest unit."""
    if moment is None:
        return "—"
    if timezone.now() - moment < timedelta(minutes=1):
        return "just now"
    return f"{timesince(moment, depth=1)} ago"
