"""Bring a file's rows into a staging table: native types where DuckDB reads them fast and exactly, text otherwise."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from ..readers.base import Opened
from ..readers.jsonlines import lines, pointer
from ..readers.parquet import relation
from ..readers.plan import Plan
from .convert import ident, text
from .csv_read import CsvRead

TABLE = "stage.data"


@dataclass(slots=True)
class Staged:
    """The staging relation: `types` by raw column name, `line` the SQL of a row's line (None: count records of `csv`).

    `broken` is the SQL of a row's raw text when its line could not be read at all, `csv` the reading with its rejects.
    """

    relation: str
    types: dict[str, str]
    line: str | None
    broken: str | None = None
    csv: CsvRead | None = None
    warnings: list[str] = field(default_factory=list)


def stage(con: duckdb.DuckDBPyConnection, opened: Opened, plan: Plan, scratch: Path) -> Staged:
    """Load the file. `con` has an attached database `stage`."""
    if opened.kind == "parquet":
        return _parquet(con, opened, plan)
    if opened.kind == "jsonl":
        return _json(con, opened, plan)
    reading = CsvRead(con, opened, plan, scratch)
    types = reading.load(TABLE)
    return Staged(
        TABLE, types, "__line" if opened.line_column else None, csv=None if opened.line_column else reading, warnings=reading.warnings
    )


def _parquet(con: duckdb.DuckDBPyConnection, opened: Opened, plan: Plan) -> Staged:
    """No copy: a view over the file, its row numbers as lines."""
    names = [row[0] for row in con.execute(f"DESCRIBE FROM {relation(opened.source)}").fetchall()]
    columns = [f"{ident(names[c.index])} AS {c.raw}" for c in plan.columns]
    con.execute(
        f"CREATE TEMP VIEW staged AS SELECT file_row_number + 1 AS __line, {', '.join(columns)} FROM {relation(opened.source, line=True)}"
    )
    return Staged("staged", {c.raw: c.native for c in plan.columns}, "__line")


def _json(con: duckdb.DuckDBPyConnection, opened: Opened, plan: Plan) -> Staged:
    """One parse of every line gives all columns as text; lines that are no object are kept as `__raw`."""
    paths = ", ".join(text(pointer(opened.columns[c.index].source)) for c in plan.columns)
    columns = ", ".join(f"v[{i}] AS {c.raw}" for i, c in enumerate(plan.columns, 1))
    con.execute(f"""CREATE TABLE {TABLE} AS
        SELECT n AS __line, CASE WHEN NOT ok THEN line END AS __raw, {columns}
        FROM (SELECT n, line, ok, CASE WHEN ok THEN json_extract_string(line, [{paths}]) END AS v
              FROM (SELECT n, line, CASE WHEN json_valid(line) THEN json_type(line) = 'OBJECT' ELSE false END AS ok
                    FROM (SELECT row_number() OVER () AS n, line FROM {lines(opened.source)}) WHERE trim(line) <> ''))""")
    return Staged(TABLE, {c.raw: "VARCHAR" for c in plan.columns}, "__line", "__raw")
