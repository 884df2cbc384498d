"""Make the two files of a version from staged rows: the hot DuckDB file, and Parquet from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ..types import ColumnType
from .convert import ident, text
from .settle import ENUM_MAX, Settled

ROW_GROUP = 122_880
_MAX_ENUMS = 200
_PAYS_ROWS = 2 * ROW_GROUP
_PAYS_OVERLAP = 2.0
_TIME_HINTS = ("time", "timestamp", "date", "ts", "created", "ordered", "occurred", "when", "day")


@dataclass(frozen=True, slots=True)
class Shape:
    """How the hot table is made: (expression, name) of its columns in order, rows left out, the column to sort by."""

    columns: list[tuple[str, str]]
    where: str
    time_column: str | None
    order_by: str


def shape(con: duckdb.DuckDBPyConnection, relation: str, settled: Sequence[Settled], broken: str | None) -> Shape:
    """Choose dictionary columns and the order."""
    bad = [f"({broken}) IS NOT NULL"] if broken else []
    bad += [column.bad for column in settled if column.bad]
    where = f" WHERE NOT coalesce({' OR '.join(bad)}, false)" if bad else ""
    enums = _enums(con, relation, settled)
    columns = [(_typed(column, enums), column.plan.name) for column in settled]
    time = main_time_column(settled)
    pays = time is not None and sorting_pays(con, relation, time.value)
    order = f" ORDER BY {ident(time.plan.name)}" if time is not None and pays else ""
    return Shape(columns, where, time.plan.name if time else None, order)


def main_time_column(settled: Sequence[Settled]) -> Settled | None:
    """The first column of time, one whose name says so before others, timestamps before dates."""
    times = [column for column in settled if column.plan.type.is_temporal]
    rank = {id(c): (not _hinted(c.plan.name), c.plan.type is not ColumnType.TIMESTAMP, i) for i, c in enumerate(times)}
    return min(times, key=lambda c: rank[id(c)], default=None)


def _hinted(name: str) -> bool:
    lower = name.lower()
    return lower.endswith(("_at", "at", "_on")) or any(hint in lower for hint in _TIME_HINTS)


def sorting_pays(con: duckdb.DuckDBPyConnection, relation: str, value: str) -> bool:
    """True when a moment is spread over several row groups: how many of them hold it on average is measured.

    Rows that arrive nearly in order (logs, exports) let the engine skip row groups already; sorting would cost memory for nothing.
    """
    rowid = "rowid" if relation != "staged" else "__line"
    moment = f"epoch(CAST({value} AS TIMESTAMP))"
    groups = f"SELECT min({moment}) AS a, max({moment}) AS b, count(*) AS n FROM {relation} GROUP BY {rowid} // {ROW_GROUP}"
    spans = con.execute(f"SELECT sum(b - a), max(b) - min(a), sum(n) FROM ({groups})").fetchall()[0]
    return bool(spans[2] and spans[2] >= _PAYS_ROWS and spans[1] and spans[0] / spans[1] > _PAYS_OVERLAP)


def _enums(con: duckdb.DuckDBPyConnection, relation: str, settled: Sequence[Settled]) -> dict[str, str]:
    """Types for texts of few values, by raw name; their values are kept sorted so that codes sort like texts."""
    few = [c for c in settled if c.distinct is not None and 0 < c.distinct <= ENUM_MAX][:_MAX_ENUMS]
    types: dict[str, str] = {}
    for column in few:
        values = con.execute(
            f"SELECT DISTINCT {column.value} AS v FROM {relation} WHERE v IS NOT NULL ORDER BY v LIMIT {ENUM_MAX * 2}"
        ).fetchall()
        if values and len(values) < ENUM_MAX * 2:
            types[column.plan.raw] = f"ENUM({', '.join(text(row[0]) for row in values)})"
    return types


def _typed(column: Settled, enums: dict[str, str]) -> str:
    kind = enums.get(column.plan.raw)
    return f"CAST({column.value} AS {kind})" if kind else column.value


def build_hot(con: duckdb.DuckDBPyConnection, relation: str, shaped: Shape, target: Path) -> None:
    """Write the hot file: one table `data`, checkpointed, complete in itself. `hot` stays attached."""
    con.execute(f"ATTACH {text(str(target))} AS hot")
    select = ", ".join(f"{value} AS {ident(name)}" for value, name in shaped.columns)
    con.execute(f"CREATE TABLE hot.data AS SELECT {select} FROM {relation}{shaped.where}{shaped.order_by}")
    con.execute("CHECKPOINT hot")


def build_parquet(con: duckdb.DuckDBPyConnection, target: Path) -> None:
    """Write the attached hot table as Parquet: zstd, row groups that match the hot file's, the same order.

    Level 1: on 10M rows a third less work than level 3, for files a quarter larger.
    """
    con.execute(
        f"COPY (FROM hot.data) TO {text(str(target))} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {ROW_GROUP})"
    )


def described(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Names and DuckDB types of the hot table; a dictionary type is just called ENUM."""
    rows = con.execute("DESCRIBE hot.data").fetchall()
    return [(row[0], "ENUM" if row[1].startswith("ENUM") else row[1]) for row in rows]
