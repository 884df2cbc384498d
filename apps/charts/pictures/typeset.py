"""Kinds that pages draw in HTML, set as type: tables, pivot tables, one big number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from apps.core.formats import read_format, short, written

from .base import PX
from .formats import clipped, compact, moment, number
from .frame import PAD, Frame

_NUMBERS = {"integer", "float", "decimal", "number", "double", "currency", "percent"}
_ROW, _CELL, _LETTER = 24, 20, 6.8  # pixels: height of a row, room between columns, an average letter


def draw(payload: dict[str, Any], frame: Frame) -> None:
    """Draw the kind's own way, or as a table where it has none."""
    ways: dict[str, Callable[[dict[str, Any], Frame], None]] = {"number": _number}
    ways.get(str(payload.get("kind")), _table)(payload, frame)


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


def _is_number(column: dict[str, Any], rows: list[list[Any]], place: int) -> bool:
    if column["type"] in _NUMBERS:
        return True
    return any(isinstance(row[place], int | float) and not isinstance(row[place], bool) for row in rows[:20])


def _table(payload: dict[str, Any], frame: Frame) -> None:
    """Heads and as many rows and columns as fit; the last line says how many there are."""
    columns, rows = payload["columns"], payload["rows"]
    fit = max(1, int((frame.height - frame.top - frame.bottom) / _ROW) - 2)
    shown = rows[:fit]
    texts = [[cell(value, column) for value, column in zip(row, columns, strict=True)] for row in shown]
    widths = [_width([str(c["label"]), *(row[i] for row in texts)]) for i, c in enumerate(columns)]
    kept, wide = _that_fit(widths, frame.width - 2 * PAD)
    x = float(PAD)
    for i in range(kept):
        right = _is_number(columns[i], shown, i)
        at = x + (wide[i] - _CELL if right else 0)
        most = max(3, int((wide[i] - _CELL) / _LETTER))
        align = "right" if right else "left"
        frame.write(clipped(columns[i]["label"], most), at, frame.top, size=12, weight=600, colour=frame.theme.muted, align=align)
        for n, row in enumerate(texts):
            frame.write(clipped(row[i], most), at, frame.top + (n + 1) * _ROW + 2, size=12.5, colour=frame.theme.text, align=align)
        x += wide[i]
    _rules(frame, len(shown))
    total = payload.get("total") or payload.get("row_count") or len(rows)
    more = f"Rows {len(shown):,} of {total:,}" if total > len(shown) else ""
    left = f"{len(columns) - kept} more columns" if kept < len(columns) else ""
    frame.write(" · ".join(t for t in (more, left) if t), PAD, frame.top + (len(shown) + 1) * _ROW + 4, size=11, colour=frame.theme.muted)


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


def _rules(frame: Frame, rows: int) -> None:
    from matplotlib.lines import Line2D

    ends = [PAD / frame.width, 1 - PAD / frame.width]
    for n in range(rows + 1):
        y = 1 - (frame.top + (n + 1) * _ROW - 4) / frame.height
        frame.canvas.add_artist(Line2D(ends, [y, y], color=frame.theme.border, linewidth=(1.2 if n == 0 else 0.6) * PX))


def _number(payload: dict[str, Any], frame: Frame) -> None:
    """The headline, and its change against the value before it."""
    columns, last = payload["columns"], payload["rows"][-1]
    measures = [i for i, c in enumerate(columns) if c["role"] == "measure"] or [len(columns) - 1]
    value, label = last[measures[0]], str(columns[measures[0]]["label"])
    before = last[measures[1]] if len(measures) > 1 else None
    size = max(18.0, min(64.0, (frame.height - frame.top - frame.bottom) * 0.38, frame.width / 7))
    middle = (frame.top + frame.height - frame.bottom) / 2
    big = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 1e5
    column = columns[measures[0]]
    words = short(value, read_format(column.get("format") or {})) if big else cell(value, column)
    frame.write(words, PAD, middle - size * 0.8, size=size, weight=600, colour=frame.theme.text)
    line = middle + size * 0.45
    if isinstance(value, int | float) and isinstance(before, int | float):
        frame.write(*_change(value, before), size=14, weight=600, colour=_tone(frame, value, before), x=PAD, y=line)
        line += 24
    frame.write(label, PAD, line, size=13, colour=frame.theme.muted)


def _change(now: float, before: float) -> tuple[str]:
    share = (now - before) / abs(before) if before else 0.0
    sign, word = ("▲", "up") if share > 0 else ("▼", "down") if share < 0 else ("■", "unchanged")
    return (f"{sign} {word} {number(abs(share), '.1~%')} from {compact(before) if abs(before) >= 1e5 else number(before)}",)


def _tone(frame: Frame, now: float, before: float) -> str:
    return frame.theme.good if now > before else frame.theme.bad if now < before else frame.theme.muted
