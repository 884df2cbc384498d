"""A chart without scripts: its picture, its summary and its rows as a real table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .pictures.cells import cell

SHOWN = 200


def plain_context(payload: dict[str, Any], picture: str, back: str, downloads: Mapping[str, str]) -> dict[str, Any]:
    """What `charts/plain.html` shows of a payload; `picture` is the address of the static picture, `back` of the page with scripts.

    `downloads` are the addresses of files with all rows, by what they are called.
    """
    columns = payload["columns"]
    rows = [[cell(value, column) for value, column in zip(row, columns, strict=True)] for row in payload["rows"][:SHOWN]]
    total = payload["total"] if payload["total"] is not None else payload["row_count"]
    facts = {"heads": columns, "rows": rows, "shown": len(rows), "total": total, "summary": payload["summary"], "title": payload["title"]}
    totals = payload.get("totals")
    facts["totals"] = totals and ["" if v is None else cell(v, column) for v, column in zip(totals, columns, strict=True)]
    facts |= {"notes": payload.get("annotations", []), "downloads": downloads}
    return facts | {"picture": picture, "back": back, "section": "charts"}
