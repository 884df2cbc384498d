"""One value of a table as text; without the drawing library, for pages too."""

from __future__ import annotations

from typing import Any

from apps.core.formats import read_format, written

from .formats import moment, number


def cell(value: Any, column: dict[str, Any]) -> str:
    """A value as the page's tables write it."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if column.get("format") or (isinstance(value, str) and column.get("grain")):
        form = read_format(column["format"]) if column.get("format") else None
        return written(value, form, column.get("grain"))
    if isinstance(value, str) and column["type"] in ("date", "timestamp", "timestamptz") and (when := moment(value)) is not None:
        day = f"{when.day} {when:%b %Y}"
        return day if column["type"] == "date" or (when.hour, when.minute, when.second) == (0, 0, 0) else f"{day}, {when:%H:%M}"
    return number(value)
