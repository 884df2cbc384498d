"""Conditions to SQL. Every condition is true or false, never null (see `spec.filters`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlglot import exp

from ..errors import SpecInvalid
from ..spec import And, Between, Comparison, Emptiness, Filter, InPeriod, Matches, Membership, Not, Or
from ..types import ColumnType
from .clock import Bounds, Clock, end_of, start_of
from .scope import Operand
from .text import Binder, call, cast
from .values import typed

_COMPARE: dict[str, type[exp.Binary]] = {"eq": exp.EQ, "lt": exp.LT, "lte": exp.LTE, "gt": exp.GT, "gte": exp.GTE}
_AS_TEXT = (ColumnType.JSON, ColumnType.OTHER)


@dataclass(frozen=True, slots=True)
class Conditions:
    """Writes conditions over whatever `find` resolves: columns of the sources, or columns of the result."""

    find: Callable[[str, str], Operand]
    binder: Binder
    clock: Clock

    def write(self, condition: Filter, path: str) -> exp.Expr:
        """Return one boolean expression."""
        match condition:
            case And(and_=parts):
                return self._group(parts, f"{path}.and", exp.and_, empty=True)
            case Or(or_=parts):
                return self._group(parts, f"{path}.or", exp.or_, empty=False)
            case Not(not_=part):
                return exp.Not(this=_decided(self.write(part, f"{path}.not")))
        operand = _comparable(self.find(condition.field, f"{path}.field"))
        match condition:
            case Comparison():
                return self._compare(operand, condition.op, condition.value, f"{path}.value")
            case Membership():
                return self._member(operand, condition, f"{path}.values")
            case Between(values=(low, high)):
                return exp.and_(
                    self._compare(operand, "gte", low, f"{path}.values.0"), self._compare(operand, "lte", high, f"{path}.values.1")
                )
            case Matches():
                return self._matches(operand, condition)
            case Emptiness(op=op):
                empty = exp.Is(this=operand.sql, expression=exp.Null())
                return empty if op == "is_null" else exp.Not(this=empty)
            case InPeriod():
                return self.inside(operand, self.clock.bounds(condition.value, f"{path}.value"), f"{path}.field")

    def _group(self, parts: tuple[Filter, ...], path: str, join: Callable[..., exp.Expr], *, empty: bool) -> exp.Expr:
        written = [self.write(part, f"{path}.{place}") for place, part in enumerate(parts)]
        return join(*written) if written else exp.Boolean(this=empty)

    def _compare(self, operand: Operand, op: str, value: Any, path: str) -> exp.Expr:
        given = typed(value, operand, self.clock, path)
        if op == "ne":
            return exp.Not(this=_decided(self._compare(operand, "eq", value, path)))
        if operand.type is ColumnType.TIMESTAMP and not isinstance(given, datetime):
            return self._compare_day(operand, op, given)
        return _COMPARE[op](this=operand.sql, expression=self.binder.bind(given))

    def _compare_day(self, operand: Operand, op: str, day: date) -> exp.Expr:
        """A day against a timestamp means the whole day: up to the 5th includes its evening."""
        start, end = start_of(day), end_of(day)
        edges: dict[str, Bounds] = {"eq": (start, end), "lt": (None, start), "lte": (None, end), "gt": (end, None), "gte": (start, None)}
        return self.inside(operand, edges[op], "")

    def _member(self, operand: Operand, condition: Membership, path: str) -> exp.Expr:
        """Nulls in the list mean "empty"; `not_in` is the exact opposite of `in`."""
        given = [typed(v, operand, self.clock, f"{path}.{i}") for i, v in enumerate(condition.values) if v is not None]
        parts: list[exp.Expr] = []
        if operand.type is ColumnType.TIMESTAMP:
            parts += [self._compare_day(operand, "eq", v) for v in given if not isinstance(v, datetime)]
            given = [v for v in given if isinstance(v, datetime)]
        if given:
            parts.append(exp.In(this=operand.sql.copy(), expressions=[self.binder.bind(v) for v in given]))
        if None in condition.values:
            parts.append(exp.Is(this=operand.sql.copy(), expression=exp.Null()))
        found = exp.or_(*parts) if parts else exp.Boolean(this=False)
        return found if condition.op == "in" else exp.Not(this=_decided(found))

    def _matches(self, operand: Operand, condition: Matches) -> exp.Expr:
        text = operand.sql if operand.type is ColumnType.TEXT else cast(operand.sql, "VARCHAR")
        sought = self.binder.bind(condition.value)
        if not condition.case:
            text, sought = call("lower", text), call("lower", sought)
        return call(condition.op if condition.op == "contains" else "starts_with", text, sought)

    def inside(self, operand: Operand, bounds: Bounds, path: str) -> exp.Expr:
        """start <= operand < end, in the operand's own type; None is open."""
        if not operand.type.is_temporal:
            raise SpecInvalid(f'{path}: "{operand.name}" is {operand.type}, not a date. A period needs a date.', field=path)
        start, end = (self._edge(operand, edge) for edge in bounds)
        parts: list[exp.Expr] = []
        if start is not None:
            parts.append(exp.GTE(this=operand.sql.copy(), expression=self.binder.bind(start)))
        if end is not None:
            parts.append(exp.LT(this=operand.sql.copy(), expression=self.binder.bind(end)))
        return exp.and_(*parts)

    def _edge(self, operand: Operand, edge: datetime | None) -> date | datetime | None:
        """A date column's day begins at midnight: an edge within a day moves to the next one."""
        if edge is None or operand.type is ColumnType.TIMESTAMP:
            return self.clock.moment(edge) if edge and operand.zoned else edge
        return edge.date() if edge == start_of(edge.date()) else edge.date() + timedelta(days=1)


def _comparable(operand: Operand) -> Operand:
    """Nested values, JSON and UUIDs are compared as text."""
    if operand.type in _AS_TEXT or operand.native.upper() == "UUID":
        return Operand(cast(operand.sql, "VARCHAR"), ColumnType.TEXT, operand.name, operand.label)
    return operand


def _decided(condition: exp.Expr) -> exp.Expr:
    """False where the engine would say null."""
    return exp.Coalesce(this=condition, expressions=[exp.Boolean(this=False)])
