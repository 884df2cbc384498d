"""Waterfalls, funnels and candlesticks: bars with a beginning of their own."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Polygon
from numpy.typing import NDArray

from ..base import PX, Context, Trace, draws
from ..formats import filled, number

Numbers = NDArray[np.float64]


def _numbers(values: Any) -> Numbers:
    return np.array([np.nan if not isinstance(v, int | float) else float(v) for v in values or []], dtype=float)


@draws("waterfall")
def draw_waterfall(axes: Axes, trace: Trace, context: Context) -> None:
    """Draw each change from where the one before ended, totals from zero, with lines between them."""
    places, changes = context.x.place(trace.get("x")), np.nan_to_num(_numbers(trace.get("y")))
    total = np.array([kind == "total" for kind in trace.get("measure") or ["relative"] * len(changes)])
    ends = np.cumsum(np.where(total, 0.0, changes))
    starts = np.where(total, 0.0, ends - changes)
    heights = np.where(total, ends, changes)
    axes.bar(places, heights, 0.75, bottom=starts, color=context.colours(len(places)), edgecolor=context.theme.surface, linewidth=0.5 * PX)
    for i in range(len(places) - 1):
        axes.plot([places[i] - 0.375, places[i + 1] + 0.375], [ends[i], ends[i]], color=context.theme.muted, linewidth=0.8 * PX, zorder=1)
    if trace.get("texttemplate"):
        for place, start, height in zip(places, starts, heights, strict=True):
            words = filled(str(trace["texttemplate"]), {"delta": float(height), "value": float(height)})
            up = height >= 0
            axes.annotate(words, (place, start + height), (0, 3 if up else -3), textcoords="offset points", ha="center",
                          va="bottom" if up else "top", color=context.theme.muted, fontsize=11 * PX, annotation_clip=False)  # fmt: skip
        axes.margins(y=0.12)


@draws("funnel")
def draw_funnel(axes: Axes, trace: Trace, context: Context) -> None:
    """Draw the stages as centred bars, joined, with their values and what is left."""
    places, sizes = context.y.place(trace.get("y")), np.nan_to_num(_numbers(trace.get("x")))
    colours = context.colours(len(sizes))
    axes.barh(places, sizes, 0.72, left=-sizes / 2, color=colours, linewidth=0)
    for i in range(len(sizes) - 1):
        low, high = places[i] + 0.36, places[i + 1] - 0.36
        corners = [(-sizes[i] / 2, low), (sizes[i] / 2, low), (sizes[i + 1] / 2, high), (-sizes[i + 1] / 2, high)]
        axes.add_patch(Polygon(corners, closed=True, facecolor=context.theme.muted, alpha=0.18, linewidth=0))
    most = float(sizes.max()) if len(sizes) else 1.0
    for i, (place, size) in enumerate(zip(places, sizes, strict=True)):
        before = float(sizes[i - 1]) if i else float(size)
        parts = {"value": float(size), "percentInitial": size / (sizes[0] or 1), "percentPrevious": size / (before or 1)}
        words = filled(str(trace["texttemplate"]), parts) if trace.get("texttemplate") else number(float(size))
        inside = size > 0.2 * most
        axes.annotate(words, (0 if inside else size / 2, place), (0 if inside else 4, 0), textcoords="offset points", va="center",
                      ha="center" if inside else "left", color=context.theme.ink_on(colours[i]) if inside else context.theme.muted,
                      fontsize=11 * PX, annotation_clip=False)  # fmt: skip


@draws("candlestick")
def draw_candles(axes: Axes, trace: Trace, context: Context) -> None:
    """Draw a line from the lowest to the highest value and a body from the first to the last."""
    places = context.x.place(trace.get("x"))
    first, high, low, last = (_numbers(trace.get(name)) for name in ("open", "high", "low", "close"))
    steps = np.diff(np.unique(places))
    wide = float(steps.min()) * 0.6 if len(steps) else 0.6
    names = ["good" if up else "bad" for up in np.nan_to_num(last) >= np.nan_to_num(first)]
    colours = [context.theme.status(name) for name in names]
    axes.vlines(places, low, high, colors=colours, linewidth=1.2 * PX)
    axes.bar(places, last - first, wide, bottom=first, color=colours, linewidth=0)
    for place, value, colour in zip(places, first, colours, strict=True):
        axes.plot([place - wide / 2, place + wide / 2], [value, value], color=colour, linewidth=1.2 * PX)  # equal ends are seen too
