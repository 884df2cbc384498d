"""Numbers in ranges of equal width: what histograms and densities share."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from apps.core.errors import InvalidInput
from apps.engine.spec import Dimension, QuerySpec

MOST = 10_000  # ranges along an axis, empty ones included


def binned(spec: QuerySpec, count: int, bins: int) -> QuerySpec:
    """The question with its first `count` dimensions in ranges and a count of rows, where it does not say otherwise."""
    plain = spec.plain()
    dimensions = [
        d | {"bins": bins} if place < count and "bins" not in d and "width" not in d else d
        for place, d in enumerate(plain.get("dimensions", ()))
    ]
    return QuerySpec.parse(plain | {"dimensions": dimensions, "measures": plain.get("measures") or [{"agg": "count"}]})


def width_of(places: Sequence[Any], asked: Dimension | None) -> float:
    """How wide each range is. The lowest and the highest range are never empty, so their edges and the count of ranges tell it.

    Without the question the smallest step between edges is taken. A single range has the width 1.
    """
    known = sorted(place for place in places if place is not None)
    if asked and asked.width:
        return asked.width
    if asked and asked.range and asked.bins:
        return (asked.range[1] - asked.range[0]) / asked.bins
    if len(known) < 2:
        return 1.0
    if asked and asked.bins and asked.bins > 1:
        return float((known[-1] - known[0]) / (asked.bins - 1))
    return float(min(b - a for a, b in pairwise(known)))


def edges(known: Sequence[float], width: float, most: int = MOST) -> list[float]:
    """Every lower edge from the lowest to the highest, the empty ranges between them included; known ones exactly as they are.

    Raises InvalidInput for more than `most`: a width of millimetres over a continent would fill the memory with empty ranges.
    """
    if not known:
        return []
    if (max(known) - known[0]) / width >= most:
        raise InvalidInput(f"That would be more than {most:,} ranges on one axis. Choose wider ones.", field="spec")
    near = {round((edge - known[0]) / width): edge for edge in known}
    return [near.get(step, known[0] + step * width) for step in range(max(near) + 1)]
