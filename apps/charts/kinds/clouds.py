"""Marks at two measures, coloured by a category: what scatter and bubble charts share."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

from .base import ChartData
from .series import MOST
from .words import counted, grouped, moment, spoken

_BIGGEST = 44  # pixels across


def is_number(value: Any) -> TypeGuard[float]:
    """Whether a value of an answer is a finite number; true and false are not."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def cloud(data: ChartData, sized: bool) -> list[dict[str, Any]]:
    """A trace for each value of the second dimension, the smallest ones together; one trace when there is none."""
    needed = data.measures[: 3 if sized else 2]
    places = list(zip(*(data.values(measure) for measure in needed), strict=True))
    there = [row for row, values in enumerate(places) if all(is_number(value) for value in values)]
    biggest = max((float(places[row][2]) for row in there), default=0.0) if sized else 0.0
    return [_trace(data, rows, look, places, biggest) for look, rows in _parts(data, there)]


def _parts(data: ChartData, there: Sequence[int]) -> list[tuple[dict[str, Any], list[int]]]:
    """(name and meta, rows) of each trace."""
    if len(data.dimensions) < 2:
        return [({"name": data.dimensions[0].label, "meta": {"slot": 0}}, list(there))]
    column = data.dimensions[1]
    values = data.values(column)
    found: dict[Any, list[int]] = {}
    for row in there:
        found.setdefault(values[row], []).append(row)
    kept = sorted(found, key=lambda value: -len(found[value]))[: MOST if len(found) <= MOST else MOST - 1]
    parts = [({"name": moment(v, column), "meta": {"column": column.name, "value": v}}, rows) for v, rows in found.items() if v in kept]
    rest = [row for value, rows in found.items() if value not in kept for row in rows]
    others = {"name": f"Others ({grouped(len(found) - len(kept))})", "meta": {"column": column.name, "others": True}}
    return [*parts, (others, rest)] if rest else parts


def _trace(data: ChartData, rows: list[int], look: dict[str, Any], places: Sequence[tuple[Any, ...]], biggest: float) -> dict[str, Any]:
    what = data.dimensions[0]
    names = data.values(what)
    sizes = [max(0.0, float(places[row][2])) for row in rows] if biggest else []
    marker: Mapping[str, Any] = (
        {"size": sizes, "sizemode": "area", "sizeref": 2 * biggest / _BIGGEST**2, "sizemin": 3} if biggest else {"size": 9}
    )
    return look | {
        "type": "scatter",
        "mode": "markers",
        "x": [places[row][0] for row in rows],
        "y": [places[row][1] for row in rows],
        "text": [moment(names[row], what) for row in rows],
        "customdata": rows,
        "marker": marker,
    }


def axes(data: ChartData, *, zero: bool) -> dict[str, Any]:
    """The first measure across, the second one up; with `zero` both begin there."""
    more = {"rangemode": "tozero"} if zero else {}
    across, up = data.measures[:2]
    return {"xaxis": {"title": across.label, "showgrid": True} | more, "yaxis": {"title": up.label} | more, "hovermode": "closest"}


def correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Pearson's r of the pairs; None with fewer than three, or when one side does not vary."""
    if len(pairs) < 3:
        return None
    mean_x, mean_y = (sum(side) / len(pairs) for side in zip(*pairs, strict=True))
    above = sum((x - mean_x) * (y - mean_y) for x, y in pairs)
    below = math.sqrt(sum((x - mean_x) ** 2 for x, _ in pairs) * sum((y - mean_y) ** 2 for _, y in pairs))
    return above / below if below else None


def told(data: ChartData) -> str:
    """How many marks, how closely the two measures go together, and which mark is highest."""
    if not data.rows:
        return "There are no rows to draw."
    across, up = data.measures[:2]
    rows = [(x, y, name) for x, y, name in zip(data.values(across), data.values(up), data.values(data.dimensions[0]), strict=True)]
    known = [(x, y, name) for x, y, name in rows if is_number(x) and is_number(y)]
    head = f"{up.label} against {across.label.lower()} of {grouped(len(known))} {data.dimensions[0].label.lower()} values"
    if not known:
        return f"{head}."
    r = correlation([(x, y) for x, y, _ in known])
    tie = f"; {_strength(r)} (r = {r:.2f})" if r is not None else ""
    x, y, name = max(known, key=lambda mark: mark[1])
    absent = (
        f" {counted(len(rows) - len(known), 'mark')} without both values {'is' if len(rows) - len(known) == 1 else 'are'} not drawn."
        if len(known) < len(rows)
        else ""
    )
    return f"{head}{tie}. {moment(name, data.dimensions[0])} is highest at {spoken(y)}, with {spoken(x)} across.{absent}"


def _strength(r: float) -> str:
    """Cohen's usual steps for the size of r: 0.1, 0.3, 0.5."""
    way = "rise together" if r > 0 else "move against each other"
    size = abs(r)
    return (
        "they are hardly related" if size < 0.1 else f"they {way} {'weakly' if size < 0.3 else 'moderately' if size < 0.5 else 'strongly'}"
    )
