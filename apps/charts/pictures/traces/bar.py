"""Bars: beside each other, stacked, as shares; upright or lying; with a base of their own (Gantt, waterfall)."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from numpy.typing import NDArray

from ..base import PX, Context, Trace, draws
from ..formats import filled, lines, moment, number

Numbers = NDArray[np.float64]


@draws("bar")
def draw(axes: Axes, trace: Trace, context: Context) -> None:
    """Draw one trace of bars beside or on its siblings."""
    sideways = trace.get("orientation") == "h"
    along, across = (context.y, context.x) if sideways else (context.x, context.y)
    places = along.place(trace.get("y" if sideways else "x"))
    sizes = across.lengths(trace.get("x" if sideways else "y") or [])
    if not len(places):
        places = np.arange(len(sizes), dtype=np.float64)
    sizes = _shared(context, trace, places, sizes, sideways)
    centres, thickness = _lanes(context, trace, places)
    base = _base(context, trace, places, sideways)
    colours = context.colours(len(sizes))
    bar, low = (axes.barh, "left") if sideways else (axes.bar, "bottom")
    heights = np.nan_to_num(sizes)
    look: dict[str, Any] = {low: base, "color": colours, "alpha": trace.get("opacity", 1), "linewidth": 0.5 * PX}
    patches = bar(centres, heights, thickness, edgecolor=context.theme.surface, **look)
    hatches = context.hatches(len(sizes))
    for patch, hatch in zip(patches, hatches, strict=True):
        patch.set_hatch(hatch or None)
    context.tell(colour=colours[0] if colours else "", hatch=hatches[0] if hatches else "")
    _texts(axes, trace, context, (centres, base, heights), sideways)


def _lanes(context: Context, trace: Trace, places: Numbers) -> tuple[Numbers, Any]:
    """Centres and thickness: the room of a place, less the gap, shared among siblings that stand side by side."""
    room = _spacing(context, trace)
    gap = float(context.layout.get("bargap", 0.25))
    if trace.get("width") is not None:
        wide = np.array(trace["width"], dtype=np.float64) if isinstance(trace["width"], list) else float(trace["width"])
        return places, wide / 86_400_000 if _scale(context, trace).kind == "date" else wide
    wide = room * (1 - gap)
    own = context.siblings()
    if context.layout.get("barmode", "group") != "group" or len(own) < 2:
        return places, wide
    lane = wide / len(own)
    return places + (own.index(context.number) - (len(own) - 1) / 2) * lane, lane


def _scale(context: Context, trace: Trace) -> Any:
    return context.y if trace.get("orientation") == "h" else context.x


def _spacing(context: Context, trace: Trace) -> float:
    """The smallest distance between two places of any sibling; one for categories."""
    scale = _scale(context, trace)
    if scale.kind == "category":
        return 1.0
    letter = "y" if trace.get("orientation") == "h" else "x"
    found = np.unique(np.concatenate([scale.place(context.traces[i].get(letter)) for i in context.siblings()]))
    steps = np.diff(found[np.isfinite(found)])
    return float(steps.min()) if len(steps) else 1.0


def _raw(context: Context, number_: int, sideways: bool) -> tuple[list[Any], Numbers]:
    trace = context.traces[number_]
    across = context.x if sideways else context.y
    return list(trace.get("y" if sideways else "x") or []), across.lengths(trace.get("x" if sideways else "y") or [])


def _shared(context: Context, trace: Trace, places: Numbers, sizes: Numbers, sideways: bool) -> Numbers:
    """Sizes as shares of all siblings at a place, where the layout asks for that."""
    norm = context.layout.get("barnorm")
    if norm not in ("percent", "fraction"):
        return sizes
    whole: dict[float, float] = {}
    along = context.y if sideways else context.x
    for i in context.siblings():
        keys, values = _raw(context, i, sideways)
        for key, value in zip(along.place(keys), values, strict=False):
            whole[float(key)] = whole.get(float(key), 0.0) + abs(float(np.nan_to_num(value)))
    share = np.array([whole.get(float(place), 0.0) or 1.0 for place in places])
    shared: Numbers = sizes / share * (100 if norm == "percent" else 1)
    return shared


def _base(context: Context, trace: Trace, places: Numbers, sideways: bool) -> Numbers:
    """Where each bar begins: at its own base, on top of the siblings before it when stacked, else at zero."""
    across = context.x if sideways else context.y
    if trace.get("base") is not None:
        given = trace["base"] if isinstance(trace["base"], list) else [trace["base"]] * len(places)
        return np.nan_to_num(across.place(given)) if across.kind != "date" else _days(given)
    base = np.zeros(len(places))
    if context.layout.get("barmode") not in ("stack", "relative"):
        return base
    along = context.y if sideways else context.x
    up: dict[float, float] = {}
    down: dict[float, float] = {}
    for i in context.siblings():
        keys, values = _raw(context, i, sideways)
        at = along.place(keys)
        values = np.nan_to_num(_shared(context, context.traces[i], at, values, sideways))
        if i == context.number:
            return np.array([(up if v >= 0 else down).get(float(k), 0.0) for k, v in zip(at, values, strict=False)])
        for key, value in zip(at, values, strict=False):
            side = up if value >= 0 else down
            side[float(key)] = side.get(float(key), 0.0) + float(value)
    return base


def _days(values: list[Any]) -> Numbers:
    return np.array([date2num(when) if (when := moment(value)) else np.nan for value in values], dtype=np.float64)


def _texts(axes: Axes, trace: Trace, context: Context, bars: tuple[Numbers, Numbers, Numbers], sideways: bool) -> None:
    """The words at each bar: inside where it is long enough for them, else beyond its end."""
    template, given = trace.get("texttemplate"), trace.get("text")
    if trace.get("textposition") == "none" or not (template or given):
        return
    centres, base, sizes = bars
    raw = trace.get("x" if sideways else "y") or []
    reach = float(np.nanmax(np.abs(base + sizes))) or 1.0 if len(sizes) else 1.0
    colours, hatches, whole = context.colours(len(sizes)), context.hatches(len(sizes)), _highest(context, sideways)
    for i, (centre, start, size) in enumerate(zip(centres, base, sizes, strict=True)):
        if raw[i] is None:
            continue
        own = given[i] if isinstance(given, list) else given
        words = (
            filled(template, {"value": raw[i], "text": own, "x": (trace.get("x") or raw)[i], "y": (trace.get("y") or raw)[i]})
            if template
            else own
        )
        words = lines(words if isinstance(words, str) else number(words))
        stacked = context.layout.get("barmode") in ("stack", "relative") and len(context.siblings()) > 1
        if stacked and abs(size) < 0.08 * whole:
            continue  # higher than the part that it names
        inside = trace.get("textposition") != "outside" and (stacked or abs(size) > 0.12 * reach)
        at = start + size / 2 if inside else start + size
        colour = context.theme.ink_on(colours[i]) if inside else context.theme.muted
        ground = colours[i] if inside and hatches[i] else None
        _word(axes, words, (at, centre), colour, inside=inside, sideways=sideways, below=size < 0, ground=ground)


def _highest(context: Context, sideways: bool) -> float:
    """About how high a stack of all siblings may be; of shares, all of them."""
    if context.layout.get("barnorm") == "percent":
        return 100.0
    lanes = [np.abs(_raw(context, i, sideways)[1]) for i in context.siblings()]
    return float(sum(np.nanmax(lane) for lane in lanes if len(lane) and np.isfinite(lane).any()))


def _word(
    axes: Axes, words: str, at: tuple[float, float], colour: str, *, inside: bool, sideways: bool, below: bool, ground: str | None = None
) -> None:
    value, centre = at
    shift = 0 if inside else (-3 if below else 3)
    across = "center" if inside else ("right" if below else "left") if sideways else ("top" if below else "bottom")
    align: dict[str, Any] = {"ha": across, "va": "center"} if sideways else {"ha": "center", "va": across}
    if ground:  # words over a pattern cannot be read
        align["bbox"] = {"boxstyle": "round,pad=0.15", "facecolor": ground, "linewidth": 0}
    axes.annotate(words, (value, centre) if sideways else (centre, value), (shift, 0) if sideways else (0, shift),
                  textcoords="offset points", color=colour, fontsize=11 * PX, annotation_clip=False, **align)  # fmt: skip
