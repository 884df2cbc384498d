"""Kinds that pages draw in HTML, set as type: tables, pivot tables, one big number."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from matplotlib.lines import Line2D

from apps.core.formats import read_format, short

from .base import PX
from .cells import cell
from .formats import clipped, number
from .frame import PAD, Frame

_NUMBERS = {"integer", "float", "decimal", "number", "double", "currency", "percent"}
_ROW, _CELL, _LETTER = 24, 20, 6.8  # pixels: height of a row, room between columns, an average letter


def draw(payload: dict[str, Any], frame: Frame) -> None:
    """Draw the kind's own way, or as a table where it has none."""
    ways: dict[str, Callable[[dict[str, Any], Frame], None]] = {"number": _number, "pivot": _pivot}
    ways.get(str(payload.get("kind")), _table)(payload, frame)


def _is_number(column: dict[str, Any], rows: list[list[Any]], place: int) -> bool:
    if column["type"] in _NUMBERS:
        return True
    return any(isinstance(row[place], int | float) and not isinstance(row[place], bool) for row in rows[:20])


def _table(payload: dict[str, Any], frame: Frame) -> None:
    """Heads and as many rows and columns as fit; the last line says how many there are."""
    columns, rows = payload["columns"], payload["rows"]
    totals = payload.get("totals")
    shown = rows[: _fit(frame, heads=2 if totals else 1)]
    texts = [[cell(value, column) for value, column in zip(row, columns, strict=True)] for row in shown]
    right = [_is_number(column, shown, i) for i, column in enumerate(columns)]
    total = payload.get("total") or payload.get("row_count") or len(rows)
    if totals:
        last = ["" if value is None else cell(value, column) for value, column in zip(totals, columns, strict=True)]
        texts.append([last[0] or "Total", *last[1:]])
        total += 1
    _grid(frame, [[str(column["label"]) for column in columns]], texts, right, total, {len(shown)} if totals else ())


def _pivot(payload: dict[str, Any], frame: Frame) -> None:
    """Groups down and across, totals in the stronger type."""
    told = (((payload.get("figure") or {}).get("layout") or {}).get("meta") or {}).get("pivot")
    if not isinstance(told, dict):
        _table(payload, frame)
        return
    measures = [column for column in payload["columns"] if column["role"] == "measure"]
    wide = [*told["heads"], *([["Total"]] if told["right"] else [])]
    heads = [
        [*([""] * len(told["down"])), *(str(head[level]) if level < len(head) else "" for head in wide for _ in measures)]
        for level in range(max(1, len(told["across"])) if told["across"] else 0)
    ]
    if len(measures) > 1 or not heads:
        heads.append([*([""] * len(told["down"])), *(str(m["label"]) for _ in wide for m in measures)])
    heads[-1][: len(told["down"])] = [str(label) for label in told["down"]]
    lines = told["lines"][: _fit(frame, heads=len(heads))]
    texts = [
        [*_heads_of(line, len(told["down"])), *(cell(v, measures[i % len(measures)]) for i, v in enumerate(line["cells"]))]
        for line in lines
    ]
    strong = {n for n, line in enumerate(lines) if line["level"] is not None}
    _grid(frame, heads, texts, [i >= len(told["down"]) for i in range(len(heads[-1]))], len(told["lines"]), strong)


def _heads_of(line: dict[str, Any], depth: int) -> list[str]:
    """A line's groups; a total is of the groups it names."""
    head = [str(label) for label in line["head"]]
    if line["level"] is not None:
        head = ["Total"] if not head else [*head[:-1], f"{head[-1]}, total"]
    return [*head, *([""] * (depth - len(head)))]


def _fit(frame: Frame, *, heads: int) -> int:
    return max(1, int((frame.height - frame.top - frame.bottom) / _ROW) - heads - 1)


def _grid(
    frame: Frame, heads: list[list[str]], texts: list[list[str]], right: list[bool], total: int, strong: Collection[int] = ()
) -> None:
    """Set heads and lines in columns as wide as their words, spread over the room; what does not fit is said below."""
    count = len(right)
    widths = [_width([*(head[i] for head in heads), *(row[i] for row in texts)]) for i in range(count)]
    kept, wide = _that_fit(widths, frame.width - 2 * PAD)
    x = float(PAD)
    for i in range(kept):
        at = x + (wide[i] - _CELL if right[i] else 0)
        most, align = max(3, int((wide[i] - _CELL) / _LETTER)), "right" if right[i] else "left"
        for n, head in enumerate(heads):
            frame.write(clipped(head[i], most), at, frame.top + n * _ROW, size=12, weight=600, colour=frame.theme.muted, align=align)
        for n, row in enumerate(texts):
            y = frame.top + (n + len(heads)) * _ROW + 2
            frame.write(clipped(row[i], most), at, y, size=12.5, weight=600 if n in strong else 400, colour=frame.theme.text, align=align)
        x += wide[i]
    _rules(frame, len(heads), len(texts))
    more = f"Rows {len(texts):,} of {total:,}" if total > len(texts) else ""
    left = f"{count - kept} more columns" if kept < count else ""
    below = frame.top + (len(texts) + len(heads)) * _ROW + 4
    frame.write(" · ".join(t for t in (more, left) if t), PAD, below, size=11, colour=frame.theme.muted)


def _width(texts: list[str]) -> float:
    return min(260.0, max(len(text) for text in texts) * _LETTER) + _CELL


def _that_fit(widths: list[float], room: float) -> tuple[int, list[float]]:
    """How many columns fit, and their widths spread over the room."""
    kept, used = 0, 0.0
    for width in widths:
        if kept and used + width > room:
            break
        kept, used = kept + 1, used + width
    spare = max(0.0, room - used) / kept
    return kept, [width + spare for width in widths[:kept]]


def _rules(frame: Frame, heads: int, rows: int) -> None:
    ends = [PAD / frame.width, 1 - PAD / frame.width]
    for n in range(rows + 1):
        y = 1 - (frame.top + (n + heads) * _ROW - 4) / frame.height
        frame.canvas.add_artist(Line2D(ends, [y, y], color=frame.theme.border, linewidth=(1.2 if n == 0 else 0.6) * PX))


def _number(payload: dict[str, Any], frame: Frame) -> None:
    """The headline, and its change against the value before it."""
    found = _facts(payload)
    value, before = found["value"], found.get("before")
    size = max(18.0, min(64.0, (frame.height - frame.top - frame.bottom) * 0.38, frame.width / 7))
    middle = (frame.top + frame.height - frame.bottom) / 2 - (34 if found.get("line") and frame.height >= 220 else 0)
    frame.write(_brief(value, found["column"]), PAD, middle - size * 0.8, size=size, weight=600, colour=frame.theme.text)
    line = middle + size * 0.45
    if isinstance(value, int | float) and isinstance(before, int | float):
        good = found.get("good", value > before if value != before else None)
        colour = frame.theme.muted if good is None else frame.theme.good if good else frame.theme.bad
        words = _change(value, before, found["column"]) + (f" in {found['against']}" if found.get("against") else "")
        frame.write(words, PAD, line, size=14, weight=600, colour=colour)
        line += 24
    of = f", {found['period']}" if found.get("period") else ""
    frame.write(f"{found['label']}{of}", PAD, line, size=13, colour=frame.theme.muted)
    _sparkline(frame, [value for _, value in found.get("line") or ()], line + 28)


def _sparkline(frame: Frame, values: list[Any], top: float) -> None:
    """All periods as a small line over the whole width, as on the page; gaps stay open. Left out where there is no room."""
    room = min(64.0, frame.height - frame.bottom - 6 - top)
    known = [float(value) for value in values if _is_amount(value)]
    if len(values) < 3 or not known or room < 16:
        return
    low, size = min(known), (max(known) - min(known)) or 1.0
    step = (frame.width - 2 * PAD) / (len(values) - 1) / frame.width
    x = [PAD / frame.width + i * step for i in range(len(values))]
    y = [1 - (top + room * (1 - (value - low) / size)) / frame.height if _is_amount(value) else float("nan") for value in values]
    frame.canvas.add_artist(Line2D(x, y, color=frame.theme.accent, linewidth=2 * PX, solid_joinstyle="round"))


def _facts(payload: dict[str, Any]) -> dict[str, Any]:
    """What the kind told in its layout; else the last row's first measure and the one beside it."""
    columns, last = payload["columns"], payload["rows"][-1]
    measures = [i for i, c in enumerate(columns) if c["role"] == "measure"] or [len(columns) - 1]
    before = last[measures[1]] if len(measures) > 1 else None
    own = {"value": last[measures[0]], "before": before, "label": str(columns[measures[0]]["label"]), "column": columns[measures[0]]}
    told = (((payload.get("figure") or {}).get("layout") or {}).get("meta") or {}).get("number")
    return own | told if isinstance(told, dict) else own


def _is_amount(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _brief(value: Any, column: dict[str, Any]) -> str:
    big = _is_amount(value) and abs(value) >= 1e5
    return short(value, read_format(column.get("format") or {})) if big else cell(value, column)


def _change(now: float, before: float, column: dict[str, Any]) -> str:
    share = (now - before) / abs(before) if before else 0.0
    sign, word = ("▲", "up") if share > 0 else ("▼", "down") if share < 0 else ("■", "unchanged")
    return f"{sign} {word} {number(abs(share), '.1~%')} from {_brief(before, column)}"
