"""Maps: shapes coloured by values, and points."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize, to_rgba

from ...maps import shapes
from ..base import PX, Context, Trace, draws
from ..colorbar import colorbar
from ..globe import Globe, paint
from .scatter import sizes

_LAND = 0.22  # opacity of land without values


@draws("choropleth", place="panel")
def draw_shapes(axes: Axes, trace: Trace, context: Context) -> None:
    """Draw the shapes that the trace names, in the colours of their values; the ground in one quiet colour."""
    meta = context.meta
    globe = Globe.read(context.layout)
    edge = globe.fit(axes)
    known = shapes(str(meta.get("map", "")))
    values = trace.get("z") or []
    numbers = np.array([np.nan if not isinstance(v, int | float) else v for v in values], dtype=float)
    ground = bool(meta.get("ground"))
    colours: list[Any] = [to_rgba(context.theme.muted, _LAND)] * len(values) if ground else list(context.shades(values))
    for place, colour in zip(trace.get("locations") or [], colours, strict=True):
        if place in known:
            paint(axes, known[place], globe, edge, facecolor=colour, edgecolor=context.theme.surface, linewidth=0.5 * PX)
    if not ground and np.isfinite(numbers).any():
        colorbar(context, Normalize(*context.reach(numbers)), trace.get("colorbar") or {})


@draws("scattergeo", place="panel")
def draw_points(axes: Axes, trace: Trace, context: Context) -> None:
    """Draw points by longitude and latitude."""
    globe = Globe.read(context.layout)
    globe.fit(axes)
    lon = np.array([np.nan if v is None else v for v in trace.get("lon") or []], dtype=float)
    lat = np.array([np.nan if v is None else v for v in trace.get("lat") or []], dtype=float)
    x, y = globe.flat(globe.near(lon), lat)
    look = trace.get("marker") or {}
    diameters = sizes(look, len(x))
    axes.scatter(x, y, s=(diameters * PX) ** 2, c=context.colours(len(x)), alpha=float(look.get("opacity", 1)),
                 linewidths=0.6 * PX, edgecolors=context.theme.surface)  # fmt: skip
    context.tell(mark="dot")
