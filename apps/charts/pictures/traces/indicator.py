"""One number with its gauge: an arc, or a bullet's bar."""

from __future__ import annotations

import math
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle, Wedge

from ..base import PX, Context, Trace, draws
from ..formats import clipped, compact, lines, number

_OUTER, _INNER = 0.46, 0.31
_CENTRE = (0.5, 0.3)


@draws("indicator", place="panel")
def draw(axes: Axes, trace: Trace, context: Context) -> None:
    """Draw the gauge by its shape, then number and change."""
    gauge = trace.get("gauge") or {}
    if "gauge" in str(trace.get("mode", "number")) and gauge.get("shape") == "bullet":
        _bullet(axes, trace, gauge, context)
    elif "gauge" in str(trace.get("mode", "number")):
        _arc(axes, trace, gauge, context)
    else:
        _numbers(axes, trace, context, 0.5, 44)


def _ends(trace: Trace, gauge: dict[str, Any]) -> tuple[float, float]:
    low, high = (gauge.get("axis") or {}).get("range") or (0, None)
    return float(low or 0), float(high if high is not None else max(1.0, 1.2 * float(trace.get("value") or 0)))


def _shade(context: Context, place: int) -> str:
    """Steps are quiet grounds, each a little stronger than the one before."""
    return (context.theme.surface_2, context.theme.border, context.theme.other)[min(place, 2)]


def _arc(axes: Axes, trace: Trace, gauge: dict[str, Any], context: Context) -> None:
    axes.set_aspect("equal")
    axes.set_ylim(0.12, 0.88)
    low, high = _ends(trace, gauge)

    def angle(value: float) -> float:
        return 180 - 180 * min(1.0, max(0.0, (value - low) / ((high - low) or 1)))

    def ring(start: float, end: float, colour: str, outer: float = _OUTER, inner: float = _INNER) -> None:
        axes.add_patch(Wedge(_CENTRE, outer, angle(end), angle(start), width=outer - inner, facecolor=colour, linewidth=0))

    ring(low, high, context.theme.surface_2)
    for i, step in enumerate(gauge.get("steps") or []):
        ring(float(step["range"][0]), float(step["range"][1]), _shade(context, i))
    if isinstance(trace.get("value"), int | float):
        ring(low, float(trace["value"]), _bar_colour(gauge, context), _OUTER - 0.035, _INNER + 0.035)
    mark = (gauge.get("threshold") or {}).get("value")
    if mark is not None:
        turn = math.radians(angle(float(mark)))
        ends = [(_CENTRE[0] + r * math.cos(turn), _CENTRE[1] + r * math.sin(turn)) for r in (_INNER - 0.02, _OUTER + 0.02)]
        axes.plot(*zip(*ends, strict=True), color=context.theme.text, linewidth=3 * PX)
    for value, ha in ((low, "center"), (high, "center")):
        across = _CENTRE[0] + (_OUTER + _INNER) / 2 * math.cos(math.radians(angle(value)))
        axes.text(across, _CENTRE[1] - 0.02, compact(value), ha=ha, va="top", fontsize=11 * PX, color=context.theme.muted)
    _numbers(axes, trace, context, _CENTRE[1] + 0.07, 30)


def _bar_colour(gauge: dict[str, Any], context: Context) -> str:
    """The bar tells whether the value is good or bad where the kind says so, else it has the first hue."""
    status = context.meta.get("status")
    told = status[0] if isinstance(status, list) and status else status
    return context.theme.status(str(told)) if told else context.colour


def _bullet(axes: Axes, trace: Trace, gauge: dict[str, Any], context: Context) -> None:
    low, high = _ends(trace, gauge)
    left, wide, middle, tall = 0.24, 0.6, 0.5, 0.3

    def at(value: float) -> float:
        return left + wide * min(1.0, max(0.0, (value - low) / ((high - low) or 1)))

    def block(start: float, end: float, height: float, colour: str) -> None:
        axes.add_patch(Rectangle((at(start), middle - height / 2), at(end) - at(start), height, facecolor=colour, linewidth=0))

    block(low, high, tall, context.theme.surface_2)
    for i, step in enumerate(gauge.get("steps") or []):
        block(float(step["range"][0]), float(step["range"][1]), tall, _shade(context, i))
    value = trace.get("value")
    if isinstance(value, int | float):
        block(low, float(value), tall * 0.45, _bar_colour(gauge, context))
    mark = (gauge.get("threshold") or {}).get("value")
    if mark is not None:
        axes.plot([at(float(mark))] * 2, [middle - tall * 0.42, middle + tall * 0.42], color=context.theme.text, linewidth=3 * PX)
    for end in (low, high):
        axes.text(at(end), middle - tall / 2 - 0.03, compact(end), ha="center", va="top", fontsize=11 * PX, color=context.theme.muted)
    axes.text(left - 0.02, middle, clipped(_title(trace), 22), ha="right", va="center", fontsize=12 * PX, color=context.theme.text)
    axes.text(left + wide + 0.02, middle, _value(trace), ha="left", va="center", fontsize=16 * PX, fontweight=600, color=context.theme.text)


def _title(trace: Trace) -> str:
    title = trace.get("title")
    return lines((title.get("text") if isinstance(title, dict) else title) or "")


def _value(trace: Trace) -> str:
    own, value = trace.get("number") or {}, trace.get("value")
    told = number(value, str(own.get("valueformat", ""))) if own.get("valueformat") else _short(value)
    return f"{own.get('prefix', '')}{told}{own.get('suffix', '')}"


def _short(value: Any) -> str:
    return compact(value) if isinstance(value, int | float) and abs(value) >= 1e5 else number(value)


def _numbers(axes: Axes, trace: Trace, context: Context, y: float, size: float) -> None:
    if "number" in str(trace.get("mode", "number")):
        axes.text(0.5, y, _value(trace), ha="center", va="center", fontsize=size * PX, fontweight=600, color=context.theme.text)
    before = (trace.get("delta") or {}).get("reference")
    if "delta" in str(trace.get("mode")) and isinstance(before, int | float) and isinstance(trace.get("value"), int | float):
        change = float(trace["value"]) - before
        colour = context.theme.good if change >= 0 else context.theme.bad
        axes.text(
            0.5, y - 0.11, f"{'▲' if change >= 0 else '▼'} {_short(abs(change))}", ha="center", va="center", fontsize=14 * PX, color=colour
        )
    if _title(trace):
        axes.text(0.5, 0.84, clipped(_title(trace), 40), ha="center", va="center", fontsize=13 * PX, color=context.theme.muted)
