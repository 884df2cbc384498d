"""Dimensions to SQL: a field as it is, a grain of time, or bins of a number."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from ..errors import SpecInvalid
from ..spec import Dimension
from ..types import ColumnType
from .outputs import Names, Output, OutputColumn, words
from .scope import Operand, Scope
from .text import Binder, call, cast, column, number, word

Range = Callable[[Operand], str]


def usual_name(dimension: Dimension, field: str) -> str:
    """What a dimension without a name of its own is called in the answer; `field` is its column's name."""
    return f"{field}_{dimension.grain}" if dimension.grain else f"{field}_bin" if dimension.bins or dimension.width else field


def usual_label(dimension: Dimension, field: str, label: str) -> str:
    """What people call a dimension; `label` is what they call its column, if they gave it a name."""
    behind = f" ({dimension.grain})" if dimension.grain else " (from)" if dimension.bins or dimension.width else ""
    return dimension.name or f"{label or words(field)}{behind}"


class Dimensions:
    """Writes dimensions; `range_of` gives the name of a one-row table with the `low` and `high` of an operand."""

    def __init__(self, scope: Scope, binder: Binder, zone: str, names: Names, range_of: Range) -> None:
        self._scope, self._binder, self._zone, self._names, self._range_of = scope, binder, zone, names, range_of

    def write(self, dimension: Dimension, path: str) -> Output:
        operand = self._scope.find(dimension.field, f"{path}.field")
        if dimension.grain:
            return self._grain(dimension, operand, path)
        if dimension.bins or dimension.width:
            return self._binned(dimension, operand, path)
        name = self._names.take(dimension.name, usual_name(dimension, operand.name), f"{path}.as")
        label = usual_label(dimension, operand.name, operand.label)
        return Output(OutputColumn(name, label, operand.type, "dimension"), operand.sql, operand.native)

    def _grain(self, dimension: Dimension, operand: Operand, path: str) -> Output:
        """Moments are read in the query's time zone first; dates and wall-clock times stay where they are."""
        grain = dimension.grain
        if not operand.type.is_temporal or grain is None:
            raise SpecInvalid(f'{path}.grain: "{operand.name}" is {operand.type}, not a date.', field=f"{path}.grain")
        if grain == "hour" and operand.type is ColumnType.DATE:
            raise SpecInvalid(f'{path}.grain: "{operand.name}" holds dates without a time of day.', field=f"{path}.grain")
        local = call("timezone", self._binder.bind(self._zone), operand.sql) if operand.zoned else operand.sql
        start = call("date_trunc", word(grain), local)
        kind = ColumnType.TIMESTAMP if grain == "hour" else ColumnType.DATE
        name = self._names.take(dimension.name, usual_name(dimension, operand.name), f"{path}.as")
        label = usual_label(dimension, operand.name, operand.label)
        return Output(OutputColumn(name, label, kind, "dimension", grain), start if grain == "hour" else cast(start, "DATE"))

    def _binned(self, dimension: Dimension, operand: Operand, path: str) -> Output:
        """Each bin is named by its lower edge."""
        if not operand.type.is_number:
            raise SpecInvalid(f'{path}: "{operand.name}" is {operand.type}, not a number. Bins need a number.', field=path)
        edge = self._edge_of_width(operand, dimension.width) if dimension.width else self._edge_of_bins(operand, dimension)
        name = self._names.take(dimension.name, usual_name(dimension, operand.name), f"{path}.as")
        label = usual_label(dimension, operand.name, operand.label)
        return Output(OutputColumn(name, label, ColumnType.FLOAT, "dimension"), edge)

    def _edge_of_width(self, operand: Operand, width: float) -> exp.Expr:
        size = self._binder.bind(float(width))
        return exp.Mul(this=call("floor", exp.Div(this=cast(operand.sql, "DOUBLE"), expression=size)), expression=size.copy())

    def _edge_of_bins(self, operand: Operand, dimension: Dimension) -> exp.Expr:
        """low + place * step; the highest value belongs to the last bin, and so does what is not finite."""
        count = dimension.bins or 1
        if dimension.range:
            return self._edge_of_range(operand, count, *dimension.range)
        table = self._range_of(operand)
        low, high = column("low", table), column("high", table)
        step = exp.Paren(this=exp.Div(this=exp.Paren(this=exp.Sub(this=high, expression=low)), expression=self._binder.bind(float(count))))
        place = call("floor", exp.Div(this=_less(cast(operand.sql, "DOUBLE"), low.copy()), expression=step.copy()))
        return self._edge(operand, low.copy(), step, place, count)

    def _edge_of_range(self, operand: Operand, count: int, low: float, high: float) -> exp.Expr:
        """The same over a known range. The place is set right against the edges, so that whoever compares values with an edge agrees."""
        start, step, value = self._binder.bind(low), self._binder.bind((high - low) / count), cast(operand.sql, "DOUBLE")
        guess = call("floor", exp.Div(this=_less(value, start), expression=step))
        below = cast(exp.LT(this=value.copy(), expression=_edge_at(start, step, guess)), "DOUBLE")
        above = cast(
            exp.GTE(this=value.copy(), expression=_edge_at(start, step, exp.Add(this=guess.copy(), expression=number(1)))), "DOUBLE"
        )
        place = exp.Add(this=_less(guess.copy(), below), expression=above)
        return self._edge(operand, start.copy(), step.copy(), place, count)

    def _edge(self, operand: Operand, low: exp.Expr, step: exp.Expr, place: exp.Expr, count: int) -> exp.Expr:
        last = self._binder.bind(float(count - 1))
        inside = exp.Case(
            ifs=[exp.If(this=exp.Is(this=operand.sql.copy(), expression=exp.Null()), true=exp.Null())],
            default=call("least", call("greatest", place, cast(exp.Literal.number(0), "DOUBLE")), last),
        )
        return _edge_at(low, step, inside)


def _less(value: exp.Expr, other: exp.Expr) -> exp.Expr:
    return exp.Paren(this=exp.Sub(this=value, expression=other))


def _edge_at(low: exp.Expr, step: exp.Expr, place: exp.Expr) -> exp.Expr:
    return exp.Add(this=low.copy(), expression=exp.Mul(this=exp.Paren(this=place.copy()), expression=step.copy()))
