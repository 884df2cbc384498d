"""Violins: the density of raw values at each place."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from ..base import PX, Context, Trace, draws

Numbers = NDArray[np.float64]
_STEPS, _WIDE = 96, 0.4  # heights at which the density is worked out; half the widest place


@draws("violin")
def draw(axes: Axes, trace: Trace, context: Context) -> None:
    """Draw a violin at every place of the trace, with quartiles inside where it asks for them."""
    places, values = context.x.place(trace.get("x")), context.y.place(trace.get("y"))
    for place in np.unique(places[np.isfinite(places)]):
        own = values[(places == place) & np.isfinite(values)]
        if len(own):
            _violin(axes, trace, context, float(place), own)
    context.tell()


def _violin(axes: Axes, trace: Trace, context: Context, place: float, values: Numbers) -> None:
    heights, density = density_of(values)
    wide = _WIDE * density / (density.max() or 1)
    axes.fill_betweenx(heights, place - wide, place + wide, facecolor=context.colour + "40", edgecolor=context.colour, linewidth=1.5 * PX)
    if (trace.get("box") or {}).get("visible"):
        q1, median, q3 = np.quantile(values, [0.25, 0.5, 0.75])
        axes.plot([place, place], [q1, q3], color=context.colour, linewidth=7 * PX, solid_capstyle="butt")
        axes.plot([place], [median], marker="o", color=context.theme.surface, markersize=6 * PX, markeredgecolor=context.colour)
    if (trace.get("meanline") or {}).get("visible"):
        mean, half = float(values.mean()), float(np.interp(values.mean(), heights, wide))
        axes.plot([place - half, place + half], [mean, mean], color=context.colour, linewidth=1.5 * PX, linestyle="--")


def density_of(values: Numbers) -> tuple[Numbers, Numbers]:
    """Heights over the values' reach and the density there: Gaussian kernels, bandwidth by Scott's rule (0.9 min(sd, IQR/1.34) n^-1/5)."""
    low, high = float(values.min()), float(values.max())
    if low == high:
        spread = abs(low) * 0.01 or 0.5
        return np.linspace(low - spread, high + spread, 3), np.array([0.0, 1.0, 0.0])
    q1, q3 = np.quantile(values, [0.25, 0.75])
    wide = 0.9 * min(float(values.std()), float(q3 - q1) / 1.34 or np.inf) * len(values) ** -0.2 or (high - low) / 20
    counts, edges = np.histogram(values, bins=512)
    middles = (edges[1:] + edges[:-1]) / 2
    heights = np.linspace(low, high, _STEPS)
    kernels = np.exp(-0.5 * ((heights[:, None] - middles[None, :]) / wide) ** 2)
    return heights, kernels @ counts.astype(np.float64)
