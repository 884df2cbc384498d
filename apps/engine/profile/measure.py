"""The scans: a few over all columns at once, then short ones a column; every figure exact unless it says otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb

from ..ingest.convert import ident
from ..types import ColumnType

EXACT_ROWS = 20_000_000
EXACT_DISTINCT = 2_000_000
BINS = 30
TOP = 10
QUANTILES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
_CHUNK = 100
_UNITS = {ColumnType.INTEGER: 1.0, ColumnType.DATE: 86_400.0}


@dataclass(slots=True)
class Measured:
    """What was counted of one column. `number` is SQL of its value as a double (seconds for time), None for texts."""

    name: str
    native: str
    type: ColumnType
    number: str | None
    filled: int = 0
    distinct: int = 0
    distinct_exact: bool = False
    low: Any = None
    high: Any = None
    mean: float | None = None
    deviation: float | None = None
    quantiles: list[float] = field(default_factory=list)
    zeros: int = 0
    outliers: int | None = None
    counts: list[tuple[float, float, int]] = field(default_factory=list)
    top: list[tuple[Any, int]] = field(default_factory=list)
    folded: int | None = None
    padded: int = 0
    lengths: tuple[int, float, int] | None = None
    sample: list[Any] = field(default_factory=list)

    @property
    def sql(self) -> str:
        return ident(self.name)


def describe(con: duckdb.DuckDBPyConnection) -> list[Measured]:
    """The columns of `hot.data`, nothing counted yet."""
    found = []
    for name, native, *_ in con.execute("DESCRIBE hot.data").fetchall():
        kind = ColumnType.of_duckdb(native)
        found.append(Measured(name, native, kind, _number(ident(name), kind)))
    return found


def _number(name: str, kind: ColumnType) -> str | None:
    if kind.is_number:
        return f"CAST({name} AS DOUBLE)"
    return f"epoch(CAST({name} AS TIMESTAMP))" if kind.is_temporal else None


def chunks(columns: Sequence[Measured], size: int = _CHUNK) -> Iterator[Sequence[Measured]]:
    """The columns in parts, so that a statement over very many of them stays small enough to plan."""
    for start in range(0, len(columns), size):
        yield columns[start : start + size]


def basics(con: duckdb.DuckDBPyConnection, columns: Sequence[Measured]) -> None:
    """Counts, extremes, approximate distinct values, mean and deviation, lengths of texts: one scan."""
    asked = ", ".join(part for column in columns for part in _basic_parts(column))
    row = list(con.execute(f"SELECT {asked} FROM hot.data").fetchall()[0])
    for column in columns:
        got, row = row[:9], row[9:]
        column.filled, column.distinct, column.low, column.high, column.mean, column.deviation, column.zeros = got[:7]
        column.lengths = got[7]
        column.padded = got[8] or 0
        column.zeros = column.zeros or 0


def _basic_parts(column: Measured) -> list[str]:
    name, number = column.sql, column.number
    text = column.type is ColumnType.TEXT
    ordered = column.type not in (ColumnType.JSON, ColumnType.OTHER)
    length = f"length(CAST({name} AS VARCHAR))"
    return [
        f"count({name})",
        f"approx_count_distinct({name})",
        f"min({name})" if ordered else "NULL",
        f"max({name})" if ordered else "NULL",
        f"avg({number})" if number else "NULL",
        f"stddev_samp({number})" if number and column.type.is_number else "NULL",
        f"count(*) FILTER (WHERE {name} = 0)" if column.type.is_number else "NULL",
        f"[CAST(min({length}) AS DOUBLE), avg({length}), CAST(max({length}) AS DOUBLE)]" if text else "NULL",
        f"count(*) FILTER (WHERE CAST({name} AS VARCHAR) <> trim(CAST({name} AS VARCHAR)))" if text else "NULL",
    ]


def quantiles(con: duckdb.DuckDBPyConnection, columns: Sequence[Measured], rows: int) -> None:
    """Quantiles, exact up to twenty million rows; few columns at a time, for they are held in memory."""
    function = "quantile_cont" if rows <= EXACT_ROWS else "approx_quantile"
    numeric = [column for column in columns if column.number and column.filled]
    for chunk in chunks(numeric, max(1, min(_CHUNK, 2_000_000 // max(rows, 1)))):
        asked = ", ".join(f"{function}({column.number}, {list(QUANTILES)})" for column in chunk)
        for column, found in zip(chunk, con.execute(f"SELECT {asked} FROM hot.data").fetchall()[0], strict=True):
            column.quantiles = [float(value) for value in found]


def outliers(con: duckdb.DuckDBPyConnection, columns: Sequence[Measured]) -> None:
    """Values beyond 1.5 interquartile ranges from the quartiles (Tukey's fences), in one scan."""
    numeric = [c for c in columns if c.type.is_number and c.quantiles and c.quantiles[4] > c.quantiles[2]]
    for chunk in chunks(numeric):
        asked = []
        for column in chunk:
            first, third = column.quantiles[2], column.quantiles[4]
            reach = 1.5 * (third - first)
            asked.append(f"count(*) FILTER (WHERE {column.number} NOT BETWEEN {first - reach!r}::DOUBLE AND {third + reach!r}::DOUBLE)")
        for column, found in zip(chunk, con.execute(f"SELECT {', '.join(asked)} FROM hot.data").fetchall()[0], strict=True):
            column.outliers = found


def histogram(con: duckdb.DuckDBPyConnection, column: Measured) -> None:
    """Thirty bins of equal width from the least to the greatest value; whole numbers and days of a small range get a bin each."""
    if column.number is None or not column.filled:
        return
    row = con.execute(f"SELECT min({column.number}), max({column.number}) FROM hot.data").fetchall()[0]
    low, high = float(row[0]), float(row[1])
    unit = _UNITS.get(column.type)
    each = unit is not None and (high - low) / unit < BINS
    bins = int((high - low) / unit) + 1 if unit and each else BINS if high > low else 1
    width = unit if unit and each else (high - low) / bins or 1.0
    place = f"least({bins - 1}, CAST(floor(({column.number} - {low!r}::DOUBLE) / {width!r}::DOUBLE) AS INTEGER))"
    found = dict(con.execute(f"SELECT {place} AS bin, count(*) FROM hot.data WHERE {column.sql} IS NOT NULL GROUP BY 1").fetchall())
    edges = [*(low + i * width for i in range(bins)), low + bins * width if each or high == low else high]
    column.counts = [(edges[i], edges[i + 1], found.get(i, 0)) for i in range(bins)]


def values(con: duckdb.DuckDBPyConnection, column: Measured, rows: int) -> None:
    """The most frequent values and, from the same grouping, the exact number of distinct ones.

    Above twenty million rows columns of very many values are not grouped: their count stays approximate.
    """
    if not column.filled or (rows > EXACT_ROWS and column.distinct > EXACT_DISTINCT):
        return
    value = f"CAST({column.sql} AS VARCHAR)" if column.type in (ColumnType.JSON, ColumnType.OTHER) else column.sql
    fold = "count(DISTINCT lower(trim(CAST(v AS VARCHAR))))" if column.type is ColumnType.TEXT and column.distinct <= 100_000 else "NULL"
    asked = f"SELECT count(*), {fold} FROM grouped"
    grouped = f"WITH grouped AS MATERIALIZED (SELECT {value} AS v, count(*) AS n FROM hot.data WHERE {column.sql} IS NOT NULL GROUP BY 1)"
    top = f"SELECT list([v::VARCHAR, n::VARCHAR]) FROM (FROM grouped ORDER BY n DESC, v LIMIT {TOP})"
    row = con.execute(f"{grouped} SELECT *, ({top}) FROM ({asked})").fetchall()[0]
    column.distinct, column.folded, column.distinct_exact = row[0], row[1], True
    column.top = [(found[0], int(found[1])) for found in row[2]]


def samples(con: duckdb.DuckDBPyConnection, columns: Sequence[Measured], rows: int) -> None:
    """Some three thousand values of each column from rows spread over the table, the same ones every time."""
    step = 1 if any(column.name.lower() == "rowid" for column in columns) else max(1, rows // 3000)
    names = ", ".join(column.sql for column in columns)
    found = con.execute(f"SELECT {names} FROM hot.data WHERE rowid % {step} = 0 LIMIT 3500").fetchall()
    for index, column in enumerate(columns):
        column.sample = [row[index] for row in found if row[index] is not None]


def duplicate_rows(con: duckdb.DuckDBPyConnection, columns: Sequence[Measured], rows: int) -> int:
    """How many rows are exact copies of another: rows minus distinct rows. Null equals null here.

    Rows are grouped by a 64-bit hash first; only those that share a hash are compared in full, so the count is exact.
    """
    if any(c.distinct_exact and c.distinct == rows for c in columns):
        return 0
    names = ", ".join(column.sql for column in columns)
    con.execute(f"CREATE OR REPLACE TEMP TABLE shared AS SELECT hash({names}) AS h FROM hot.data GROUP BY 1 HAVING count(*) > 1")
    if not con.execute("SELECT count(*) FROM shared").fetchall()[0][0]:
        return 0
    same = f"SELECT count(*) AS n FROM hot.data WHERE hash({names}) IN (FROM shared) GROUP BY {names} HAVING count(*) > 1"
    return int(con.execute(f"SELECT coalesce(sum(n - 1), 0) FROM ({same})").fetchall()[0][0])
