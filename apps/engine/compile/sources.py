"""The FROM of a query: each source with the caller's row filter and masks already applied, and the joins between them.

This is the only place where row rules become SQL, so no other part of a query can see a row or a value that they hide.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import TypeAdapter, ValidationError
from sqlglot import exp

from ..errors import SpecInvalid
from ..spec import Filter, Join
from ..spec.filters import Filters
from ..types import Column, ColumnType, Source
from .clock import Clock
from .filters import Conditions
from .scope import Operand, Scope, Table
from .text import Binder, cast, column, name, renamed

_RULE: TypeAdapter[Filter | None] = TypeAdapter(Filters)
_INNER = "data"
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
    hidden = [c for c in source.columns if c.name in source.masked or c.id in source.masked]
    if condition is None and not hidden and not numbered:
        return _stored(source, table.alias)
    shown = [
        renamed(cast(exp.Null(), _null_type(c.type, c.native)), c.name) if c in hidden else _told(c, ruled=condition is not None)
        for c in source.columns
    ]
    if numbered:
        shown.append(renamed(column("rowid", _INNER), ROW_NUMBER))
    query = exp.select(*shown).from_(_stored(source, _INNER))
    query = query.where(condition) if condition is not None else query
    return exp.Subquery(this=query, alias=exp.TableAlias(this=name(table.alias)))


def _told(of: Column, *, ruled: bool) -> exp.Expr:
    """A column behind a row rule. A dictionary type names every value of the whole table, also of rows that the rule hides."""
    plain = column(of.name, _INNER)
    return renamed(cast(plain, "VARCHAR"), of.name) if ruled and of.native.upper().startswith("ENUM") else plain


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
    inner = Scope([Table(_INNER, source)])
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
