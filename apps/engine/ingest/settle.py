"""After staging, before building: count what does not fit and decide, column by column, to widen or to reject rows.

The rule is the preview's: a guessed type stands when at least 95 % of the values fit, and the other rows are rejected;
else the column is widened (whole numbers to decimals, dates to timestamps, anything to text). A chosen type always stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import duckdb

from ..readers.infer import Marks, enough
from ..readers.plan import ColumnPlan
from ..types import ColumnType
from .convert import Conversion, conversion
from .stage import Staged

_CHUNK = 40  # planning a query grows with the square of its aggregates
ENUM_MAX = 1_000


@dataclass(slots=True)
class Settled:
    """A column's final conversion. `bad` rows are rejected when it is set; `distinct` is approximate, for texts only."""

    plan: ColumnPlan
    value: str
    bad: str | None
    distinct: int | None = None


def settle(con: duckdb.DuckDBPyConnection, staged: Staged, plans: Sequence[ColumnPlan], marks: Marks) -> tuple[list[Settled], list[str]]:
    """Decide every column's conversion; warnings say what was widened."""
    settled: list[Settled] = []
    warnings: list[str] = []
    for chunk in _chunks(plans):
        counted = _counts(con, staged, chunk, marks)
        for plan, (filled, bad, distinct) in zip(chunk, counted, strict=True):
            final, words = _decide(con, staged, plan, marks, filled, bad)
            warnings += [words] if words else []
            settled.append(replace(final, distinct=distinct if final.plan.type is ColumnType.TEXT and final.bad is None else None))
    return settled, warnings


def _chunks(plans: Sequence[ColumnPlan]) -> Iterator[Sequence[ColumnPlan]]:
    for start in range(0, len(plans), _CHUNK):
        yield plans[start : start + _CHUNK]


def _counts(con: duckdb.DuckDBPyConnection, staged: Staged, plans: Sequence[ColumnPlan], marks: Marks) -> list[tuple[int, int, int | None]]:
    """Filled values, values that do not fit and (texts) distinct values, of each column, in one scan."""
    asked: list[str] = []
    for plan in plans:
        bad = conversion(plan, staged.types[plan.raw], marks).bad or _endless(plan, staged)
        text = staged.types[plan.raw] == "VARCHAR" and plan.type is ColumnType.TEXT
        asked += [
            f"count({plan.raw})",
            f"count(*) FILTER (WHERE {bad})" if bad else "0",
            f"approx_count_distinct({plan.raw})" if text else "NULL",
        ]
    row = con.execute(f"SELECT {', '.join(asked)} FROM {staged.relation}{_readable(staged)}").fetchall()[0]
    return [(row[i], row[i + 1], row[i + 2]) for i in range(0, len(row), 3)]


def _endless(plan: ColumnPlan, staged: Staged) -> str | None:
    """SQL that is true for infinities and NaN, which become null; a column without any can go on as it is."""
    doubles = staged.types[plan.raw] in ("DOUBLE", "FLOAT") and plan.type is ColumnType.FLOAT
    return f"NOT isfinite({plan.raw})" if doubles else None


def _readable(staged: Staged) -> str:
    return f" WHERE {staged.broken} IS NULL" if staged.broken else ""


def _decide(con: duckdb.DuckDBPyConnection, staged: Staged, plan: ColumnPlan, marks: Marks, filled: int, bad: int) -> tuple[Settled, str]:
    now = conversion(plan, staged.types[plan.raw], marks)
    if now.bad is None or not bad:
        return Settled(plan, plan.raw if not bad and _endless(plan, staged) else now.value, None), ""
    if plan.chosen:
        return Settled(plan, now.value, now.bad), ""
    wider = {ColumnType.INTEGER: ColumnType.FLOAT, ColumnType.DATE: ColumnType.TIMESTAMP}.get(plan.type)
    if wider and plan.format is None:
        was = plan.type
        widened = replace(plan, type=wider)
        better = conversion(widened, staged.types[plan.raw], marks)
        left = _count_bad(con, staged, better)
        if left < bad and enough(left, filled):
            return Settled(
                widened, better.value, better.bad if left else None
            ), f"{plan.name} holds more than {was.value} values and was read as {wider.value}."
    if enough(bad, filled):
        return Settled(plan, now.value, now.bad), ""
    text = replace(plan, type=ColumnType.TEXT, format=None)
    words = f"{bad:,} of {filled:,} values in {plan.name} are no {plan.type.value}; the column was read as text."
    return Settled(text, conversion(text, staged.types[plan.raw], marks).value, None), words


def _count_bad(con: duckdb.DuckDBPyConnection, staged: Staged, wanted: Conversion) -> int:
    if wanted.bad is None:
        return 0
    glue = " AND " if staged.broken else " WHERE "
    return int(con.execute(f"SELECT count(*) FROM {staged.relation}{_readable(staged)}{glue}{wanted.bad}").fetchall()[0][0])
