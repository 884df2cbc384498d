"""The query object, version 1: one typed, frozen, serialisable thing that every question becomes."""

from .filters import And, Between, Comparison, Emptiness, Filter, InPeriod, Leaf, Matches, Membership, Not, Or, leaves
from .parts import (
    Aggregate,
    Change,
    Compare,
    Corr,
    Count,
    Dimension,
    End,
    Join,
    Measure,
    Moving,
    On,
    Quantile,
    Ratio,
    Running,
    Sample,
    Share,
    Sort,
)
from .periods import AbsolutePeriod, Grain, Period, RelativePeriod
from .problems import nearest
from .query import QuerySpec
from .sentences import describe

__all__ = [
    "AbsolutePeriod", "Aggregate", "And", "Between", "Change", "Compare", "Comparison", "Corr", "Count", "Dimension", "Emptiness", "End",
    "Filter", "Grain", "InPeriod", "Join", "Leaf", "Matches", "Measure", "Membership", "Moving", "Not", "On", "Or", "Period",
    "Quantile", "QuerySpec", "Ratio", "RelativePeriod", "Running", "Sample", "Share", "Sort", "describe", "leaves", "nearest",
]  # fmt: skip
