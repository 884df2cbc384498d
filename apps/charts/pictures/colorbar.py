"""The bar beside a picture that says which colour is how much."""

from __future__ import annotations

from typing import Any

from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from .base import PX, Context
from .formats import compact, lines

_THICK, _LABEL, _GAP = 12, 58, 14  # pixels


def colorbar(context: Context, norm: Normalize, given: dict[str, Any]) -> None:
    """Add the bar at the right of the picture, once for each figure."""
    canvas = context.canvas
    if any(axes.get_label() == "colorbar" for axes in canvas.axes):
        return
    wide = canvas.get_figwidth() * 96
    axes = canvas.add_axes((1 - (_THICK + _LABEL) / wide, 0.2, _THICK / wide, 0.6), label="colorbar")
    bar = canvas.colorbar(ScalarMappable(norm, context.colormap), cax=axes)
    bar.outline.set_visible(False)
    bar.ax.tick_params(length=0, labelsize=11 * PX, labelcolor=context.theme.muted, pad=4 * PX)
    if given.get("tickvals") is not None:
        bar.set_ticks(given["tickvals"], labels=[str(text) for text in given.get("ticktext") or given["tickvals"]])
    else:
        bar.locator = MaxNLocator(4)
        bar.formatter = FuncFormatter(lambda value, _: compact(value))
        bar.update_ticks()
    title = given.get("title")
    words = title.get("text") if isinstance(title, dict) else title
    if words:
        bar.set_label(lines(words), color=context.theme.muted, fontsize=11 * PX)


def colorbar_room(canvas: Figure) -> float:
    """The pixels at the right that the bar of this picture takes; none without one."""
    return _THICK + _LABEL + _GAP if any(axes.get_label() == "colorbar" for axes in canvas.axes) else 0
