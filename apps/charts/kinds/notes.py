"""Notes that people leave on a chart: at a mark, at a place along its axis, or over a range of it; drawn into the finished figure.

A note at a mark names the values that stand there, not a position, so it moves with its mark. A note is told only to those whose
own answer holds its place: a name that a row rule hides is not told by a note either. Days and numbers are no such names.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.engine.compile import OutputColumn

from .base import ChartData
from .clouds import is_number
from .words import moment

Note = Mapping[str, Any]
Figure = dict[str, Any]
_DRAWN = 40  # letters on the picture; the list below it has the whole text
_UPRIGHT = {"bar": "y", "scatter": "y", "candlestick": "high"}


@dataclass(frozen=True)
class Axis:
    """Along what notes lie: the column, the letter of its axis, its places in the figure, and whether they have an order of size."""

    column: OutputColumn
    letter: str
    places: list[Any]

    @property
    def sorted(self) -> bool:
        return self.column.type.is_temporal or self.column.type.is_number


def annotated(figure: Figure, data: ChartData, notes: Sequence[Note]) -> list[dict[str, Any]]:
    """Draw the notes into `figure`, in place; those that this answer can tell, as {id, text, place, drawn}."""
    axis = axis_of(figure, data)
    told = [_on_mark(figure, data, note) if note.get("where") else _along(figure, axis, note) for note in notes]
    return [one for one in told if one]


def axis_of(figure: Figure, data: ChartData) -> Axis | None:
    """The dimension that lies along the figure's first axis; None where marks lie by two measures."""
    trace = next((t for t in figure.get("data", ()) if _lies_along(t)), None)
    if trace is None or not data.dimensions:
        return None
    letter = "y" if trace.get("orientation") == "h" else "x"
    title = (figure["layout"].get(f"{letter}axis") or {}).get("title", "")
    column = next((c for c in data.dimensions if c.label == title), data.dimensions[0])
    places = dict.fromkeys(p for t in figure["data"] if _lies_along(t) for p in t.get(letter) or () if p is not None)
    return Axis(column, letter, list(places))


def told(notes: Sequence[Mapping[str, Any]]) -> str:
    """The notes as sentences of the summary; empty without one."""
    said = [f"{note['place']}: {note['text'].rstrip('.')}" for note in notes]
    return f" Notes: {'; '.join(said)}." if said else ""


def _lies_along(trace: Mapping[str, Any]) -> bool:
    lines = trace.get("type") == "scatter" and "lines" in str(trace.get("mode", ""))
    return (trace.get("type") in ("bar", "candlestick", "waterfall") or lines) and not (trace.get("meta") or {}).get("overlay")


def _answer(note: Note, place: str, *, drawn: bool) -> dict[str, Any]:
    return {"id": note["id"], "text": note["text"], "place": place, "drawn": drawn}


def _words(note: Note) -> str:
    text = " ".join(str(note["text"]).split())
    return text if len(text) <= _DRAWN else text[: _DRAWN - 1].rstrip() + "…"


def _add(figure: Figure, part: str, what: dict[str, Any]) -> None:
    layout = figure["layout"]
    layout[part] = [*(layout.get(part) or ()), what]


def _on_mark(figure: Figure, data: ChartData, note: Note) -> dict[str, Any] | None:
    row = _row_of(data, note["where"])
    if row is None:
        return None
    place = " · ".join(moment(data.values(column)[row], column) for column in data.dimensions)
    spot = next((spot for trace in figure["data"] if (spot := _spot(figure, trace, data, row, note))), None)
    if spot:
        pointer = {"showarrow": True, "ax": 0, "ay": -32, "arrowhead": 2, "arrowsize": 0.8, "arrowwidth": 1.2}
        _add(figure, "annotations", spot | pointer | {"text": _words(note), "name": f"note:{note['id']}"})
    return _answer(note, place, drawn=spot is not None)


def _row_of(data: ChartData, where: Mapping[str, Any]) -> int | None:
    """The answer's row whose dimensions hold these values."""
    names = [column.name for column in data.dimensions]
    if set(names) != set(where):
        return None
    lanes = [data.values(column) for column in data.dimensions]
    wanted = tuple(where[name] for name in names)
    return next((row for row, values in enumerate(zip(*lanes, strict=True)) if values == wanted), None)


def _spot(figure: Figure, trace: Mapping[str, Any], data: ChartData, row: int, note: Note) -> dict[str, Any] | None:
    """Where a trace has its mark of a row, in the terms of an annotation; None when it has none, or shows another measure."""
    rows = trace.get("customdata") or []
    if (trace.get("meta") or {}).get("overlay"):
        return None
    axes = {"xref": trace.get("xaxis", "x"), "yref": trace.get("yaxis", "y")}
    if trace.get("type") == "heatmap":
        found = next(((line, cells.index(row)) for line, cells in enumerate(rows) if row in cells), None)
        return axes | {"x": trace["x"][found[1]], "y": trace["y"][found[0]]} if found else None
    if trace.get("type") not in _UPRIGHT or row not in rows:
        return None
    at = rows.index(row)
    measure = next((m for m in data.measures if m.name == note.get("measure")), None)
    across, up = trace["x"][at], (trace.get(_UPRIGHT[trace["type"]]) or [])[at]
    size = across if trace.get("orientation") == "h" else up
    if size is None or (measure and len(data.measures) > 1 and size != data.values(measure)[row]):
        return None
    top = _top(figure, trace, at)
    return axes | ({"x": top, "y": up} if trace.get("orientation") == "h" else {"x": across, "y": top})


def _top(figure: Figure, trace: Mapping[str, Any], at: int) -> Any:
    """The end of a mark: of a stack with all that lies below it, of shares in percent."""
    sideways = trace.get("orientation") == "h"
    value, place = ("x", "y") if sideways else ("y", "x")
    size = trace["x" if sideways else _UPRIGHT[trace["type"]]][at]
    stacked = figure["layout"].get("barmode") == "stack" if trace["type"] == "bar" else trace.get("stackgroup")
    if not stacked or not is_number(size):
        return size
    same = [t for t in figure["data"] if t.get("type") == trace["type"] and t.get("stackgroup") == trace.get("stackgroup")]
    sizes = [_at(t, place, value, trace[place][at]) for t in same if not (t.get("meta") or {}).get("overlay")]
    own = next(i for i, t in enumerate(same) if t is trace)
    below = sum(one for one in sizes[:own] if (one < 0) == (size < 0))
    whole = sum(abs(one) for one in sizes) if figure["layout"].get("barnorm") or trace.get("groupnorm") else 0
    return (below + size) / whole * 100 if whole else below + size


def _at(trace: Mapping[str, Any], place: str, value: str, where: Any) -> float:
    found = next((size for one, size in zip(trace[place], trace[value], strict=True) if one == where), None)
    return float(found) if is_number(found) else 0.0


def _along(figure: Figure, axis: Axis | None, note: Note) -> dict[str, Any] | None:
    if axis is None:
        return None
    start, end = note.get("at"), note.get("to")
    if not axis.sorted and not {start, start if end is None else end} <= set(axis.places):
        return None  # a name that this person's answer does not hold
    place = _said(start, axis) + (f" to {_said(end, axis)}" if end is not None else "")
    ends = _inside(axis, start, end)
    if ends:
        _draw(figure, axis, ends, note)
    return _answer(note, place, drawn=ends is not None)


def _said(value: Any, axis: Axis) -> str:
    try:
        return moment(value, axis.column)
    except ValueError:
        return str(value)


def _inside(axis: Axis, start: Any, end: Any) -> tuple[Any, Any] | None:
    """The part of a note's reach that the axis shows; None when that is nothing. A note never widens the axis."""
    if not axis.sorted:
        return start, end
    keys = [_key(place) for place in axis.places]
    if not keys or any(_key(value) is None for value in (start, end) if value is not None):
        return None
    known = [(key, place) for key, place in zip(keys, axis.places, strict=True) if key is not None]
    low, high = min(known, default=None, key=lambda k: k[0]), max(known, default=None, key=lambda k: k[0])
    first = _key(start)
    last = first if end is None else _key(end)
    if low is None or high is None or first is None or last is None or last < low[0] or first > high[0]:
        return None
    return (start if first >= low[0] else low[1]), (None if end is None else end if last <= high[0] else high[1])


def _key(value: Any) -> float | None:
    """Numbers and moments on one scale each."""
    if is_number(value):
        return float(value)
    try:
        at = dt.datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=dt.UTC)).timestamp()


def _is_late(axis: Axis, start: Any) -> bool:
    """Whether a place lies so far along the axis that words after it would be cut off."""
    keys = [_key(place) for place in axis.places] if axis.sorted else list(range(len(axis.places)))
    at = _key(start) if axis.sorted else axis.places.index(start)
    known = [key for key in keys if key is not None]
    return at is not None and len(known) > 1 and at - min(known) > 0.6 * (max(known) - min(known))


def _draw(figure: Figure, axis: Axis, ends: tuple[Any, Any], note: Note) -> None:
    """A dotted line, or a band, over the whole height, with the words at its beginning; neighbours' words lie below each other.

    The words are the shape's own: those of an annotation would widen the axis until they fit.
    """
    letter, other = axis.letter, "y" if axis.letter == "x" else "x"
    start, end = ends
    late = letter == "x" and _is_late(axis, start)
    turn = sum("label" in shape for shape in figure["layout"].get("shapes") or ()) % 3
    anchor = {"xanchor": "right" if late else "left", "yanchor": "top"} if letter == "x" else {"xanchor": "right", "yanchor": "bottom"}
    corner = "end" if end is None else "top left" if letter == "x" and not late else "top right"
    label = anchor | {"text": _words(note), "textposition": corner, "textangle": 0, "padding": 3 + 16 * turn}
    refs = {f"{letter}ref": letter, f"{other}ref": "paper"}
    shape: dict[str, Any] = refs | {"type": "line" if end is None else "rect", "name": f"note:{note['id']}", "label": label}
    shape |= {f"{letter}0": start, f"{letter}1": start if end is None else end, f"{other}0": 0, f"{other}1": 1}
    _add(figure, "shapes", shape | ({"line": {"dash": "dot", "width": 1.5}} if end is None else {"opacity": 0.14, "layer": "below"}))
