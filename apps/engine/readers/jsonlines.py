"""JSON Lines, and JSON arrays of objects: every key of any row is a column."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

from ..errors import FileRefused
from ..types import ColumnType
from .base import MAX_SAMPLE_CELLS, MAX_SAMPLE_ROWS, Desk, Opened, RawColumn, Reader, check_width, register
from .blocks import head_and_blocks
from .encoding import decode_head, guess_encoding, is_utf8, known, transcode
from .names import unique_names
from .options import ReadOptions

MAX_OBJECT = 16 << 20
_TEMPORAL = frozenset({ColumnType.DATE, ColumnType.TIMESTAMP, ColumnType.TEXT})
_NUMBER = frozenset({ColumnType.INTEGER, ColumnType.FLOAT})
_JSON = frozenset({ColumnType.JSON})
_ALLOWED = {"bool": frozenset({ColumnType.BOOLEAN}), "int": _NUMBER, "float": _NUMBER, "str": _TEMPORAL, "dict": _JSON, "list": _JSON}


@register
class JsonLines(Reader):
    """One JSON object a line, or one array of objects."""

    name, label, textual = "jsonl", "a JSON Lines file", True
    extensions = (".jsonl", ".ndjson", ".json")
    fields = ("encoding", "date_format")

    def open(self, path: Path, options: ReadOptions, desk: Desk) -> Opened:
        head, blocks = head_and_blocks(path) if path.stat().st_size < 1 << 20 or _has_lines(path) else (b"[", [])
        encoding = options.encoding or guess_encoding(head)
        if not is_utf8(encoding):
            transcode(path, desk.scratch / "utf8.json", encoding)
            path, (head, blocks) = desk.scratch / "utf8.json", head_and_blocks(desk.scratch / "utf8.json")
        if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
            path = _unfold(path, desk)
            head, blocks = head_and_blocks(path)
        rows, warnings = _objects(decode_head(b"".join((head, *blocks)), "utf-8"))
        keys = _all_keys(path) if desk.whole else list(dict.fromkeys(key for row in rows for key in row))
        return _opened(path, keys, rows, warnings, options.model_copy(update={"format": "jsonl", "encoding": known(encoding)}))


def lines(path: Path) -> str:
    """The table function that gives each physical line as `line`; no text inside valid JSON holds a unit separator."""
    name = str(path).replace("'", "''")
    return (
        f"read_csv('{name}', auto_detect=false, header=false, columns={{'line': 'VARCHAR'}}, delim='\x1f', quote='', escape='', "
        f"max_line_size={MAX_OBJECT}, buffer_size={MAX_OBJECT * 2}, strict_mode=false)"
    )


def pointer(key: str) -> str:
    """The JSON pointer to a key of the top object."""
    return "/" + key.replace("~", "~0").replace("/", "~1")


def _has_lines(path: Path) -> bool:
    with path.open("rb") as file:
        return b"\n" in file.read(1 << 20)


def _objects(text: str) -> tuple[list[dict[str, Any]], list[str]]:
    """The objects on the sampled lines; refuses a text whose first lines are none."""
    rows: list[dict[str, Any]] = []
    bad: list[int] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            found = None
        rows.append(found) if isinstance(found, dict) else bad.append(number)
        if len(bad) > 20 > len(rows) or len(rows) >= MAX_SAMPLE_ROWS:
            break
    if not rows:
        words = "is not a JSON object" if bad else "is missing: the file holds only blank lines"
        raise FileRefused(
            f"Line {bad[0] if bad else 1} {words}. JSON Lines has one object a line; a JSON file must be an array of objects.",
            line=bad[0] if bad else 1,
        )
    warning = f"{len(bad):,} sampled lines are not JSON objects (first: line {bad[0]:,}); they go to the quarantine." if bad else ""
    return rows, [warning] if warning else []


def _all_keys(path: Path) -> list[str]:
    """Every key of every row in order of first appearance, found by one scan."""
    sql = f"""SELECT key FROM (SELECT unnest(json_keys(line)) AS key, n FROM (SELECT line, row_number() OVER () AS n FROM {lines(path)})
              WHERE json_valid(line) AND json_type(line) = 'OBJECT') GROUP BY key ORDER BY min(n), key"""
    try:
        return [row[0] for row in duckdb.execute(sql).fetchall()]
    except duckdb.Error as error:
        raise FileRefused(f"The JSON Lines file cannot be read: {str(error)[:200]}") from None


def _opened(path: Path, keys: list[str], rows: list[dict[str, Any]], warnings: list[str], options: ReadOptions) -> Opened:
    check_width(len(keys))
    names, renamed = unique_names(keys)
    rows = rows[: max(60, MAX_SAMPLE_CELLS // len(keys))]
    columns = [RawColumn(name, key, "VARCHAR", _allowed(row.get(key) for row in rows)) for name, key in zip(names, keys, strict=True)]
    sample = [[_text(row.get(key)) for key in keys] for row in rows]
    return Opened("jsonl", options, columns, sample, path, guessed=["encoding"], warnings=[*warnings, *renamed], line_column=True)


def _allowed(values: Iterable[Any]) -> frozenset[ColumnType] | None:
    """What the JSON types seen leave open; a mixture is text."""
    kinds = {type(value).__name__ for value in values if value is not None}
    if not kinds:
        return None
    allowed = [_ALLOWED[kind] for kind in kinds]
    return frozenset.intersection(*allowed) or frozenset({ColumnType.TEXT})


def _text(value: Any) -> str | None:
    """A value as DuckDB's json_extract_string writes it."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _unfold(path: Path, desk: Desk) -> Path:
    """Write an array's objects one a line."""
    target = desk.scratch / "rows.jsonl"
    source, name = str(path).replace("'", "''"), str(target).replace("'", "''")
    limit = "" if desk.whole else " LIMIT 10000"
    select = f"SELECT json(json) FROM read_json_objects('{source}', format='array', maximum_object_size={MAX_OBJECT}){limit}"
    try:
        duckdb.execute(f"COPY ({select}) TO '{name}' (FORMAT csv, HEADER false, DELIM '\x1f', QUOTE '', ESCAPE '')")
    except duckdb.Error as error:
        at = re.search(r"at byte (\d+)", str(error))
        where = f" near byte {int(at[1]):,}" if at else ""
        raise FileRefused(
            f"The JSON array is damaged{where}, or one of its items is over {MAX_OBJECT >> 20} MB.", byte=int(at[1]) if at else None
        ) from None
    if target.stat().st_size == 0:
        raise FileRefused("The JSON array is empty.")
    return target
