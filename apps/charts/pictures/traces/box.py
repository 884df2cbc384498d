"""Boxes: quartiles and whiskers that the engine has computed, or raw values."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from ..base import PX, Context, Trace, draws

_PARTS = ("lowerfence", "q1", "median", "q3", "upperfence")
_WIDE = 0.6


@draws("box")
def draw(axes: Axes, trace: Trace, context: Context) -> None:
    """Draw a box at every place; traces of one layout group stand side by side."""
    places = context.x.place(trace.get("x"))
    numbers = {name: context.y.place(trace[name]) for name in (*_PARTS, "mean") if trace.get(name) is not None}
    if "q1" not in numbers:
        places, numbers = _counted(places, context.y.place(trace.get("y")))
    lanes = context.siblings() if context.layout.get("boxmode") == "group" and not _apart(context) else [context.number]
    lane = _WIDE / len(lanes)
    shift = (lanes.index(context.number) - (len(lanes) - 1) / 2) * lane
    stats = [_one({name: values[i] for name, values in numbers.items()}) for i in range(len(places))]
    ink = {"color": context.colour, "linewidth": 1.5 * PX}
    box = {"facecolor": context.colour + "40", "edgecolor": context.colour, "linewidth": 1.5 * PX}
    mean = {"marker": "D", "markerfacecolor": context.colour, "markeredgecolor": context.theme.surface, "markersize": 5 * PX}
    axes.bxp(
        stats, positions=list(places + shift), widths=lane * 0.8, patch_artist=True, showfliers=False, showmeans="mean" in numbers,
        boxprops=box, medianprops={**ink, "linewidth": 2.5 * PX}, whiskerprops=ink, capprops=ink, meanprops=mean, manage_ticks=False,
    )  # fmt: skip
    _outliers(axes, trace, context, list(places + shift), lane * 0.8)
    context.tell()


def _outliers(axes: Axes, trace: Trace, context: Context, at: list[float], wide: float) -> None:
    """Values outside the whiskers, spread a little so that they do not hide each other; as wide on every run."""
    if "q1" not in trace or not trace.get("boxpoints"):
        return
    for place, values in zip(at, trace.get("y") or [], strict=True):
        aside = place + wide * 0.3 * (np.arange(len(values)) * 0.618 % 1 - 0.5)  # the golden ratio fills evenly
        axes.scatter(aside, values, s=(4 * PX) ** 2, color=context.colour, alpha=0.6, linewidths=0, zorder=2)


def _apart(context: Context) -> bool:
    """Whether no two traces share a place: then each box has the whole room."""
    seen = [place for i in context.siblings() for place in set(context.traces[i].get("x") or [])]
    return len(seen) == len(set(seen))


def _one(parts: dict[str, float]) -> dict[str, Any]:
    low, q1, median, q3, high = (float(parts.get(name, parts["median"])) for name in _PARTS)
    return {"whislo": low, "q1": q1, "med": median, "q3": q3, "whishi": high, "mean": float(parts.get("mean", median))}


def _counted(places: Any, values: Any) -> tuple[Any, dict[str, Any]]:
    """Quartiles of raw values at each place, whiskers at 1.5 times the middle half (Tukey)."""
    at = np.unique(places[np.isfinite(places)]) if len(places) else np.zeros(1)
    groups = [values[(places == place) & np.isfinite(values)] if len(places) else values[np.isfinite(values)] for place in at]
    found: dict[str, list[float]] = {name: [] for name in _PARTS}
    for group in groups:
        q1, median, q3 = (float(q) for q in np.quantile(group, [0.25, 0.5, 0.75]))
        reach = 1.5 * (q3 - q1)
        ends = (float(group[group >= q1 - reach].min()), q1, median, q3, float(group[group <= q3 + reach].max()))
        for name, value in zip(_PARTS, ends, strict=True):
            found[name].append(value)
    return at, {name: np.array(values) for name, values in found.items()}
