"""What every drawer of a static picture is: a function for one trace type of a figure, found by the type's name.

A drawer is one file in `traces/`. It gets the place to draw in, the trace as the kind made it, and a `Context` that knows colours, scales,
formats and the legend. `place` says what kind of place it wants:

* `xy`: matplotlib Axes shared by all traces of the same x and y axis; `context.x` and `context.y` turn values into positions on it.
* `panel`: Axes of its own without a frame, 0 to 1 in both directions, filling the trace's `domain`.
* `polar`: polar Axes filling the trace's `domain` or its `subplot`'s.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, LinearSegmentedColormap, to_hex
from matplotlib.figure import Figure

from .formats import clipped
from .scales import Scale
from .theme import Theme

Place = Literal["xy", "panel", "polar"]
Trace = dict[str, Any]
Mark = Literal["square", "line", "dashed", "dot"]
HATCHES = ("", "///", "xx", "--", "\\\\\\", "++", "||", "..")  # as the page's (static/js/render/plotly-paint.js), in matplotlib's letters
PX = 0.75  # points in a CSS pixel; matplotlib counts sizes of texts, lines and markers in points


@dataclass(frozen=True)
class Drawer:
    """A drawing function and the place it wants."""

    draw: Callable[[Axes, Trace, Context], None]
    place: Place


@dataclass(frozen=True)
class Entry:
    """One line of the legend; `hatch` is the pattern of its mark."""

    label: str
    colour: str
    mark: Mark = "square"
    hatch: str = ""


@dataclass
class Context:
    """What a drawer needs to know besides its trace. One per trace; `canvas`, `legend` and `traces` are shared.

    `patterns` tells series apart by patterns, dashes and symbols besides colours.
    """

    canvas: Figure
    theme: Theme
    layout: dict[str, Any]
    traces: list[Trace]
    number: int
    x: Scale = field(default_factory=Scale)
    y: Scale = field(default_factory=Scale)
    legend: list[Entry] = field(default_factory=list)
    patterns: bool = False

    @property
    def trace(self) -> Trace:
        return self.traces[self.number]

    @property
    def meta(self) -> dict[str, Any]:
        """Our own notes on the trace: slot, slots, scale, status."""
        found = self.trace.get("meta")
        return found if isinstance(found, dict) else {}

    @property
    def colour(self) -> str:
        """The one colour of the whole trace: its slot's, else the next hue by the order of traces."""
        slot, own = self.meta.get("slot"), self.meta.get("colour")
        if own:
            return str(own)
        if not isinstance(slot, int):
            return self.theme.hues[self.number % len(self.theme.hues)]
        return self.theme.hue(slot, int(self.meta.get("variant", 0)))

    def colours(self, count: int) -> list[str]:
        """A colour for each of `count` marks: by status, by slots, by a scale over `marker.color`, else the trace's own for all."""
        status, slots = self.meta.get("status"), self.meta.get("slots")
        if isinstance(status, str):
            return [self.theme.status(status)] * count
        if isinstance(status, list):
            return [self.theme.status(str(status[i % len(status)])) for i in range(count)]
        if isinstance(slots, list) and slots:
            own, variants = self.meta.get("colours") or [None] * len(slots), self.meta.get("variants") or [0] * len(slots)
            hues = [str(told or self.theme.hue(int(slot), int(variant))) for slot, variant, told in zip(slots, variants, own, strict=True)]
            return [hues[i % len(hues)] for i in range(count)]
        shades = (self.trace.get("marker") or {}).get("color", (self.trace.get("marker") or {}).get("colors"))
        if self.meta.get("scale") and isinstance(shades, list):
            return self.shades(shades)
        return [self.colour] * count

    @property
    def sort(self) -> int:
        """Which pattern, dash or symbol the trace has, 0 for none: by its slot where patterns are asked for; repeated hues have one."""
        slot, variant = self.meta.get("slot"), int(self.meta.get("variant", 0))
        place = slot if isinstance(slot, int) else self.number
        return (place + variant) % 8 if self.patterns and place < 8 else variant % 8

    def hatches(self, count: int) -> list[str]:
        """The pattern of each of `count` marks: the trace's own (a period that is not over), else by what the marks stand for."""
        own = ((self.trace.get("marker") or {}).get("pattern") or {}).get("shape")
        slots, variants = self.meta.get("slots"), self.meta.get("variants")
        if isinstance(slots, list) and slots:
            turns = variants or [0] * len(slots)
            sorts = [0 if slot >= 8 else (slot + turn) % 8 if self.patterns else turn % 8 for slot, turn in zip(slots, turns, strict=True)]
            found = [HATCHES[sorts[i % len(sorts)]] for i in range(count)]
        else:
            found = [HATCHES[self.sort]] * count
        return [hatch_of(one) or other for one, other in zip(own, found, strict=True)] if isinstance(own, list) else found

    def by_order(self, count: int) -> list[str]:
        """As `colours`, but marks without slots take one hue after the other (pie, treemap)."""
        told = self.meta.get("slots") or self.meta.get("status") or self.meta.get("scale")
        return self.colours(count) if told else [self.theme.hues[i % len(self.theme.hues)] for i in range(count)]

    @property
    def colormap(self) -> Colormap:
        """The trace's scale: sequential unless `meta.scale` says diverging."""
        if self.meta.get("scale") == "diverging":
            return LinearSegmentedColormap.from_list("diverging", list(self.theme.diverging))
        return LinearSegmentedColormap.from_list("sequential", list(self.theme.ramp))

    def shades(self, values: Sequence[Any], low: float | None = None, high: float | None = None) -> list[str]:
        """Each value as a colour of the scale between `low` and `high` (the reach of the values without them); nothing is neutral."""
        numbers = np.array([np.nan if not isinstance(v, int | float) else v for v in values], dtype=float)
        if not np.isfinite(numbers).any():
            return [self.theme.border] * len(numbers)
        least, most = self.reach(numbers, low, high)
        parts = (numbers - least) / ((most - least) or 1)
        paint = self.colormap
        return [to_hex(paint(float(np.clip(part, 0, 1)))) if np.isfinite(part) else self.theme.border for part in parts]

    def reach(self, numbers: Any, low: float | None = None, high: float | None = None) -> tuple[float, float]:
        """The ends of the scale: the given ones or those of the values; even about zero when the scale is diverging."""
        least = float(np.nanmin(numbers)) if low is None else low
        most = float(np.nanmax(numbers)) if high is None else high
        if self.meta.get("scale") == "diverging" and low is None and high is None:
            most = max(abs(least), abs(most))
            least = -most
        return least, most

    def siblings(self) -> list[int]:
        """The numbers of the traces of the same type on the same axes, this one included: bars lie beside and on each other."""
        own = self.trace
        same = [(t.get("type", "scatter"), t.get("xaxis", "x"), t.get("yaxis", "y")) for t in self.traces]
        return [i for i, key in enumerate(same) if key == (own.get("type", "scatter"), own.get("xaxis", "x"), own.get("yaxis", "y"))]

    def tell(self, label: Any = None, colour: str = "", mark: Mark = "square", hatch: str = "") -> None:
        """Add a line to the legend, once for each label and colour: the trace's name and colour unless others are given."""
        name = clipped(self.trace.get("name", "") if label is None else label)
        entry = Entry(name, colour or self.colour, mark, hatch)
        if name and self.trace.get("showlegend") is not False and entry not in self.legend:
            self.legend.append(entry)


def hatch_of(shape: str) -> str:
    """matplotlib's letters for a figure's pattern; empty for none."""
    return {"": "", "/": "///", "x": "xx", "-": "--", "\\": "\\\\\\", "+": "++", "|": "||", ".": ".."}.get(shape, "///")


_DRAWERS: dict[str, Drawer] = {}


def draws(name: str, place: Place = "xy") -> Callable[[Callable[[Axes, Trace, Context], None]], Callable[[Axes, Trace, Context], None]]:
    """Register a function `draw(axes, trace, context)` as the drawer of a trace type, such as "bar"."""

    def register(draw: Callable[[Axes, Trace, Context], None]) -> Callable[[Axes, Trace, Context], None]:
        _DRAWERS[name] = Drawer(draw, place)
        return draw

    return register


@cache
def drawers() -> dict[str, Drawer]:
    """Every drawer by the trace type it draws; those of all files in `traces/`."""
    package = importlib.import_module(f"{__package__}.traces")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    return _DRAWERS
