"""The places that traces are drawn in: axes by their layout, shared where the figure shares them, finished with ticks and titles."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .base import PX, Trace
from .scales import Scale, scale
from .theme import Theme
from .ticks import dress

Box = tuple[float, float, float, float]  # left, bottom, right, top; 0 to 1 of the picture
_VALUES = {"x": ("x",), "y": ("y",)}


@dataclass
class Places:
    """All places of one figure; `area` is what the margins leave to them, and moves once texts have been measured."""

    canvas: Figure
    theme: Theme
    layout: dict[str, Any]
    traces: list[Trace]
    scales: dict[str, Scale] = field(default_factory=dict)
    pairs: dict[tuple[str, str], Axes] = field(default_factory=dict)
    boxes: dict[Axes, Box] = field(default_factory=dict)

    def xy(self, trace: Trace) -> Axes:
        """The axes of a trace by its `xaxis` and `yaxis`."""
        pair = (str(trace.get("xaxis", "x")), str(trace.get("yaxis", "y")))
        if pair not in self.pairs:
            self.pairs[pair] = self._made(*pair)
        return self.pairs[pair]

    def panel(self, trace: Trace, *, polar: bool = False) -> Axes:
        """Axes of the trace's own over its domain: without a frame, from 0 to 1; or polar ones."""
        home = self.layout.get(str(trace.get("subplot", "polar"))) if polar else None
        domain = trace.get("domain") or (home or {}).get("domain") or {}
        (left, right), (low, high) = domain.get("x", (0, 1)), domain.get("y", (0, 1))
        axes: Axes = self.canvas.add_axes((left, low, right - left, high - low), projection="polar" if polar else None)
        axes.set_facecolor("none")
        if not polar:
            axes.set_axis_off()
            axes.set_xlim(0, 1)
            axes.set_ylim(0, 1)
        self.boxes[axes] = (left, low, right, high)
        return axes

    def scale_of(self, name: str) -> Scale:
        """The scale of an axis, `x`, `y2` and so on, over the values of all traces on it or on one that it matches."""
        if name not in self.scales:
            letter = name[0]
            same = {name} | {other for other in self._names(letter) if self.given(other).get("matches") == name}
            same |= {str(self.given(name)["matches"])} if self.given(name).get("matches") else set()
            lists = [_listed(trace, letter) for trace in self.traces if str(trace.get(f"{letter}axis", letter)) in same]
            self.scales[name] = scale(name, self.given(name), lists)
        return self.scales[name]

    def given(self, name: str) -> dict[str, Any]:
        """What the layout says about an axis."""
        found = self.layout.get(f"{name[0]}axis{name[1:]}")
        return found if isinstance(found, dict) else {}

    def _names(self, letter: str) -> set[str]:
        return {letter + key[5:] for key in self.layout if key.startswith(f"{letter}axis")}

    def _made(self, x: str, y: str) -> Axes:
        (left, right), (low, high) = self.given(x).get("domain", (0, 1)), self._upright(y)
        beside = [axes for (a, _), axes in self.pairs.items() if a == x or self._matches(a, x)]
        level = [axes for (_, b), axes in self.pairs.items() if b == y or self._matches(b, y)]
        axes: Axes = self.canvas.add_axes(
            (left, low, right - left, high - low), sharex=beside[0] if beside else None, sharey=level[0] if level else None,
            label=f"{x}{y}",
        )  # fmt: skip
        axes.set_facecolor("none")
        if self.scale_of(x).kind == "log":
            axes.set_xscale("log")
        if self.scale_of(y).kind == "log":
            axes.set_yscale("log")
        self.boxes[axes] = (left, low, right, high)
        return axes

    def _upright(self, y: str) -> tuple[float, float]:
        """The domain of a y axis; one that lies over another has that one's."""
        over = self.given(y).get("overlaying")
        low, high = self.given(str(over) if over else y).get("domain", (0, 1))
        return low, high

    def _matches(self, one: str, other: str) -> bool:
        group = {self.given(one).get("matches", one), self.given(other).get("matches", other)}
        return len(group) == 1

    def finish(self) -> None:
        """Limits, ticks, grids and titles of every pair of axes, as the layout has them."""
        for (x, y), axes in self.pairs.items():
            for name, other in ((x, y), (y, x)):
                self._limit(axes, name)
                shown = self._anchored(name, other)
                dress(axes, self.scale_of(name), self.theme, shown=shown, grid=self._grid(name))
            for spine in axes.spines.values():
                spine.set_visible(False)
            axes.set_axisbelow(True)
            axes.tick_params(length=0, pad=6 * PX)

    def _anchored(self, name: str, other: str) -> bool:
        """Whether this pair shows the texts of the axis: the pair that it is anchored to, else its first one."""
        if self.given(name).get("visible") is False or self.given(name).get("showticklabels") is False:
            return False
        pairs = [pair for pair in self.pairs if name in pair]
        mine = str(self.given(name).get("anchor") or ("y" if name.startswith("x") else "x"))
        at = next((pair for pair in pairs if mine in pair), pairs[0])
        return other in at

    def _grid(self, name: str) -> bool:
        """Axes of values have a grid: upright ones, and lying ones where bars lie. A second axis over the first has none."""
        given = self.given(name)
        if "showgrid" in given or given.get("overlaying") or given.get("visible") is False:
            return bool(given.get("showgrid")) and given.get("visible") is not False
        sideways = any(trace.get("orientation") == "h" for trace in self.traces)
        return self.scale_of(name).kind != "category" and (name.startswith("x") == sideways or self._scattered())

    def _scattered(self) -> bool:
        return all(trace.get("type") == "scatter" and "lines" not in str(trace.get("mode", "lines")) for trace in self.traces)

    def _limit(self, axes: Axes, name: str) -> None:
        given, found = self.given(name), self.scale_of(name)
        get, put = (axes.get_xlim, axes.set_xlim) if name.startswith("x") else (axes.get_ylim, axes.set_ylim)
        low, high = sorted(get())
        if given.get("range") and None not in given["range"]:
            ends = found.place(given["range"]) if found.kind != "category" else np.array(given["range"], dtype=float)
            ends = 10**ends if found.kind == "log" else ends
            put(float(ends[0]), float(ends[1]))
            return
        if found.kind == "category":
            low, high = -0.5, max(len(found.categories) - 0.5, 0.5)
        elif given.get("rangemode") in ("tozero", "nonnegative") and found.kind == "linear":
            low, high = min(low, 0.0) if low < 0 else 0.0, max(high, 0.0)
        if math.isfinite(low) and math.isfinite(high):
            put(*((high, low) if given.get("autorange") == "reversed" else (low, high)))


def _listed(trace: Trace, letter: str) -> list[Any]:
    """The values of a trace along an axis; bases of bars lie there too."""
    values = [*(trace.get(letter) or ())] if isinstance(trace.get(letter), list | tuple) else []
    if isinstance(trace.get("base"), list) and (trace.get("orientation") == "h") == (letter == "x"):
        values = [*trace["base"]]
    return values
