"""Read a delimited text with DuckDB: typed where that loses nothing, again as text where a column surprises us."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from ..errors import FileRefused
from ..readers.base import Opened
from ..readers.encoding import transcode
from ..readers.infer import NULLS, enough
from ..readers.plan import ColumnPlan, Plan
from ..types import ColumnType
from .convert import text, whole_number_fails

MAX_LINE = 2_000_000
_VALUE = re.compile(r'Could not convert string "(.*)" to ', re.DOTALL)
_ATTEMPTS = 5
_CHUNK = 40
_OWN_DIALECT = {"delim": "','", "quote": "'\"'", "escape": "'\"'", "header": "false"}  # of the tables that our readers write


class CsvRead:
    """One file's reading. After `load`, `rejects` is the table of DuckDB's own rejects and `source` what was read."""

    def __init__(self, con: duckdb.DuckDBPyConnection, opened: Opened, plan: Plan, scratch: Path) -> None:
        self.con, self.opened, self.plan, self.scratch = con, opened, plan, scratch
        self.source, self.rejects, self.warnings = opened.source, "", list[str]()
        self.guessed_encoding = "encoding" in opened.guessed
        self.as_text = {c.raw for c in plan.columns if opened.line_column or c.nulls_spelled or c.symbols or _long(c, opened)}
        self.attempt = 0

    def load(self, table: str) -> dict[str, str]:
        """Fill `table` and return its DuckDB types by raw name. At most a few readings; each learns from the one before."""
        for self.attempt in range(_ATTEMPTS):
            types = self._types()
            try:
                self._read(table, types)
            except duckdb.Error as error:
                self._mend(error)
                continue
            surprised = self._surprises(table, types)
            if surprised is None:
                return {c.raw: types[c.raw] for c in self.plan.columns}
            self.as_text |= surprised
        raise FileRefused("The file cannot be read as CSV with these options. Check the delimiter, the quote and the encoding.")

    def _types(self) -> dict[str, str]:
        """DuckDB types for every column of the file in its order; those left out are read as text and dropped."""
        wanted = {c.raw: self._native(c) for c in self.plan.columns}
        return {f"c{i}": wanted.get(f"c{i}", "VARCHAR") for i in range(len(self.opened.columns))}

    def _native(self, column: ColumnPlan) -> str:
        if column.raw in self.as_text or (column.format and column.format != self._format(column.type)):
            return "VARCHAR"
        if column.type.is_temporal:
            return "DATE" if column.type is ColumnType.DATE and column.format else "TIMESTAMP"
        return {ColumnType.INTEGER: "DOUBLE", ColumnType.FLOAT: "DOUBLE", ColumnType.BOOLEAN: "BOOLEAN"}.get(column.type, "VARCHAR")

    def _format(self, kind: ColumnType) -> str | None:
        """DuckDB knows one date and one timestamp format a file: the format all columns of that type agree on."""
        formats = {c.format for c in self.plan.columns if c.type.is_temporal and c.raw not in self.as_text}
        mine = {c.format for c in self.plan.columns if c.type is kind}
        return mine.pop() if len(mine) == 1 and None not in formats else None

    def _read(self, table: str, types: dict[str, str]) -> None:
        self.con.execute(f"DROP TABLE IF EXISTS {table}")
        kept = ["__line"] * self.opened.line_column + [c.raw for c in self.plan.columns]
        self.con.execute(f"CREATE TABLE {table} AS SELECT {', '.join(kept)} FROM {self._function(types)}")

    def _function(self, types: dict[str, str]) -> str:
        self.rejects = f"rejected_{self.attempt}"
        columns = {"__line": "BIGINT", **types} if self.opened.line_column else types
        given = {
            "columns": "{" + ", ".join(f"{text(k)}: {text(v)}" for k, v in columns.items()) + "}",
            "null_padding": str(self.opened.pad_short_rows).lower(),
            "max_line_size": str(MAX_LINE),
            "store_rejects": "true",
            "rejects_table": text(self.rejects),
            "rejects_scan": text(f"scanned_{self.attempt}"),
            **(_OWN_DIALECT if self.opened.line_column else self._dialect()),
        }
        for name, kind in (("dateformat", ColumnType.DATE), ("timestampformat", ColumnType.TIMESTAMP)):
            if date_format := self._format(kind):
                given[name] = text(date_format)
        return f"read_csv({text(str(self.source))}, auto_detect=false, {', '.join(f'{k}={v}' for k, v in given.items())})"

    def _dialect(self) -> dict[str, str]:
        options, marks = self.plan.options, self.plan.marks
        quote = text(options.quote or '"')
        given = {"delim": text(options.delimiter or ","), "quote": quote, "escape": quote, "decimal_separator": text(marks.decimal)}
        given |= {"header": str(bool(options.header)).lower(), "skip": str(options.skip_rows or 0)}
        return given | ({"thousands": text(marks.thousands)} if marks.thousands else {})

    def _mend(self, error: duckdb.Error) -> None:
        """Mixed line ends stop DuckDB's strict reader: once, read a copy with plain ones."""
        plain = self.scratch / "plain.txt"
        if self.source == plain or isinstance(error, duckdb.OutOfMemoryException):
            raise FileRefused(f"The file cannot be read as CSV: {str(error).splitlines()[0][:300]}") from None
        transcode(self.source, plain, "utf-8")
        self.source = plain

    def _surprises(self, table: str, types: dict[str, str]) -> set[str] | None:
        """Columns to read again as text; None when the reading stands. A wrong guess of the encoding starts anew."""
        if self._bad_encoding():
            return set()
        rows = self.con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]
        again = self._miscast(rows) | self._inexact(table, types)
        return again or None

    def _miscast(self, rows: int) -> set[str]:
        """Columns whose cast failed too often for a guess, or on a text that stands for nothing."""
        found = self.con.execute(
            f"""SELECT column_name, count(*), list(DISTINCT error_message)[:200]
            FROM {self.rejects} WHERE error_type = 'CAST' GROUP BY column_name"""
        ).fetchall()
        chosen = {c.raw for c in self.plan.columns if c.chosen}
        again = set()
        for name, count, messages in found:
            values = {match[1].strip() for message in messages if (match := _VALUE.search(message))}
            if values & NULLS or (name not in chosen and not enough(count, rows + count)):
                again.add(name)
        return again

    def _inexact(self, table: str, types: dict[str, str]) -> set[str]:
        """Whole numbers that a double cannot hold exactly."""
        whole = [c for c in self.plan.columns if c.type is ColumnType.INTEGER and types[c.raw] == "DOUBLE"]
        found: set[str] = set()
        for start in range(0, len(whole), _CHUNK):
            part = whole[start : start + _CHUNK]
            huge = (f"bool_or(isinf({c.raw}) OR ({whole_number_fails(c)} AND {c.raw} = trunc({c.raw})))" for c in part)
            flags = self.con.execute(f"SELECT {', '.join(huge)} FROM {table}").fetchall()[0]
            found |= {c.raw for c, flag in zip(part, flags, strict=True) if flag}
        return found

    def _bad_encoding(self) -> bool:
        """Bytes that are no UTF-8: refuse when somebody said so, else take the file for cp1252 and start anew."""
        first = self.con.execute(f"SELECT min(line_byte_position) FROM {self.rejects} WHERE error_type = 'INVALID ENCODING'").fetchall()[0][
            0
        ]
        if first is None:
            return False
        plain = self.scratch / "recoded.txt"
        transcode(self.source, plain, "cp1252" if self.guessed_encoding and self.source != plain else "utf-8")
        self.warnings.append("Some lines are not UTF-8; the file was read as cp1252 (Windows). Choose the encoding if letters look wrong.")
        self.source = plain
        self.plan.options = self.plan.options.model_copy(update={"encoding": "cp1252"})
        return True


def _long(column: ColumnPlan, opened: Opened) -> bool:
    """Numbers of more than 15 digits in the sample: a double would round them."""
    return column.type is ColumnType.INTEGER and any(len(v) > 15 for row in opened.sample if isinstance(v := row[column.index], str))
