"""The rows that a question is about: sources, joins, filters and sample, shared by all shapes of query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from ..spec import QuerySpec, Sample
from .filters import Conditions
from .outputs import Names, Output, OutputColumn, words
from .scope import Operand, Scope, operand
from .sources import ROW_NUMBER, from_clause
from .text import Binder, both, call, cast, column, number, ordered, renamed

_GRAINS = 1_000_000  # a share is taken in millionths


@dataclass(frozen=True, slots=True)
class Matching:
    """FROM and WHERE, from which any number of selects can be made."""

    scope: Scope
    table: exp.Expr
    joins: Sequence[exp.Join]
    where: exp.Expr | None

    @classmethod
    def of(cls, spec: QuerySpec, scope: Scope, conditions: Conditions, binder: Binder) -> Matching:
        table, joins = from_clause(scope, spec.joins, binder, conditions.clock, numbered=spec.sample is not None)
        where = conditions.write(spec.filters, "filters") if spec.filters else None
        found = cls(scope, table, joins, where)
        return cls(scope, table, joins, both(where, found.sampled(spec.sample, binder))) if spec.sample else found

    def plain(self, *columns: exp.Expr) -> exp.Select:
        """Select these expressions from the matching rows."""
        select = exp.select(*columns).from_(self.table.copy())
        for join in self.joins:
            select.append("joins", join.copy())
        return select.where(self.where.copy(), copy=False) if self.where is not None else select

    def select(self, outputs: Sequence[Output]) -> exp.Select:
        return self.plain(*(renamed(o.sql.copy(), o.column.name) for o in outputs))

    def fields(self, names: Sequence[str]) -> list[Output]:
        """The listed columns; `*` is every column of the base."""
        out, taken = [], Names()
        for place, text in enumerate(names):
            for found in self._every() if text == "*" else [self.scope.find(text, f"rows.{place}")]:
                title = taken.take(None, found.name, f"rows.{place}")
                shown = OutputColumn(title, found.label or words(found.name), found.type, "field")
                out.append(Output(shown, found.sql, found.native))
        return out

    def _every(self) -> list[Operand]:
        return [operand(c, self.scope.base.alias) for c in self.scope.base.source.shown]

    def shuffled(self) -> exp.Expr:
        """A number that orders rows at random, the same way each time."""
        return call("hash", column(ROW_NUMBER, self.scope.base.alias))

    def sampled(self, sample: Sample, binder: Binder) -> exp.Expr | None:
        """A condition that keeps the sample: by share, or the rows with the smallest hashes."""
        if sample.share is not None:
            part = exp.Mod(this=self.shuffled(), expression=number(_GRAINS))
            return exp.LT(this=part, expression=binder.bind(round(sample.share * _GRAINS))) if sample.share < 1 else None
        drawn = renamed(self.shuffled(), "drawn")
        lowest = self.plain(drawn).order_by(ordered(number(1), down=False)).limit(binder.bind(sample.rows))
        edge = exp.select(call("max", column("drawn", "lowest"))).from_(exp.Subquery(this=lowest, alias="lowest"))
        return exp.LTE(this=self.shuffled(), expression=exp.Subquery(this=edge))

    def range_of(self, of: Operand, table: str) -> exp.Subquery:
        """One row with the lowest and highest finite value of a number among the matching rows."""
        value = cast(of.sql.copy(), "DOUBLE")
        finite = exp.Where(this=call("isfinite", value))
        ends = (("low", "min"), ("high", "max"))
        columns = [renamed(exp.Filter(this=call(f, value.copy()), expression=finite.copy()), n) for n, f in ends]
        return exp.Subquery(this=self.plain(*columns), alias=exp.TableAlias(this=exp.to_identifier(table, quoted=True)))
