"""The FROM of a query: each source with the caller's row filter and masks already applied, and the joins between them.

This is the only place where row rules become SQL, so no other part of a query can see a row or a value that they hide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pydantic import TypeAdapter, ValidationError
from sqlglot import exp

from ..errors import SpecInvalid
from ..spec import Filter, Join
from ..spec.filters import Filters
from ..types import Column, ColumnType, Mask, Source
from .clock import Clock
from .filters import Conditions
from .scope import Operand, Scope, Table
from .text import Binder, call, cast, column, name, number, renamed, word

_RULE: TypeAdapter[Filter | None] = TypeAdapter(Filters)
_INNER = "data"
_DIGITS, _LAST, _DOTS = 16, 4, "••••"
# The engine (2.0.0) fails on a top-N whose WHERE names the pseudo-column itself, so samples read it under this name.
ROW_NUMBER = "row number"
_NULLS = {
    ColumnType.INTEGER: "BIGINT", ColumnType.FLOAT: "DOUBLE", ColumnType.DECIMAL: "DOUBLE", ColumnType.BOOLEAN: "BOOLEAN",
    ColumnType.DATE: "DATE", ColumnType.TIMESTAMP: "TIMESTAMP", ColumnType.TIME: "TIME",
}  # fmt: skip


def from_clause(scope: Scope, joins: Sequence[Join], binder: Binder, clock: Clock, *, numbered: bool) -> tuple[exp.Expr, list[exp.Join]]:
    """Return the base table and its joins; `numbered` adds the column ROW_NUMBER to the base."""
    read = [_readable(table, binder, clock, numbered=numbered and table is scope.base) for table in scope.tables]
    return read[0], [_join(scope, join, place, read[place + 1]) for place, join in enumerate(joins)]


def _readable(table: Table, binder: Binder, clock: Clock, *, numbered: bool) -> exp.Expr:
    """The source under its alias: the stored table itself, or a subquery that hides what the caller may not see."""
    source = table.source
    condition = _row_rule(source, binder, clock)
    if condition is None and not source.masks and not numbered:
        return _stored(source, table.alias)
    masks = _Masks(source, binder)
    shown = [masks.written(c) if source.mask_of(c) else _told(c, ruled=condition is not None) for c in source.shown]
    if numbered:
        shown.append(renamed(column("rowid", _INNER), ROW_NUMBER))
    query = exp.select(*shown).from_(_stored(source, _INNER))
    query = query.where(condition) if condition is not None else query
    return exp.Subquery(this=query, alias=exp.TableAlias(this=name(table.alias)))


def _told(of: Column, *, ruled: bool) -> exp.Expr:
    """A column behind a row rule. A dictionary type names every value of the whole table, also of rows that the rule hides."""
    plain = column(of.name, _INNER)
    return renamed(cast(plain, "VARCHAR"), of.name) if ruled and of.native.upper().startswith("ENUM") else plain


class _Masks:
    """Writes what stands in place of masked values."""

    def __init__(self, source: Source, binder: Binder) -> None:
        self.source, self.binder = source, binder

    def written(self, of: Column) -> exp.Expr:
        text = cast(column(of.name, _INNER), "VARCHAR")
        match self.source.mask_of(of):
            case Mask.HASH:
                return renamed(self._hash(text), of.name)
            case Mask.LAST4:
                return renamed(_last4(text), of.name)
        return renamed(cast(exp.Null(), _null_type(of.type, of.native)), of.name)

    def _hash(self, text: exp.Expr) -> exp.Expr:
        """Sixteen hexadecimal digits of a salted SHA-256; an empty cell stays empty."""
        salted = exp.DPipe(this=cast(self.binder.bind(self.source.salt), "VARCHAR"), expression=text)
        return call("left", call("sha256", salted), number(_DIGITS))


def _last4(text: exp.Expr) -> exp.Expr:
    """Dots and the last four characters; of short values dots only, for four characters would be most of them."""
    short = exp.LT(this=call("length", text), expression=number(2 * _LAST))
    ending = exp.DPipe(this=word(_DOTS), expression=call("right", text.copy(), number(_LAST)))
    empty = exp.Is(this=text.copy(), expression=exp.Null())
    return exp.Case(ifs=[exp.If(this=empty, true=exp.Null()), exp.If(this=short, true=word(_DOTS))], default=ending)


def _null_type(kind: ColumnType, native: str) -> str:
    """A masked column keeps its kind; a moment stays a moment, so that it still takes a time zone."""
    return "TIMESTAMPTZ" if "TIME ZONE" in native.upper() and kind is ColumnType.TIMESTAMP else _NULLS.get(kind, "VARCHAR")


def _stored(source: Source, alias: str) -> exp.Table:
    return exp.Table(this=name("data"), db=name(source.catalog), alias=exp.TableAlias(this=name(alias)))


def _row_rule(source: Source, binder: Binder, clock: Clock) -> exp.Expr | None:
    """A rule reads the true values, also of masked columns. A rule that cannot be read hides everything, loudly."""
    if source.row_filter is None:
        return None
    try:
        rule = _RULE.validate_python(source.row_filter)
    except ValidationError:
        raise SpecInvalid(f"The row rule of {source.name} cannot be read. Ask its owner to save it again.", field="dataset") from None
    if rule is None:
        return None
    inner = Scope([Table(_INNER, replace(source, masks={}))])
    return Conditions(inner.find, binder, clock).write(rule, f"row rule of {source.name}")


def _join(scope: Scope, join: Join, place: int, table: exp.Expr) -> exp.Join:
    """Keys on the left may come from the base or any source joined before."""
    before, right = Scope(scope.tables[: place + 1]), Scope([scope.tables[place + 1]])
    equal = []
    for i, pair in enumerate(join.on):
        path = f"joins.{place}.on.{i}"
        left_key, right_key = before.find(pair.left, f"{path}.left"), right.find(pair.right, f"{path}.right")
        _same_kind(left_key, right_key, path)
        equal.append(exp.EQ(this=left_key.sql, expression=right_key.sql))
    return exp.Join(
        this=table, side="LEFT" if join.kind == "left" else None, kind=None if join.kind == "left" else "INNER", on=exp.and_(*equal)
    )


def _same_kind(left: Operand, right: Operand, path: str) -> None:
    numbers = left.type.is_number and right.type.is_number
    times = left.type.is_temporal and right.type.is_temporal
    if not (left.type is right.type or numbers or times):
        message = f'{path}: "{left.name}" is {left.type} and "{right.name}" is {right.type}; a join needs the same kind on both sides.'
        raise SpecInvalid(message, field=path)
