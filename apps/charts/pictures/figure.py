"""A figure as kinds make it (Plotly's data and layout), drawn with matplotlib trace by trace."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure

from ..errors import PictureMissing
from .axes import Places
from .base import Context, Entry, Trace, drawers
from .colorbar import colorbar_room
from .extras import annotate, shapes
from .frame import Frame
from .scales import Scale
from .theme import Theme


def draw_figure(canvas: Figure, frame: Frame, theme: Theme, figure: dict[str, Any], *, patterns: bool = False) -> None:
    """Draw all traces of `figure` into what `frame` has left. Raises PictureMissing when a trace type has no drawer."""
    traces: list[Trace] = [trace for trace in figure.get("data") or [] if trace.get("visible", True) is True]
    layout: dict[str, Any] = figure.get("layout") or {}
    places = Places(canvas, theme, layout, traces)
    legend: list[Entry] = []
    for number in range(len(traces)):
        _draw_trace(Context(canvas, theme, layout, traces, number, legend=legend, patterns=patterns), places)
    frame.right += colorbar_room(canvas)
    if layout.get("showlegend") is not False:
        frame.legend(legend)
    places.finish()
    shapes(places)
    annotate(places)
    frame.fit(places.boxes)
    places.finish()  # once more: how many ticks there is room for is known only now
    frame.fit(places.boxes)


def _draw_trace(context: Context, places: Places) -> None:
    trace = context.trace
    drawer = drawers().get(str(trace.get("type", "scatter")))
    if drawer is None:
        raise PictureMissing(f"There is no picture of {trace.get('type')} yet. Download the rows instead.")
    if drawer.place == "xy":
        axes = places.xy(trace)
        context.x = places.scale_of(str(trace.get("xaxis", "x")))
        context.y = places.scale_of(str(trace.get("yaxis", "y")))
    else:
        axes = places.panel(trace, polar=drawer.place == "polar")
        context.x, context.y = Scale("x"), Scale("y")
    drawer.draw(axes, trace, context)
