"""Rows that were not accepted: line, column, reason and raw text, in a CSV that people can mend and upload again."""

from __future__ import annotations

import csv
import heapq
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb

from ..errors import FileRefused
from ..readers.dialect import FIELD_LIMIT
from .csv_read import CsvRead
from .settle import Settled
from .stage import Staged

_BLOCK = 1 << 20
MAX_REJECTS = 2_000_000
_SHOWN = 80
_REASONS = {
    "MISSING COLUMNS": "The row has too few columns",
    "TOO MANY COLUMNS": "The row has too many columns",
    "UNQUOTED VALUE": "A quote is not closed",
    "LINE SIZE OVER MAXIMUM": "The line is too long",
    "INVALID ENCODING": "The line is not in the file's encoding",
    "INVALID STATE": "The quotes do not match",
}


class Reject(NamedTuple):
    """One row of the quarantine; `line` and `column` count from 1, `column` 0 means the whole row."""

    line: int
    column: int
    reason: str
    raw: str


def write_rejects(con: duckdb.DuckDBPyConnection, staged: Staged, settled: Sequence[Settled], target: Path) -> int:
    """Write every rejected row to `target` in the order of the file and return how many there are."""
    bad = [column for column in settled if column.bad]
    own = list(_of_reader(con, staged.csv)) if staged.csv else []
    count = 0
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(Reject._fields)
        for reject in heapq.merge(own, _of_conversion(con, staged, bad, {r.line for r in own}), key=lambda r: r.line):
            writer.writerow(reject)
            count += 1
    if not count:
        target.unlink()
    return count


def _of_reader(con: duckdb.DuckDBPyConnection, reading: CsvRead) -> Iterator[Reject]:
    """DuckDB's rejects, the first error of each row. Its own line numbers count records, so lines are counted from bytes."""
    names = {c.raw: c.name for c in reading.plan.columns}
    count = con.execute(f"SELECT count(DISTINCT line_byte_position) FROM {reading.rejects}").fetchall()[0][0]
    if count > MAX_REJECTS:
        raise FileRefused(
            f"{count:,} rows do not fit the columns. Check the delimiter, the quote and the header.", rejected=count, limit=MAX_REJECTS
        )
    first = "struct_pack(i := column_idx, n := column_name, t := error_type, m := error_message)"
    con.execute(f"""SELECT line_byte_position, arg_min({first}, coalesce(column_idx, 0)), any_value(csv_line)
        FROM {reading.rejects} GROUP BY line_byte_position ORDER BY line_byte_position""")
    lines = _LineCounter(reading.source)
    for row in con.fetchall():
        position, error, raw = row
        yield Reject(lines.at(position - 1), error["i"] or 0, _reason(error, names), (raw or "")[:FIELD_LIMIT])


def _reason(error: dict[str, str], names: dict[str, str]) -> str:
    words = _REASONS.get(error["t"])
    if words:
        return f"{words}: {error['m'].lower()}" if "COLUMNS" in error["t"] else words
    value = error["m"].partition('Could not convert string "')[2].rpartition('" to')[0]
    return f"“{value[:_SHOWN]}” does not fit {names.get(error['n'], error['n'])}"


class _LineCounter:
    """The physical line (from 1) of growing byte positions, by counting line ends once through the file."""

    def __init__(self, path: Path) -> None:
        self._file, self._at, self._line = path.open("rb"), 0, 1

    def at(self, position: int) -> int:
        while self._at < position:
            block = self._file.read(min(_BLOCK, position - self._at))
            if not block:
                break
            self._line += block.count(b"\n") or (block.count(b"\r") if b"\n" not in block else 0)
            self._at += len(block)
        return self._line


def _of_conversion(con: duckdb.DuckDBPyConnection, staged: Staged, bad: Sequence[Settled], known: set[int]) -> Iterator[Reject]:
    """Rows whose line was no record at all, or whose values do not fit their columns' types."""
    cases = [f"WHEN {staged.broken} IS NOT NULL THEN 0"] if staged.broken else []
    cases += [f"WHEN {column.bad} THEN {column.plan.index + 1}" for column in bad]
    if not cases:
        return
    values = " ".join(f"WHEN {c.plan.index + 1} THEN CAST({c.plan.raw} AS VARCHAR)" for c in bad)
    value = f"CASE which {values} END" if values else "NULL"
    raw = ", ".join(f"coalesce(CAST({name} AS VARCHAR), '')" for name in staged.types)
    whole = f"coalesce({staged.broken}, concat_ws(',', {raw}))" if staged.broken else f"concat_ws(',', {raw})"
    found = f"SELECT *, {staged.line or 'rowid'} AS line, CASE {' '.join(cases)} END AS which, {whole} AS raw FROM {staged.relation}"
    con.execute(f"SELECT line, which, {value}, raw FROM ({found}) WHERE which IS NOT NULL ORDER BY line")
    rows = iter(con.fetchone, None)
    yield from (
        _with_lines(rows, staged.csv, known, bad)
        if staged.csv
        else (Reject(row[0], row[1], _misfit(row, bad), row[3][:FIELD_LIMIT]) for row in rows)
    )


def _misfit(row: tuple[int, int, str | None, str], bad: Sequence[Settled]) -> str:
    column = next((c.plan for c in bad if c.plan.index + 1 == row[1]), None)
    return f"“{(row[2] or '')[:_SHOWN]}” is no {column.type.value} ({column.name})" if column else "The line is not a JSON object"


def _with_lines(
    rows: Iterator[tuple[int, int, str | None, str]], reading: CsvRead, known: set[int], bad: Sequence[Settled]
) -> Iterator[Reject]:
    """Match accepted record numbers with physical lines by walking through the text once, as far as needed."""
    records = _records(reading, known)
    number, line, raw = -1, 0, ""
    for row in rows:
        while number < row[0]:
            line, raw = next(records, (line, row[3]))
            number += 1
        yield Reject(line, row[1], _misfit(row, bad), raw[:FIELD_LIMIT])


def _records(reading: CsvRead, known: set[int]) -> Iterator[tuple[int, str]]:
    """Line and text of each record that DuckDB did not reject itself."""
    options, width = reading.plan.options, len(reading.opened.columns)
    csv.field_size_limit(FIELD_LIMIT * 2)
    with reading.source.open(encoding="utf-8-sig", newline="", errors="replace") as file:
        for _ in range(options.skip_rows or 0):
            file.readline()
        reader = csv.reader(file, delimiter=options.delimiter or ",", quotechar=options.quote or '"')
        before, first = 0, bool(options.header)
        for fields in reader:
            line, before = before + 1 + (options.skip_rows or 0), reader.line_num
            if first:
                first = False
            elif (fields or width == 1) and line not in known:
                yield line, (options.delimiter or ",").join(fields)
