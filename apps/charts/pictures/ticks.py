"""Ticks, grids and titles of one axis."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.dates import AutoDateLocator, num2date
from matplotlib.ticker import FixedFormatter, FixedLocator, FuncFormatter, LogLocator, MaxNLocator, NullLocator

from apps.core import locales

from .base import PX
from .formats import clipped, compact, lines, number
from .scales import Scale
from .theme import Theme

_SIZE = 12 * PX
_LINE = 18  # pixels that a lying name needs in height


def dress(axes: Axes, scale: Scale, theme: Theme, *, shown: bool, grid: bool) -> None:
    """Give an axis its ticks, its grid and its title."""
    lying = scale.name.startswith("x")
    axis: Axis = axes.xaxis if lying else axes.yaxis
    side: Any = scale.given.get("side") or ("bottom" if lying else "left")
    if side in ("right", "top"):
        axis.set_ticks_position(side)  # type: ignore[attr-defined]
        axis.set_label_position(side)
    _ticks(axes, axis, scale, lying)
    axis.set_minor_locator(NullLocator())
    axis.set_tick_params(labelsize=_SIZE, labelcolor=theme.muted, labelbottom=shown, labelleft=shown, labelright=shown, labeltop=shown)
    axis.set_tick_params(which="both", **_where(side, shown))
    if grid:
        axis.grid(visible=True, color=theme.border, linewidth=PX)
    _title(axis, scale.given.get("title"), theme, shown=shown)
    if scale.kind == "linear" and grid and not lying:
        low, high = sorted(axes.get_ylim())
        if low < 0 < high:
            axes.axhline(0, color=theme.muted, linewidth=PX, zorder=0.9)


def _where(side: str, shown: bool) -> dict[str, bool]:
    return {f"label{name}": shown and name == side for name in (("bottom", "top") if side in ("bottom", "top") else ("left", "right"))}


def _title(axis: Axis, given: Any, theme: Theme, *, shown: bool) -> None:
    title = given.get("text") if isinstance(given, dict) else given
    if title and shown:
        axis.set_label_text(clipped(lines(title), 60), color=theme.muted, fontsize=_SIZE)
        axis.labelpad = 8 * PX


def _ticks(axes: Axes, axis: Axis, scale: Scale, lying: bool) -> None:
    box = axes.get_window_extent()
    room = (box.width if lying else box.height) / (axes.figure.dpi / 96)
    given = scale.given
    if given.get("tickvals") is not None:
        texts = given.get("ticktext") or [number(value, str(given.get("tickformat", ""))) for value in given["tickvals"]]
        axis.set_major_locator(FixedLocator(list(scale.place(given["tickvals"]))))
        axis.set_major_formatter(FixedFormatter([clipped(lines(t), 30) for t in texts]))
    elif scale.kind == "category":
        _names(axis, scale, lying, room)
    elif scale.kind == "date":
        locator = AutoDateLocator(minticks=2, maxticks=max(2, int(room / 80)))
        axis.set_major_locator(locator)
        told = given.get("tickformat")
        axis.set_major_formatter(FuncFormatter(lambda v, _: num2date(v).strftime(str(told)) if told else _moment(axis)(num2date(v))))
    else:
        most = max(2, min(8, int(room / (80 if lying else 36))))
        axis.set_major_locator(LogLocator(numticks=most) if scale.kind == "log" else MaxNLocator(nbins=most + 1, steps=[1, 2, 2.5, 5, 10]))
        axis.set_major_formatter(FuncFormatter(lambda v, _: _told(v, given)))


def _moment(axis: Axis) -> Callable[[dt.datetime], str]:
    """As coarse as tells the ticks apart: years, months, days or hours."""
    marks = [num2date(place) for place in axis.get_majorticklocs()]
    if all((mark.month, mark.day, mark.hour) == (1, 1, 0) for mark in marks):
        return locales.year
    if all((mark.day, mark.hour) == (1, 0) for mark in marks):
        return locales.month
    if all((mark.hour, mark.minute) == (0, 0) for mark in marks):
        return locales.day_of_month
    return lambda at: f"{locales.day_of_month(at)}, {locales.clock(at)}"


def _told(value: float, given: dict[str, Any]) -> str:
    told = number(value, str(given["tickformat"])) if given.get("tickformat") else compact(0 if abs(value) < 1e-12 else value)
    return f"{given.get('tickprefix', '')}{told}{given.get('ticksuffix', '')}"


def _names(axis: Axis, scale: Scale, lying: bool, room: float) -> None:
    """Every name, every second one and so on: as many as there is room for; slanting before any is left out."""
    count = len(scale.categories)
    names = [clipped(name, 24 if lying else 28) for name in scale.categories]
    if not count:
        return
    longest = max(len(name) for name in names) * 7 + 12
    slanted = lying and longest * count > room
    needed = _LINE if not lying or slanted else longest
    step = max(1, -(-needed * count // max(1, int(room))))
    kept = range(0, count, step)
    axis.set_major_locator(FixedLocator(list(kept)))
    axis.set_major_formatter(FixedFormatter([names[i] for i in kept]))
    if slanted:
        axis.set_tick_params(labelrotation=40)
        for label in axis.get_ticklabels():
            label.set_horizontalalignment("right")
            label.set_rotation_mode("anchor")
