"""SQL that turns a staged value into its final type, and SQL that tells which values cannot be turned."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..readers.infer import NULLS, SYMBOLS, Marks
from ..readers.plan import ColumnPlan
from ..types import ColumnType

_NOTHING = "|".join(re.escape(value) for value in sorted(NULLS))
_EXACT = 9_007_199_254_740_992  # 2^53: beyond it a double skips integers
_SQL = {ColumnType.FLOAT: "DOUBLE", ColumnType.DECIMAL: "DECIMAL(28,6)", ColumnType.TIME: "TIME", ColumnType.BOOLEAN: "BOOLEAN"}


@dataclass(frozen=True, slots=True)
class Conversion:
    """`value` is the final expression; `bad` is true for values that do not fit (None: every value fits)."""

    value: str
    bad: str | None = None


def text(value: str) -> str:
    """A SQL string literal."""
    return "'" + value.replace("'", "''") + "'"


def ident(name: str) -> str:
    """A quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def conversion(plan: ColumnPlan, staged: str, marks: Marks) -> Conversion:
    """How the staged column (DuckDB type `staged`) becomes the plan's type."""
    column = ident(plan.raw)
    if staged == "VARCHAR":
        return _from_text(plan, column, marks)
    if staged.startswith("TIMESTAMPTZ") or staged == "TIMESTAMP WITH TIME ZONE":
        column, staged = f"(CAST({column} AS TIMESTAMPTZ) AT TIME ZONE 'UTC')", "TIMESTAMP"
    if plan.chosen and ColumnType.of_duckdb(staged) is not plan.type:
        return _from_chosen(plan, column, staged, marks)
    if staged in ("DOUBLE", "FLOAT") and plan.type is ColumnType.INTEGER:
        return Conversion(f"CAST({column} AS BIGINT)", whole_number_fails(plan))
    if staged == "TIMESTAMP" and plan.type is ColumnType.DATE:
        return Conversion(f"CAST({column} AS DATE)", f"CAST({column} AS DATE) <> {column}")
    return Conversion(_kept(column, staged))


def whole_number_fails(plan: ColumnPlan) -> str:
    """True for doubles that are no whole number, or too large to be sure."""
    column = ident(plan.raw)
    return f"(NOT isnan({column}) AND ({column} <> trunc({column}) OR abs({column}) >= {_EXACT}))"


def _kept(column: str, staged: str) -> str:
    """Native types that go on as they are, and those that our hot files do without."""
    base = staged.split("(")[0]
    if base in ("DOUBLE", "FLOAT"):
        return f"CASE WHEN isfinite({column}) THEN {column} END"
    if base.startswith("TIMESTAMP_"):
        return f"CAST({column} AS TIMESTAMP)"
    if base in ("HUGEINT", "UHUGEINT"):
        return f"CAST({column} AS DOUBLE)"
    kind = ColumnType.of_duckdb(staged)
    if base in ("UUID", "INTERVAL", "ENUM") or base.startswith("TIME ") or base == "TIME_NS":
        return f"CAST({column} AS VARCHAR)"
    return f"CAST(to_json({column}) AS JSON)" if kind is ColumnType.OTHER else column


def _from_text(plan: ColumnPlan, column: str, marks: Marks) -> Conversion:
    if plan.type is ColumnType.TEXT:
        return Conversion(column)
    trimmed = f"trim({column})"
    # not an IN list: a long one becomes a hash join, which loses the order of rows
    filled = f"({column} IS NOT NULL AND NOT regexp_full_match({trimmed}, {text(_NOTHING)}))"
    value = f"CASE WHEN {filled} THEN {_parsed(plan, trimmed, marks)} END"
    return Conversion(value, f"({filled} AND ({value}) IS NULL)")


def _from_chosen(plan: ColumnPlan, column: str, staged: str, marks: Marks) -> Conversion:
    """A person wants another type than the file has."""
    kind = ColumnType.of_duckdb(staged)
    if plan.type is ColumnType.TEXT:
        return Conversion(f"CAST({column} AS VARCHAR)")
    if kind.is_number and plan.type is ColumnType.INTEGER:
        value = f"CASE WHEN {column} = trunc({column}) THEN TRY_CAST({column} AS BIGINT) END"
    elif kind.is_number and plan.type.is_number:
        value = f"TRY_CAST({column} AS {_SQL[plan.type]})"
    elif kind.is_temporal and plan.type.is_temporal:
        value = f"TRY_CAST({column} AS {plan.type.value})"
    else:
        return _from_text(plan, f"CAST({column} AS VARCHAR)", Marks())
    return Conversion(value, f"({column} IS NOT NULL AND ({value}) IS NULL)")


def _parsed(plan: ColumnPlan, value: str, marks: Marks) -> str:
    kind = plan.type
    if kind.is_number:
        return _number(kind, _plain(value, marks, plan.symbols))
    if kind.is_temporal:
        return _moment(kind, value, plan.format)
    if kind is ColumnType.BOOLEAN:
        yes, no = (f"lower({value}) IN ({words})" for words in ("'true','yes','t','y','1'", "'false','no','f','n','0'"))
        return f"CASE WHEN {yes} THEN true WHEN {no} THEN false END"
    if kind is ColumnType.JSON:
        return f"CASE WHEN json_valid({value}) THEN CAST({value} AS JSON) END"
    return f"TRY_CAST({value} AS TIME)"


def _plain(value: str, marks: Marks, symbols: bool) -> str:
    if symbols:
        value = f"trim(regexp_replace({value}, '[{SYMBOLS}\\s]', '', 'g'))"
    if marks.thousands:
        value = f"replace({value}, {text(marks.thousands)}, '')"
    if marks.decimal == ",":
        value = f"CASE WHEN contains({value}, '.') THEN NULL ELSE replace({value}, ',', '.') END"
    return value


def _number(kind: ColumnType, value: str) -> str:
    if kind is ColumnType.INTEGER:
        return f"CASE WHEN regexp_full_match({value}, '[+-]?\\d+(\\.0*)?') THEN TRY_CAST({value} AS BIGINT) END"
    cast = f"TRY_CAST({value} AS {_SQL[kind]})"
    return f"CASE WHEN isfinite(TRY_CAST({value} AS DOUBLE)) THEN {cast} END"


def _moment(kind: ColumnType, value: str, date_format: str | None) -> str:
    if date_format:
        return f"CAST(try_strptime({value}, {text(date_format)}) AS {kind.value})"
    cast = f"TRY_CAST({value} AS TIMESTAMP)"
    return cast if kind is ColumnType.TIMESTAMP else f"CASE WHEN CAST({cast} AS DATE) = {cast} THEN CAST({cast} AS DATE) END"
