"""Cells in colour: heat maps, calendars, densities; and raw pairs counted into cells."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize, to_hex
from numpy.typing import NDArray

from ..base import PX, Context, Trace, draws
from ..colorbar import colorbar
from ..formats import filled, lines

Numbers = NDArray[np.float64]
_BINS = 30


@draws("heatmap")
def draw(axes: Axes, trace: Trace, context: Context) -> None:
    """Draw the cells, their words where the trace has a template, and the bar that explains the colours."""
    cells = np.array([[np.nan if z is None else float(z) for z in row] for row in trace.get("z") or [[]]], dtype=np.float64)
    x = edges(context.x.place(trace.get("x") or list(range(cells.shape[1]))))
    y = edges(context.y.place(trace.get("y") or list(range(cells.shape[0]))))
    _paint(axes, trace, context, cells, (x, y))


@draws("histogram2d")
@draws("histogram2dcontour")
def draw_pairs(axes: Axes, trace: Trace, context: Context) -> None:
    """Count the pairs into cells and draw these."""
    x, y = context.x.place(trace.get("x")), context.y.place(trace.get("y"))
    there = np.isfinite(x) & np.isfinite(y)
    bins = (int(trace.get("nbinsx") or _BINS), int(trace.get("nbinsy") or _BINS))
    counts, at_x, at_y = np.histogram2d(x[there], y[there], bins=bins)
    if trace.get("type") == "histogram2d":
        _paint(axes, trace, context, np.where(counts > 0, counts, np.nan).T, (at_x, at_y))
        return
    middles = ((at_x[1:] + at_x[:-1]) / 2, (at_y[1:] + at_y[:-1]) / 2)
    axes.contourf(*middles, counts.T, levels=10, cmap=context.colormap)


@draws("contour")
def draw_contour(axes: Axes, trace: Trace, context: Context) -> None:
    """Draw the bands between lines of equal height."""
    cells = np.array([[np.nan if z is None else float(z) for z in row] for row in trace["z"]], dtype=np.float64)
    x, y = (context.x.place(trace.get("x") or list(range(cells.shape[1]))), context.y.place(trace.get("y") or list(range(cells.shape[0]))))
    found = axes.contourf(x, y, cells, levels=int(trace.get("ncontours") or 10), cmap=context.colormap)
    if trace.get("showscale", True):
        colorbar(context, Normalize(*found.get_clim()), trace.get("colorbar") or {})


def _paint(axes: Axes, trace: Trace, context: Context, cells: Numbers, at: tuple[Numbers, Numbers]) -> None:
    if not np.isfinite(cells).any():
        return
    low, high = _reach(trace, context, cells)
    norm = Normalize(low, high if high > low else low + 1)
    gap = float(trace.get("xgap") or 0)
    axes.pcolormesh(*at, np.ma.masked_invalid(cells), cmap=context.colormap, norm=norm, edgecolors=context.theme.surface if gap else "none",
                    linewidth=gap * PX, zorder=1, rasterized=cells.size > 4000)  # fmt: skip
    if trace.get("texttemplate"):
        _words(axes, trace, context, cells, at, norm)
    if trace.get("showscale", True):
        colorbar(context, norm, trace.get("colorbar") or {})


def _reach(trace: Trace, context: Context, cells: Numbers) -> tuple[float, float]:
    low, high = context.reach(cells, trace.get("zmin"), trace.get("zmax"))
    if trace.get("zmid") is not None and trace.get("zmin") is None:
        half = max(abs(high - trace["zmid"]), abs(low - trace["zmid"]))
        return trace["zmid"] - half, trace["zmid"] + half
    return low, high


def _words(axes: Axes, trace: Trace, context: Context, cells: Numbers, at: tuple[Numbers, Numbers], norm: Normalize) -> None:
    """The value in each cell, where the cells are large enough for words."""
    box = axes.get_window_extent()
    per = axes.figure.dpi / 96
    if box.width / per / max(1, cells.shape[1]) < 28 or box.height / per / max(1, cells.shape[0]) < 14:
        return
    texts: Any = trace.get("text")
    for row, col in np.argwhere(np.isfinite(cells)):
        value = float(cells[row, col])
        words = filled(str(trace["texttemplate"]), {"z": value, "value": value, "text": texts[row][col] if texts else None})
        ground = to_hex(context.colormap(norm(value)))
        x, y = (at[0][col] + at[0][col + 1]) / 2, (at[1][row] + at[1][row + 1]) / 2
        axes.text(x, y, lines(words), ha="center", va="center", fontsize=11 * PX, color=context.theme.ink_on(ground))


def edges(middles: Numbers) -> Numbers:
    """The borders of cells with these middles: half way between neighbours, and as far beyond the ends."""
    if len(middles) < 2:
        return np.array([middles[0] - 0.5, middles[0] + 0.5]) if len(middles) else np.array([0.0, 1.0])
    between = (middles[1:] + middles[:-1]) / 2
    return np.concatenate([[2 * middles[0] - between[0]], between, [2 * middles[-1] - between[-1]]])
