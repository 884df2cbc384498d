"""Radars: closed outlines around a middle."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.projections.polar import PolarAxes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ..base import PX, Context, Trace, draws
from ..formats import clipped, compact


@draws("scatterpolar", place="polar")
def draw(axes: Axes, trace: Trace, context: Context) -> None:
    """Draw one outline; all outlines of a figure have their directions and their reach in common."""
    names = _directions(context)
    turns = {name: 2 * np.pi * place / len(names) for place, name in enumerate(names)}
    angles = np.array([turns[name] for name in trace.get("theta") or []])
    values = np.array([np.nan if not isinstance(v, int | float) else float(v) for v in trace.get("r") or []])
    assert isinstance(axes, PolarAxes)
    axes.set_theta_offset(np.pi / 2)
    axes.set_theta_direction(-1)
    axes.plot(angles, values, marker="o", color=context.colour, linewidth=2 * PX, markersize=5 * PX)
    if trace.get("fill") == "toself" and np.isfinite(values).all():
        axes.fill(angles, values, color=context.colour, alpha=0.2, linewidth=0)
    _dress(axes, context, names)
    context.tell(mark="square" if trace.get("fill") else "line")


def _outlines(context: Context) -> list[Trace]:
    return [one for one in context.traces if one.get("type") == "scatterpolar"]


def _directions(context: Context) -> list[str]:
    return list(dict.fromkeys(str(name) for one in _outlines(context) for name in one.get("theta") or []))


def _dress(axes: PolarAxes, context: Context, names: list[str]) -> None:
    """Rings and names; only the first outline's axes show them, for all outlines lie in the same place."""
    known = [v for one in _outlines(context) for v in one.get("r") or [] if isinstance(v, int | float)]
    low, high = min([0.0, *known]), max([0.0, *known]) or 1.0
    axes.set_ylim(low, high * 1.05)
    first = _outlines(context)[0] is context.trace
    if first:
        axes.grid(visible=True, color=context.theme.border, linewidth=PX)
    else:
        axes.grid(visible=False)
    axes.spines["polar"].set_visible(False)
    axes.set_xticks(
        2 * np.pi * np.arange(len(names)) / max(len(names), 1), [clipped(name, 16) if first else "" for name in names],
        fontsize=11 * PX, color=context.theme.text,
    )  # fmt: skip
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: compact(value) if first else ""))
    axes.tick_params(axis="y", labelsize=10 * PX, labelcolor=context.theme.muted)
    axes.set_rlabel_position(0)
