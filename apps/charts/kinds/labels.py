"""Values written at the marks of a chart: on its own where there are few, always or never where a person says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from apps.core.formats import Format, short

from .base import Option
from .clouds import is_number

FEW, FEW_CELLS = 12, 60  # marks, and cells of a grid, that are labelled by themselves
_CHOICES = (("auto", "Where there are few"), ("on", "Always"), ("off", "Never"))
LABELS = Option("labels", "Show values", "auto", _CHOICES, f"Few are {FEW} marks or less.")
CELL_LABELS = Option("labels", "Show values", "auto", _CHOICES, f"Few are {FEW_CELLS} cells or less.")
Trace = dict[str, Any]


def wanted(options: Mapping[str, Any], marks: int, few: int = FEW) -> bool:
    """Whether so many marks get their values written."""
    choice = options.get("labels", "off")
    return bool(choice == "on" or (choice == "auto" and 0 < marks <= few))


def labelled(figure: dict[str, Any], options: Mapping[str, Any], forms: Mapping[str, Format | None]) -> None:
    """Write the values at bars and lines of a finished figure, in place; `forms` are the formats of measures by their labels.

    Areas on each other are left alone unless a person asks: a value beside an edge that is a sum would be read as the sum.
    """
    stacked = options.get("labels") != "on"
    for grid in [t for t in figure["data"] if t.get("type") == "heatmap"]:
        _label_cells(grid, options, forms)
    along = [t for t in figure["data"] if _is_along(t) and not (stacked and t.get("stackgroup"))]
    if not wanted(options, sum(is_number(value) for trace in along for value in _sizes(trace))):
        return
    whole = _wholes(along) if figure["layout"].get("barnorm") == "percent" else None
    for trace in along:
        trace["text"] = _texts(trace, _form(trace, forms), whole)
        if trace.get("type") == "bar":
            trace["textposition"] = "auto"
        else:
            trace |= {"mode": f"{trace.get('mode', 'lines')}+text", "textposition": "top center", "cliponaxis": False}


def _label_cells(grid: Trace, options: Mapping[str, Any], forms: Mapping[str, Format | None]) -> None:
    if wanted(options, sum(is_number(value) for line in grid["z"] for value in line), FEW_CELLS):
        form = _form(grid, forms)
        grid["text"] = [[short(value, form) if is_number(value) else "" for value in line] for line in grid["z"]]
        grid["texttemplate"] = "%{text}"


def _is_along(trace: Trace) -> bool:
    lines = trace.get("type") == "scatter" and "lines" in str(trace.get("mode", ""))
    return trace.get("type") == "bar" or lines


def _sideways(trace: Trace) -> bool:
    return trace.get("orientation") == "h"


def _sizes(trace: Trace) -> Sequence[Any]:
    return trace["x" if _sideways(trace) else "y"] or ()


def _places(trace: Trace) -> Sequence[Any]:
    return trace["y" if _sideways(trace) else "x"] or ()


def _wholes(traces: Sequence[Trace]) -> dict[Any, float]:
    """What all bars at a place add up to."""
    found: dict[Any, float] = {}
    for trace in traces:
        for place, value in zip(_places(trace), _sizes(trace), strict=True):
            found[place] = found.get(place, 0.0) + (abs(value) if is_number(value) else 0.0)
    return found


def _texts(trace: Trace, form: Format | None, whole: Mapping[Any, float] | None) -> list[str]:
    """A text for each mark; none where there is no value, and none for the joint of a line that goes on dotted."""
    silent = trace.get("hoverinfo")
    skipped = [isinstance(silent, list) and silent[i] == "skip" for i in range(len(_sizes(trace)))]
    marks = zip(_places(trace), _sizes(trace), skipped, strict=True)
    return ["" if skip or not is_number(value) else _text(value, form, None if whole is None else whole[at]) for at, value, skip in marks]


def _text(value: float, form: Format | None, whole: float | None) -> str:
    if whole is None:
        return short(value, form)
    return short(value / whole, Format("percent", decimals=0)) if whole else ""


def _form(trace: Trace, forms: Mapping[str, Format | None]) -> Format | None:
    """The format of the measure that a series is named after, else the one that all measures have."""
    name = str(trace.get("name", ""))
    own = next((label for label in forms if name == label or name.endswith(f": {label}")), None)
    if own is not None:
        return forms[own]
    alike = list(forms.values())
    return alike[0] if alike and all(form == alike[0] for form in alike) else None
