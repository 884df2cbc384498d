"""Treemaps and sunbursts: nested areas and rings.

The rectangles follow M. Bruls, K. Huizing and J. J. van Wijk, "Squarified Treemaps" (2000), as the page's do.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Rectangle, Wedge

from ..base import PX, Context, Trace, draws
from ..formats import clipped, number

_LETTER, _LINE, _HEAD, _PAD = 7.0, 16.0, 18.0, 2.0  # pixels
Box = tuple[float, float, float, float]  # left, bottom, width, height in pixels


@dataclass
class Branch:
    """One mark with what lies in it."""

    label: str
    value: float
    colour: str
    inside: list[Branch] = field(default_factory=list)


def branches(trace: Trace, context: Context) -> list[Branch]:
    """The marks of the first level, largest first on every level."""
    labels, values, ids = trace.get("labels") or [], trace.get("values") or [], trace.get("ids") or trace.get("labels") or []
    colours = context.by_order(len(labels))
    found = {
        key: Branch(str(label), float(value or 0), colour) for key, label, value, colour in zip(ids, labels, values, colours, strict=True)
    }
    top: list[Branch] = []
    for key, parent in zip(ids, trace.get("parents") or [""] * len(ids), strict=True):
        (found[parent].inside if parent in found else top).append(found[key])
    for branch in [*found.values()]:
        branch.inside.sort(key=lambda one: -one.value)
    return sorted(top, key=lambda one: -one.value)


@draws("treemap", place="panel")
def draw_treemap(axes: Axes, trace: Trace, context: Context) -> None:
    """Draw nested rectangles; a branch has its name above what lies in it."""
    wide, high = context.canvas.get_figwidth() * 96, context.canvas.get_figheight() * 96 * 0.86
    axes.set_xlim(0, wide)
    axes.set_ylim(0, high)
    top = branches(trace, context)
    _lay(axes, top, (0.0, 0.0, wide, high), context, str(trace.get("textinfo", "label")), sum(branch.value for branch in top))


def _lay(axes: Axes, parts: list[Branch], box: Box, context: Context, shown: str, total: float) -> None:
    for branch, (x, y, w, h) in zip(parts, squarified([part.value for part in parts], box), strict=True):
        if w < 1 or h < 1:
            continue
        axes.add_patch(Rectangle((x, y), w, h, facecolor=branch.colour, edgecolor=context.theme.surface, linewidth=1.2 * PX))
        ink = context.theme.ink_on(to_hex(branch.colour))
        if branch.inside:
            room = h > _HEAD * 2 and w > 40
            if room:
                axes.text(x + 4, y + h - 3, clipped(branch.label, max(3, int(w / _LETTER))), color=ink, va="top", fontsize=11 * PX)
            within = (x + _PAD, y + _PAD, w - 2 * _PAD, h - 2 * _PAD - (_HEAD if room else 0))
            _lay(axes, branch.inside, within, context, shown, total)
            continue
        words = _words(branch, shown, total)
        if h > _LINE * len(words) and w > _LETTER * min(6, len(branch.label)) + 6:
            fit = [clipped(word, max(3, int((w - 6) / _LETTER))) for word in words]
            axes.text(x + 4, y + h - 4, "\n".join(fit), color=ink, va="top", fontsize=11 * PX, linespacing=1.25)


def _words(branch: Branch, shown: str, total: float) -> list[str]:
    more = [number(branch.value / total, ".1~%")] if "percent" in shown and total else [number(branch.value)] if "value" in shown else []
    return [branch.label, *more]


def squarified(values: list[float], box: Box) -> list[Box]:
    """Rectangles in the ratio of `values` (largest first) that fill `box`, each as near to a square as its row lets it be."""
    x, y, w, h = box
    total = sum(values)
    if total <= 0 or w <= 0 or h <= 0:
        return [(x, y, 0.0, 0.0)] * len(values)
    areas = [value * w * h / total for value in values]
    found: list[Box] = []
    at = 0
    while at < len(areas):
        side = max(min(w, h), 1e-9)
        end = at + 1
        while end < len(areas) and _worst(areas[at : end + 1], side) <= _worst(areas[at:end], side):
            end += 1
        row = areas[at:end]
        thick = sum(row) / side
        offset = 0.0
        for area in row:
            length = area / thick if thick else 0.0
            found.append((x, y + h - offset - length, thick, length) if w >= h else (x + offset, y + h - thick, length, thick))
            offset += length
        x, w, h = (x + thick, w - thick, h) if w >= h else (x, w, h - thick)
        at = end
    return found


def _worst(row: list[float], side: float) -> float:
    """The largest ratio of sides in a row of areas along `side`."""
    total, low, high = sum(row), min(row), max(row)
    if low <= 0 or total <= 0:
        return math.inf
    return max(side * side * high / (total * total), total * total / (side * side * low))


@draws("sunburst", place="panel")
def draw_sunburst(axes: Axes, trace: Trace, context: Context) -> None:
    """Draw one ring for each level, clockwise from the top."""
    top = branches(trace, context)
    depth = _depth(top)
    axes.set_aspect("equal")
    axes.set_xlim(-1.02, 1.02)
    axes.set_ylim(-1.02, 1.02)
    _ring(axes, top, (90.0, -270.0), (0, depth), context)


def _depth(parts: list[Branch]) -> int:
    return 1 + max((_depth(part.inside) for part in parts if part.inside), default=0) if parts else 0


def _ring(axes: Axes, parts: list[Branch], span: tuple[float, float], level: tuple[int, int], context: Context) -> None:
    total = sum(part.value for part in parts)
    if not total:
        return
    at, depth = level
    hole = 0.22
    width = (1 - hole) / depth
    inner = hole + at * width
    begin = span[0]
    for part in parts:
        end = begin - (span[0] - span[1]) * part.value / total
        colour = _paler(part.colour, context.theme.surface, 0.16 * at)
        axes.add_patch(
            Wedge((0, 0), inner + width, end, begin, width=width, facecolor=colour, edgecolor=context.theme.surface, linewidth=PX)
        )
        _name(axes, part.label, (begin + end) / 2, begin - end, (inner, width), context.theme.ink_on(colour))
        _ring(axes, part.inside, (begin, end), (at + 1, depth), context)
        begin = end


def _paler(colour: str, ground: str, share: float) -> str:
    red, green, blue = (c + (s - c) * share for c, s in zip(to_rgb(colour), to_rgb(ground), strict=True))
    return to_hex((red, green, blue))


def _name(axes: Axes, label: str, middle: float, angle: float, ring: tuple[float, float], ink: str) -> None:
    """The name along the radius, where its part is wide enough for a line of letters."""
    inner, width = ring
    if math.radians(angle) * (inner + width / 2) < 0.075:
        return
    at, turn = inner + width / 2, middle % 360
    x, y = at * math.cos(math.radians(middle)), at * math.sin(math.radians(middle))
    upright = turn - 180 if 90 < turn < 270 else turn
    words = clipped(label, max(3, int(width * 34)))
    axes.text(x, y, words, color=ink, ha="center", va="center", fontsize=10 * PX, rotation=upright, rotation_mode="anchor")
