"""From a syntax tree to SQL text with positional `?` and the values in the order of the text.

A value never enters the text: the tree holds a token of NUL, number, NUL, which no identifier can contain (`Scope`
refuses NUL), so splitting at NUL after rendering finds every place, also where one value is needed twice.
"""

from __future__ import annotations

from typing import Any

from sqlglot import exp

MARK = "\x00"


class Binder:
    """Collects the values of one query."""

    def __init__(self) -> None:
        self._values: list[Any] = []

    def bind(self, value: Any) -> exp.Expr:
        """Return the expression that stands for `value`; copies of it stand for the same value."""
        self._values.append(value)
        return exp.Var(this=f"{MARK}{len(self._values) - 1}{MARK}")

    def render(self, tree: exp.Expr) -> tuple[str, list[Any]]:
        """Return (sql, params) for DuckDB."""
        parts = tree.sql(dialect="duckdb", pretty=True, comments=False).split(MARK)
        parts[1::2], params = ["?"] * (len(parts) // 2), [self._values[int(place)] for place in parts[1::2]]
        return "".join(parts), params


def name(text: str) -> exp.Identifier:
    """An identifier, always quoted."""
    return exp.to_identifier(text, quoted=True)


def column(text: str, table: str | None = None) -> exp.Column:
    """A column reference, always quoted."""
    return exp.Column(this=name(text), table=name(table) if table else None)


def call(function: str, *arguments: exp.Expr) -> exp.Expr:
    """A call written exactly as named here, never rewritten for another dialect."""
    return exp.Anonymous(this=function, expressions=list(arguments))


def cast(value: exp.Expr, kind: str) -> exp.Expr:
    """CAST to one of our own type names."""
    return exp.Cast(this=value, to=exp.DataType.build(kind, dialect="duckdb"))


def word(text: str) -> exp.Expr:
    """A literal from a closed list of our own, such as a grain; never something a person wrote."""
    return exp.Literal.string(text)


def number(value: int) -> exp.Expr:
    """A literal of our own, such as the place of a column."""
    return exp.Literal.number(value)


def both(*conditions: exp.Expr | None) -> exp.Expr | None:
    """All conditions that are there, joined by AND."""
    there = [c.copy() for c in conditions if c is not None]
    return exp.and_(*there, copy=False) if there else None


def renamed(value: exp.Expr, alias: str) -> exp.Expr:
    """The value under a quoted name."""
    return exp.Alias(this=value, alias=name(alias))


def ordered(value: exp.Expr, *, down: bool) -> exp.Ordered:
    """Nulls last in both directions (DuckDB's own default, said so that a setting cannot change it)."""
    return exp.Ordered(this=value, desc=down, nulls_first=False)
