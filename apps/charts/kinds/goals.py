"""Targets and which way is good: what numbers, gauges and bullets share."""

from __future__ import annotations

import math
from typing import Any

from .base import ChartData, Option
from .clouds import is_number

GOOD = Option("good", "Good is", "high", (("high", "A high value"), ("low", "A low value"), ("none", "Neither")))
FORMAT = Option(
    "format",
    "Write the value",
    "auto",
    (("auto", "Automatically"), ("short", "In short, as 4.2M"), ("full", "In full"), ("percent", "As a percentage")),
)
TARGET = Option("target", "Target", None, number=True, help="The second measure is the target when there is one.")


def status(value: Any, target: Any, good: Any) -> str:
    """Whether `value` is as good as `target`: "good", "bad", or "total" when there is nothing to judge by."""
    if good == "none" or not is_number(value) or not is_number(target):
        return "total"
    return "good" if (value >= target if good == "high" else value <= target) else "bad"


def target_of(data: ChartData, row: int, fixed: Any) -> Any:
    """The row's target: its second measure, else the fixed one; None without."""
    return data.values(data.measures[1])[row] if len(data.measures) > 1 else fixed


def rounded_up(value: float) -> float:
    """The next of 1, 2, 2.5, 5 and 10 times a power of ten: a scale that ends on a round number."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= value * (1 - 1e-12))


def rounded_down(value: float) -> float:
    """Zero, or for a value below it the round number beneath."""
    return -rounded_up(-value) if value < 0 else 0.0
