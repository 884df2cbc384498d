"""One value of a table as text; without the drawing library, for pages too."""

from __future__ import annotations

from typing import Any

from apps.core.formats import dated, read_format, written

_TIMES = frozenset({"date", "timestamp", "timestamptz"})


def cell(value: Any, column: dict[str, Any]) -> str:
    """A value as the page's tables write it."""
    if isinstance(value, str):
        return dated(value, column.get("grain") or ("day" if column["type"] == "date" else None)) if column["type"] in _TIMES else value
    return written(value, read_format(column["format"]) if column.get("format") else None)
