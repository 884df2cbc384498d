"""Lines over a chart: a reference, a trend, and whatever else registers here, such as a forecast.

An overlay reads the finished traces, so every kind that sets `overlaid` has all of them. It adds traces of its own, which stand
for no row and no value: the walk through marks, tooltips and filters pass over them.
"""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.core.formats import Format, written

from .base import EXTRAS, ChartKind, Option

Trace = dict[str, Any]
Draw = Callable[[Trace, int, Mapping[str, Any], Format | None], list[Trace]]
_DRAWN = ("bar", "scatter")


@dataclass(frozen=True)
class Overlay:
    """Options that people get, and `draw(trace, number of series, options, format)`, which returns the traces that one series gets."""

    name: str
    options: tuple[Option, ...]
    draw: Draw


OVERLAYS: dict[str, Overlay] = {}
PATTERNS = Option("patterns", "Patterns besides colours", False)


def register(overlay: Overlay) -> None:
    """Offer an overlay on every kind that can carry one; other apps call this when they are ready."""
    OVERLAYS[overlay.name] = overlay


def options_for(kind: ChartKind) -> tuple[Option, ...]:
    """What a kind's form has besides the kind's own options."""
    lines = tuple(option for overlay in OVERLAYS.values() for option in overlay.options) if kind.overlaid else ()
    return lines + ((PATTERNS,) if kind.renderer == "plotly" else ())


EXTRAS.append(options_for)


def overlaid(figure: dict[str, Any], options: Mapping[str, Any], form: Format | None = None) -> dict[str, Any]:
    """Add the chosen overlays to a figure, in place; `form` writes the values. Charts of shares stay as they are."""
    layout, traces = figure.get("layout", {}), list(figure.get("data", ()))
    if layout.get("barnorm") or any(trace.get("groupnorm") for trace in traces):
        return figure
    drawn = [t for t in traces if t.get("type", "scatter") in _DRAWN and not str(t.get("mode", "")).startswith("text")]
    for overlay in OVERLAYS.values():
        for trace in drawn:
            figure["data"] += [_silent(trace, line) for line in overlay.draw(trace, len(drawn), options, form)]
    return figure


def _silent(trace: Trace, line: Trace) -> Trace:
    """The line in the colour and on the axes of its series, without rows behind it."""
    axes = {key: trace[key] for key in ("xaxis", "yaxis") if key in trace}
    meta = {key: value for key, value in (trace.get("meta") or {}).items() if key in ("column", "value", "others")}
    nothing = [None] * len(line["x"])
    return {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "customdata": nothing, "meta": meta | {"overlay": True}} | axes | line


def _values(trace: Trace) -> list[float | None]:
    along = trace.get("x" if trace.get("orientation") == "h" else "y") or []
    return [float(v) if isinstance(v, int | float) and not isinstance(v, bool) else None for v in along]


def _line(trace: Trace, name: str, places: Sequence[Any], values: Sequence[float | None], dash: str) -> Trace:
    x, y = (values, places) if trace.get("orientation") == "h" else (places, values)
    return {"name": name, "x": list(x), "y": list(y), "line": {"dash": dash, "width": 1.5}}


def _places(trace: Trace) -> list[Any]:
    return list(trace.get("y" if trace.get("orientation") == "h" else "x") or [])


def _titled(trace: Trace, series: int, words: str) -> str:
    return f"{words}, {trace['name']}" if series > 1 and trace.get("name") else words


def _reference(trace: Trace, series: int, options: Mapping[str, Any], form: Format | None) -> list[Trace]:
    """A level line: the mean or the median of the series' values, or a value that a person gave."""
    choice, known = options.get("reference", "none"), [v for v in _values(trace) if v is not None]
    places = [place for place in _places(trace) if place is not None]
    if choice == "none" or not known or not places or (choice == "constant" and options.get("reference_at") is None):
        return []
    levels: dict[str, Callable[[], float]] = {
        "average": lambda: statistics.fmean(known),
        "median": lambda: statistics.median(known),
        "constant": lambda: float(options["reference_at"]),
    }
    level = levels[str(choice)]()
    ordered = _ends(places)
    name = {"average": "Average", "median": "Median", "constant": "Reference"}[choice]
    return [
        _line(trace, f"{_titled(trace, series if choice != 'constant' else 1, name)}: {written(level, form)}", ordered, [level] * 2, "dot")
    ]


def _ends(places: list[Any]) -> list[Any]:
    """Where a line that crosses all places begins and ends: numbers and days by size, categories as they lie."""
    return [places[0], places[-1]] if _numbers(places) is None else [min(places), max(places)]


def _numbers(places: Sequence[Any]) -> list[float] | None:
    """Numbers and moments (as seconds) on their scale; None for categories."""
    if all(isinstance(place, int | float) and not isinstance(place, bool) for place in places):
        return [float(place) for place in places]
    try:
        moments = [dt.datetime.fromisoformat(str(place)) for place in places]
    except ValueError:
        return None
    return [(at if at.tzinfo else at.replace(tzinfo=dt.UTC)).timestamp() for at in moments]


def _trend(trace: Trace, series: int, options: Mapping[str, Any], form: Format | None) -> list[Trace]:
    choice = options.get("trend", "none")
    pairs = [(place, value) for place, value in zip(_places(trace), _values(trace), strict=False) if place is not None]
    if choice == "none" or len([1 for _, value in pairs if value is not None]) < 3:
        return []
    places = [place for place, _ in pairs]
    scale = _numbers(places) or [float(i) for i in range(len(places))]
    order = sorted(range(len(places)), key=lambda i: scale[i])
    known = [(scale[i], pairs[i][1]) for i in order]
    if choice == "linear":
        return [_line(trace, _titled(trace, series, "Linear trend"), [places[i] for i in order], least_squares(known), "dash")]
    window = int(options.get("trend_window") or 3)
    return [
        _line(trace, _titled(trace, series, f"Mean of {window}"), [places[i] for i in order], moving([v for _, v in known], window), "dash")
    ]


def least_squares(points: Sequence[tuple[float, float | None]]) -> list[float | None]:
    """The straight line with the least squared error through the known points, at every place; None when all lie at one place."""
    known = [(x, y) for x, y in points if y is not None]
    if len({x for x, _ in known}) < 2:
        return [None] * len(points)
    slope, start = statistics.linear_regression([x for x, _ in known], [y for _, y in known])
    return [start + slope * x for x, _ in points]


def moving(values: Sequence[float | None], window: int) -> list[float | None]:
    """The mean of each value and the `window` - 1 before it; None until there are as many, and where one is missing."""
    parts = [values[max(0, i - window + 1) : i + 1] for i in range(len(values))]
    full = [[value for value in part if value is not None] for part in parts]
    return [statistics.fmean(part) if len(part) == window else None for part in full]


def told(figure: Mapping[str, Any]) -> str:
    """The reference lines of a figure as a sentence for its summary; empty without one."""
    names = [t["name"] for t in figure.get("data", ()) if (t.get("meta") or {}).get("overlay") and ": " in t.get("name", "")]
    return f" {'; '.join(names)}." if names else ""


register(
    Overlay(
        "reference",
        (
            Option(
                "reference",
                "Reference line",
                "none",
                (("none", "None"), ("average", "Average"), ("median", "Median"), ("constant", "A value")),
            ),
            Option("reference_at", "Reference value", None, number=True),
        ),
        _reference,
    )
)
register(
    Overlay(
        "trend",
        (
            Option("trend", "Trend line", "none", (("none", "None"), ("linear", "Linear"), ("moving", "Moving average"))),
            Option("trend_window", "Moving average over", 3, number=True, least=2, most=100),
        ),
        _trend,
    )
)
