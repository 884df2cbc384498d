"""One axis of a figure: what its values mean as positions, and how its ticks are written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast

import numpy as np
from matplotlib.dates import date2num
from numpy.typing import NDArray

from .formats import moment

ScaleKind = Literal["linear", "log", "date", "category"]
DAY_MS = 86_400_000.0


@dataclass
class Scale:
    """Positions are: numbers as they are, times in days (matplotlib's), categories as their place in order of appearance."""

    name: str = "x"
    kind: ScaleKind = "linear"
    given: dict[str, Any] = field(default_factory=dict)
    categories: dict[Any, int] = field(default_factory=dict)

    def place(self, values: Any) -> NDArray[np.float64]:
        """Positions of a list of values, NaN where there is none."""
        return np.array([self.at(value) for value in ([] if values is None else values)], dtype=float)

    def at(self, value: Any) -> float:
        """The position of one value, NaN for none."""
        if value is None:
            return float("nan")
        if self.kind == "category":
            return float(self.categories[value]) if value in self.categories else _float(value)
        if self.kind == "date":
            when = moment(value)
            return float("nan") if when is None else float(date2num(when))
        return _float(value)

    def lengths(self, values: Any) -> NDArray[np.float64]:
        """Lengths along the axis: on an axis of time they are given in milliseconds."""
        numbers = np.array([_float(value) for value in values], dtype=float)
        return numbers / DAY_MS if self.kind == "date" else numbers


def _float(value: Any) -> float:
    try:
        return float("nan") if value is None else float(value)
    except (TypeError, ValueError):
        return float("nan")


def scale(name: str, given: dict[str, Any], lists: Iterable[Sequence[Any]]) -> Scale:
    """The scale of an axis from its layout, and from the values that lie along it where the layout names no type."""
    values = [value for one in lists for value in one]
    kind = given.get("type")
    if kind not in ("linear", "log", "date", "category"):
        kind = _guessed(values)
    found = Scale(name, cast("ScaleKind", kind), given)
    if kind == "category":
        order = [*(given.get("categoryarray") or ()), *values]
        for value in order:
            if value is not None:
                found.categories.setdefault(value, len(found.categories))
    return found


def _guessed(values: Sequence[Any]) -> str:
    texts = [value for value in values if isinstance(value, str)]
    if not texts:
        return "linear"
    return "date" if all(moment(text) is not None for text in texts[:200]) else "category"
