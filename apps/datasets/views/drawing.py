"""The profile as its page draws it: geometry for small SVG pictures, facts in words. Nothing here is measured anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any

Plain = dict[str, Any]

WIDTH, HEIGHT = 300.0, 72.0
_GAP = 1.5
_RING = 2 * 3.14159265 * 50
_PARTS = {"filled": "Filled cells", "unique": "Distinct rows", "sound": "Sound columns"}
_BADGES = {"high": "badge-bad", "medium": "badge-warn", "low": "badge-info"}
_TOPS = 6
SHOWN = 500


def profile_view(profile: Plain, notes: dict[str, Any], columns: list[Plain]) -> Plain:
    """Return what the page shows of a stored profile; `columns` are the version's, `notes` what people say about them."""
    ids = {c["name"]: c["id"] for c in columns}
    rows = profile["row_count"]
    issues = [flagged(issue) | {"anchor": ids.get(issue.get("column"), "")} for issue in profile["issues"]]
    score = profile["quality_score"]
    return {
        "rows": rows,
        "column_count": profile["column_count"],
        "duplicates": profile.get("duplicate_rows", 0),
        "empty_share": _empty_share(profile["columns"]),
        "score": score,
        "arc": round(_RING * score, 2),
        "ring": round(_RING, 2),
        "reasons": [reason | {"label": _PARTS.get(reason["part"], reason["part"])} for reason in profile.get("quality_reasons", [])],
        "issues": issues,
        "severities": {level: sum(i["severity"] == level for i in issues) for level in ("high", "medium", "low")},
        "columns": [_column(c, notes.get(ids.get(c["name"], ""), {}), ids.get(c["name"], ""), rows) for c in profile["columns"][:SHOWN]],
        "more": max(0, len(profile["columns"]) - SHOWN),
    }


def flagged(issue: Plain) -> Plain:
    """An issue with the badge of its severity."""
    return issue | {"badge": _BADGES.get(issue["severity"], "")}


def _empty_share(columns: list[Plain]) -> float:
    return sum(c["null_percentage"] for c in columns) / len(columns) if columns else 0.0


def _column(column: Plain, note: Plain, column_id: str, rows: int) -> Plain:
    """One card: head, picture (bars for numbers and times, top values otherwise), four to eight facts."""
    bars = bars_of(column.get("histogram") or [])
    tops = [] if bars else tops_of(column.get("top_values") or [], rows)
    filled = 100 - column["null_percentage"]
    return column | {
        "anchor": column_id,
        "label": note.get("label", ""),
        "description": note.get("description", ""),
        "bars": bars,
        "axis": [short(column.get("min")), short(column.get("max"))] if bars else [],
        "tops": tops,
        "rest": _rest(column, tops, rows),
        "filled": round(filled, 1),
        "filled_width": round(WIDTH * filled / 100, 1),
        "facts": facts_of(column, ends=not bars),
        "flags": [flagged(issue) for issue in column.get("issues", [])],
    }


def bars_of(histogram: list[Plain]) -> list[Plain]:
    """Bars of a histogram in a box of WIDTH x HEIGHT; a bin with anything in it stays visible."""
    most = max((bin_["count"] for bin_ in histogram), default=0)
    if not most:
        return []
    step = WIDTH / len(histogram)
    bars = []
    for place, bin_ in enumerate(histogram):
        height = max(1.5, HEIGHT * bin_["count"] / most) if bin_["count"] else 0.0
        words = f"{short(bin_['from'])} to {short(bin_['to'])}: {bin_['count']:,}"
        box = {"x": place * step, "y": HEIGHT - height, "w": step - _GAP, "h": height}
        bars.append({name: round(size, 2) for name, size in box.items()} | {"title": words})
    return bars


def tops_of(values: list[Plain], rows: int) -> list[Plain]:
    """The most frequent values with bars by their share of all rows. Values that are all different say nothing, and are left out."""
    if not values or (values[0]["count"] == 1 and rows > len(values)):
        return []
    return [_top(value, values[0]["count"]) for value in values[:_TOPS]]


def _top(value: Plain, most: int) -> Plain:
    share = value["percentage"]
    words = f"{share:.1f} %" if share >= 0.1 else "< 0.1 %"
    return {"value": plain_text(value["value"]), "count": value["count"], "share": words, "w": round(100 * value["count"] / most, 1)}


def cells(preview: Plain, columns: list[Plain]) -> Plain:
    """The first rows as the page's table wants them, and the names of the columns whose values stand to the right."""
    numeric = {c["name"] for c in columns if c["type"] in ("integer", "float", "decimal")}
    kinds = [name in numeric for name in preview["columns"]]
    rows = [
        [{"text": plain_text(value), "null": value is None, "numeric": kind} for value, kind in zip(row, kinds, strict=True)]
        for row in preview["rows"]
    ]
    return {"columns": preview["columns"], "rows": rows, "numeric": numeric}


def plain_text(value: Any) -> str:
    """A cell as text: no digit added or lost, true and false in lower case, nothing as a dash."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _rest(column: Plain, tops: list[Plain], rows: int) -> str:
    more = (column.get("unique_count") or 0) - len(tops)
    if not tops or more <= 0:
        return ""
    left = rows - column["null_count"] - sum(top["count"] for top in tops)
    return f"{more:,} more value{'s' if more != 1 else ''} in {left:,} rows"


def facts_of(column: Plain, *, ends: bool) -> list[tuple[str, str]]:
    """The figures of a column, in the order people ask for them; `ends` adds smallest and largest where no axis tells them."""
    about = "" if column.get("unique_is_exact", True) else "~"
    quantiles, lengths = column.get("quantiles") or {}, column.get("lengths") or {}
    given = [
        ("distinct", f"{about}{column['unique_count']:,}" if column.get("unique_count") is not None else ""),
        ("empty", f"{column['null_count']:,}" if column["null_count"] else "0"),
        ("min", short(column.get("min")) if ends else ""),
        ("median", short(quantiles.get("p50"))),
        ("mean", short(column.get("mean"))),
        ("max", short(column.get("max")) if ends else ""),
        ("deviation", short(column.get("std_dev"))),
        ("outliers", f"{column['outliers']:,}" if column.get("outliers") else ""),
        ("length", "–".join(dict.fromkeys(short(lengths.get(end)) for end in ("min", "max")))),
        ("pattern", str(column.get("pattern") or "")),
    ]
    return [(name, text) for name, text in given if text]


def short(value: Any) -> str:
    """A value in few characters: 1,234.6, 2026-01-05, 14:30; long texts are cut."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return _number(value)
    return _moment(str(value))


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return f"{int(value):,}"
    if abs(value) >= 1000:
        return f"{value:,.0f}" if abs(value) < 1e15 else f"{value:.3g}"
    return f"{value:.4g}"


def _moment(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text if len(text) <= 40 else f"{text[:39]}…"
    if len(text) <= 10 or (moment.hour, moment.minute, moment.second) == (0, 0, 0):
        return str(moment.date())
    return moment.strftime("%Y-%m-%d %H:%M")
