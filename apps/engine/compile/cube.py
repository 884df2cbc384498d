"""Cubes: one small table of partial results, grouped so finely that many narrower questions are answered from it.

A cross-filter asks a tile's question again and again over other values of the same columns. The cube groups by the tile's
dimensions and by those columns once and keeps what adds up (counts, sums, lowest and highest values; an average as sum and
count, a ratio as its two parts), as data cubes do (Gray et al. 1997, "distributive" and "algebraic" aggregates).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ..errors import SpecInvalid
from ..spec import Aggregate, Compare, Corr, Count, Dimension, Measure, QuerySpec, Ratio
from ..types import Source
from .query import Compiled, compile_spec

CUBE = "cube"
Plain = dict[str, Any]
_ADDED = {"count": "sum", "sum": "sum", "min": "min", "max": "max"}


@dataclass(frozen=True, slots=True)
class Axis:
    """A dimension that marks can be chosen on. `chosen` are conditions without their field, of which one must hold; none is no choice.

    `grouped` are the same conditions for a column that holds the dimension's groups, where they differ from those for the
    dimension's field; `discrete` is False where there are as many values as rows, so that a cube would be no smaller; `negated`
    keeps the rows for which none of the conditions holds.
    """

    dimension: Dimension
    chosen: tuple[Plain, ...]
    grouped: tuple[Plain, ...] = ()
    discrete: bool = True
    negated: bool = False

    def condition(self) -> Plain:
        """The choice as a QuerySpec filter on the data."""
        return self._any(self.dimension.field, self.chosen)

    def condition_on(self, column: str) -> Plain:
        """The choice as a QuerySpec filter on a cube's column."""
        return self._any(column, self.grouped or self.chosen)

    def _any(self, field: str, conditions: Sequence[Plain]) -> Plain:
        found: Plain = {"or": [{"field": field, **one} for one in conditions]}
        return {"not": found} if self.negated else found


@dataclass(frozen=True, slots=True)
class Cube:
    """`fill` is the question whose answer is the cube's table; `spec` is the question that is answered from it."""

    spec: QuerySpec
    fill: QuerySpec
    axes: tuple[Axis, ...]
    groups: Mapping[str, str]
    parts: Mapping[str, str]

    def read(self, names: Sequence[str]) -> QuerySpec:
        """The question to the cube; `names` are the columns of the answer, the dimensions first. Raises SpecInvalid."""
        spec, many = self.spec, len(self.spec.dimensions)
        dimensions = [self._dimension(d, name) for d, name in zip(spec.dimensions, names[:many], strict=True)]
        measures = [{**self._again(m), "as": name} for m, name in zip(spec.measures, names[many : many + len(spec.measures)], strict=True)]
        kept = {k: v for k, v in spec.plain().items() if k in ("having", "transform", "sort", "limit", "offset", "limit_per")}
        filters = [axis.condition_on(self.groups[_same(axis.dimension)]) for axis in self.axes if axis.chosen]
        return QuerySpec.parse(kept | {"dataset": CUBE, "dimensions": dimensions, "measures": measures, "filters": filters})

    def _dimension(self, dimension: Dimension, name: str) -> Plain:
        """A truncated date truncates to itself, so the grain stays and with it what transforms know of time."""
        grain = {"grain": dimension.grain} if dimension.grain else {}
        return {"field": self.groups[_same(dimension)], "as": name} | grain

    def _again(self, measure: Measure) -> Plain:
        """The measure over the cube's partial results."""
        if isinstance(measure, Ratio):
            return {"agg": "ratio", "numerator": self._again(measure.numerator), "denominator": self._again(measure.denominator)}
        parts = [{"agg": _ADDED[str(part["agg"])], "field": self.parts[_key(part)]} for part in _parts(measure) or ()]
        return {"agg": "ratio", "numerator": parts[0], "denominator": parts[1]} if len(parts) > 1 else parts[0]


def cube_of(spec: QuerySpec, axes: Sequence[Axis]) -> Cube | None:
    """The cube for `spec` chosen along `axes`; None where the question cannot be answered from partial results."""
    if not axes or not _decomposes(spec) or not all(axis.discrete for axis in axes):
        return None
    groups: dict[str, str] = {}
    dimensions: list[Plain] = []
    for dimension in (*spec.dimensions, *(axis.dimension for axis in axes)):
        if _same(dimension) not in groups:
            groups[_same(dimension)] = f"d{len(groups)}"
            dimensions.append(_unnamed(dimension) | {"as": groups[_same(dimension)]})
    parts = {_key(part): part for measure in spec.measures for part in _all_parts(measure)}
    names = {key: f"m{place}" for place, key in enumerate(parts)}
    kept = {k: v for k, v in spec.plain().items() if k in ("dataset", "joins", "filters", "as_of")}
    measures = [part | {"as": names[key]} for key, part in parts.items()]
    fill = QuerySpec.parse(kept | {"dimensions": dimensions, "measures": measures})
    return Cube(spec, fill, tuple(axes), groups, names)


def compile_cube(cube: Cube, source: Source, direct: Compiled, *, now: datetime, timezone: str) -> Compiled | None:
    """The statement over the cube's table whose answer has the columns of `direct`; None when the two cannot be made to agree."""
    names = [c.name for c in direct.columns]
    try:
        spec = cube.read(names)
        made = compile_spec(spec, {CUBE: source}, now=now, timezone=timezone)
    except SpecInvalid:
        return None
    if [c.name for c in made.columns] != names:
        return None
    return replace(made, sql=_zeros(cube, names, made.sql), columns=direct.columns)


def _zeros(cube: Cube, names: Sequence[str], sql: str) -> str:
    """Over no rows at all a count is 0, and so is the sum of no counts."""
    if cube.spec.dimensions or not any(isinstance(m, Count) for m in cube.spec.measures):
        return sql
    quoted = ['"' + name.replace('"', '""') + '"' for name in names]
    shown = [
        f"coalesce({name}, 0) AS {name}" if isinstance(measure, Count) else name
        for name, measure in zip(quoted, cube.spec.measures, strict=True)
    ]
    return f"SELECT {', '.join(shown)} FROM (\n{sql}\n)"  # noqa: S608  # quoted names around what the compiler wrote


def _decomposes(spec: QuerySpec) -> bool:
    if spec.rows is not None or spec.sample is not None or isinstance(spec.transform, (Compare, Corr)):
        return False
    if any(d.bins and d.range is None for d in spec.dimensions) or (spec.transform is not None and not spec.dimensions):
        return False
    return all(_all_parts(measure) for measure in spec.measures)


def _parts(measure: Measure) -> list[Plain] | None:
    """What is kept of a simple measure: itself, or the sum and the count of an average."""
    if not isinstance(measure, (Count, Aggregate)) or measure.agg not in (*_ADDED, "avg"):
        return None
    plain = {k: v for k, v in measure.model_dump(mode="json", by_alias=True, exclude_defaults=True).items() if k != "as"}
    return [plain | {"agg": "sum"}, plain | {"agg": "count"}] if measure.agg == "avg" else [plain]


def _all_parts(measure: Measure) -> list[Plain]:
    """The parts of any measure; none when it cannot be taken apart. An average within a ratio would be a ratio of ratios."""
    if not isinstance(measure, Ratio):
        return _parts(measure) or []
    above, below = _parts(measure.numerator) or [], _parts(measure.denominator) or []
    return [*above, *below] if len(above) == len(below) == 1 else []


def _unnamed(dimension: Dimension) -> Plain:
    return {k: v for k, v in dimension.model_dump(mode="json", by_alias=True, exclude_defaults=True).items() if k != "as"}


def _same(dimension: Dimension) -> str:
    return _key(_unnamed(dimension))


def _key(part: Plain) -> str:
    return json.dumps(part, sort_keys=True)
