"""The grouped shape: dimensions, measures, and the transforms that work on groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from ..errors import SpecInvalid
from ..spec import Change, Compare, Corr, Moving, QuerySpec, Running, Share
from ..types import ColumnType
from .dimensions import Dimensions
from .filters import Conditions
from .matching import Matching
from .measures import Measures
from .outputs import Names, Output, OutputColumn
from .scope import Operand
from .text import Binder, call, cast, number, renamed
from .transforms import STAGE, Transforms, change, name_table


@dataclass(frozen=True, slots=True)
class Groups:
    """The stage of plain groups, and `after`: what a transform makes of it."""

    select: exp.Select
    outputs: Sequence[Output]
    after: tuple[exp.Select, Sequence[Output]] | None = None

    def finished(self) -> tuple[exp.Select, Sequence[Output]]:
        return self.after or (self.select, self.outputs)

    @classmethod
    def of(cls, spec: QuerySpec, matching: Matching, conditions: Conditions) -> Groups:
        return _Writer(spec, matching, conditions).write()


class _Writer:
    def __init__(self, spec: QuerySpec, matching: Matching, conditions: Conditions) -> None:
        self.spec, self.matching, self.conditions, self.names = spec, matching, conditions, Names()
        self.binder: Binder = conditions.binder
        self.ranges: list[exp.Subquery] = []
        self.where = matching.where

    def write(self) -> Groups:
        zone = self.conditions.clock.zone.key
        writer = Dimensions(self.matching.scope, self.binder, zone, self.names, self._range)
        dimensions = [writer.write(d, f"dimensions.{i}") for i, d in enumerate(self.spec.dimensions)]
        transform = self.spec.transform
        if isinstance(transform, Compare):
            return self._compare(dimensions, transform)
        measures = self._measures()
        if isinstance(transform, Corr):
            measures = [*measures, self._corr(transform)]
        stage = self._stage([*dimensions, *measures])
        if isinstance(transform, (Share, Running, Moving, Change)):
            shaped = Transforms(dimensions, measures, self.spec.measures, self.names, self.binder).apply(transform)
            return Groups(stage, [*dimensions, *measures], shaped)
        return Groups(stage, [*dimensions, *measures])

    def _range(self, of: Operand) -> str:
        self.ranges.append(self.matching.range_of(of, table := f"range_{len(self.ranges) + 1}"))
        return table

    def _measures(self, only: exp.Expr | None = None, suffix: str = "") -> list[Output]:
        writer = Measures(self.matching.scope, self.binder, self.conditions, self.names)
        return [writer.write(m, f"measures.{i}", only=only, suffix=suffix) for i, m in enumerate(self.spec.measures)]

    def _stage(self, outputs: Sequence[Output], where: exp.Expr | None = None) -> exp.Select:
        select = self.matching.select(outputs)
        for ends in self.ranges:
            select.append("joins", exp.Join(this=ends, kind="CROSS"))
        if where is not None:
            select.where(where, copy=False)
        places = [number(i + 1) for i in range(len(self.spec.dimensions))]
        return select.group_by(*places, copy=False) if places else select

    def _corr(self, transform: Corr) -> Output:
        sides = [self.matching.scope.find(text, f"transform.{side}") for side, text in (("x", transform.x), ("y", transform.y))]
        for side, found in zip("xy", sides, strict=True):
            if not found.type.is_number:
                raise SpecInvalid(f'transform.{side}: "{found.name}" is {found.type}, not a number.', field=f"transform.{side}")
        title = self.names.take(transform.name, "correlation", "transform.as")
        sql = call("corr", *(cast(found.sql, "DOUBLE") for found in sides))
        return Output(OutputColumn(title, transform.name or "Correlation", ColumnType.FLOAT, "measure"), sql)

    def _compare(self, dimensions: Sequence[Output], transform: Compare) -> Groups:
        """Each measure over the rows of a and over those of b; rows of neither are left out."""
        found = self.matching.scope.find(transform.field, "transform.field")
        clock = self.conditions.clock
        in_a, in_b = (
            self.conditions.inside(found, clock.bounds(period, f"transform.{side}"), "transform.field")
            for side, period in (("a", transform.a), ("b", transform.b))
        )
        of_a, of_b = self._measures(in_a, "_a"), self._measures(in_b, "_b")
        stage = self._stage([*dimensions, *of_a, *of_b], exp.or_(in_a, in_b))
        outputs = [o.within(STAGE) for o in [*dimensions, *of_a, *of_b]]
        for a, b in zip(of_a, of_b, strict=True):
            if a.column.type.is_number:
                outputs.append(self._compared(a.within(STAGE), b.within(STAGE)))
        shaped = exp.select(*(renamed(o.sql, o.column.name) for o in outputs)).from_(name_table(STAGE))
        return Groups(stage, [*dimensions, *of_a, *of_b], (shaped, outputs))

    def _compared(self, a: Output, b: Output) -> Output:
        stem = a.column.name.removesuffix("_a")
        title = self.names.take(None, f"{stem}_change", "transform")
        return Output(OutputColumn(title, f"{a.column.label} (change)", ColumnType.FLOAT, "measure"), change(a.sql, b.sql))
