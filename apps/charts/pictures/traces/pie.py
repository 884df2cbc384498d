"""Pies and rings."""

from __future__ import annotations

import math
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Wedge

from ..base import PX, Context, Trace, draws
from ..formats import clipped, number

_RADIUS = 0.36  # of the panel's smaller side: names stand around
_LEAST = 0.025  # share below which a slice has no words of its own


@draws("pie", place="panel")
def draw(axes: Axes, trace: Trace, context: Context) -> None:
    """Draw the slices clockwise from the top, with the words that `textinfo` asks for."""
    values = [max(0.0, float(v)) if isinstance(v, int | float) else 0.0 for v in trace.get("values") or []]
    total = sum(values)
    if not total:
        return
    axes.set_aspect("equal")
    colours = context.by_order(len(values))
    begin = 90.0
    labels = [str(label) for label in trace.get("labels") or [""] * len(values)]
    for label, value, colour, hatch in zip(labels, values, colours, context.hatches(len(values)), strict=True):
        end = begin - 360 * value / total
        width = _RADIUS * (1 - float(trace.get("hole") or 0))
        axes.add_patch(
            Wedge(
                (0.5, 0.5),
                _RADIUS,
                end,
                begin,
                width=width,
                facecolor=colour,
                edgecolor=context.theme.surface,
                linewidth=PX,
                hatch=hatch or None,
            )
        )
        words = _words(str(trace.get("textinfo", "percent")), label, value, total)
        if words and (value / total >= _LEAST or trace.get("textposition") == "outside"):
            outside = trace.get("textposition") == "outside"
            _write(axes, words, (begin + end) / 2, context.theme.text if outside else context.theme.ink_on(colour), outside=outside)
        context.tell(label, colour, hatch=hatch)
        begin = end


def _words(shown: str, label: str, value: float, total: float) -> str:
    parts: dict[str, Any] = {"label": clipped(label, 24), "percent": number(value / total, ".1~%")}
    parts |= {"value": number(value), "text": clipped(label, 24)}
    return "\n".join(parts[part] for part in ("label", "text", "value", "percent") if part in shown.split("+"))


def _write(axes: Axes, words: str, degrees: float, colour: str, *, outside: bool) -> None:
    across, up = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    far = _RADIUS * (1.06 if outside else 0.72)
    ha = "center" if not outside or abs(across) < 0.15 else "left" if across > 0 else "right"
    va = "center" if abs(up) < 0.9 or not outside else "bottom" if up > 0 else "top"
    axes.text(0.5 + far * across, 0.5 + far * up, words, ha=ha, va=va, fontsize=12 * PX, color=colour)
