"""Parquet: the footer is read and judged before a page is touched."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
from pyarrow import ArrowException

from ..errors import FileRefused
from .base import MAX_PREVIEW_ROWS, Desk, Opened, RawColumn, Reader, check_width, register
from .names import unique_names
from .options import ReadOptions

CODECS = frozenset({"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "LZ4", "LZ4_RAW"})
MAX_PLAIN = 200 << 30
_TAIL = 8


@register
class Parquet(Reader):
    """Apache Parquet; its own types are kept."""

    name, label = "parquet", "a Parquet file"
    extensions = (".parquet", ".pq", ".parq")

    def open(self, path: Path, options: ReadOptions, desk: Desk) -> Opened:
        _judge(path)
        described = duckdb.execute(f"DESCRIBE FROM {relation(path)}").fetchall()
        names, warnings = unique_names([row[0] for row in described])
        columns = [RawColumn(name, row[0], row[1]) for name, row in zip(names, described, strict=True)]
        found = options.model_copy(update={"format": "parquet"})
        return Opened("parquet", found, columns, _first_rows(path), path, warnings=warnings)


def relation(path: Path, line: bool = False) -> str:
    """The table function that reads the file; `line` adds `file_row_number` (from 0)."""
    name = str(path).replace("'", "''")
    return f"read_parquet('{name}'{', file_row_number=true' if line else ''})"


def _judge(path: Path) -> None:
    """Refuse what is cut off, encrypted, packed with Brotli, or blown up."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 4))
        if file.read() != b"PAR1":
            raise FileRefused("The Parquet file is cut off: its footer is missing. Upload it again.")
    try:
        meta = pq.read_metadata(path)
    except (ArrowException, OSError, ValueError) as error:
        raise FileRefused(f"The Parquet file is damaged: its footer cannot be read ({str(error)[:120]}).") from None
    check_width(meta.num_columns)
    groups = [meta.row_group(i) for i in range(meta.num_row_groups)]
    if sum(group.total_byte_size for group in groups) > MAX_PLAIN:
        raise FileRefused(f"The Parquet file unpacks to more than {MAX_PLAIN >> 30} GB. Split it.", limit=MAX_PLAIN)
    for codec in {group.column(i).compression for group in groups[:64] for i in range(group.num_columns)} - CODECS:
        raise FileRefused(
            f"The Parquet file is compressed with {codec.title()}, which is not accepted. Write it with zstd or snappy.", codec=codec
        )


def damaged(error: duckdb.Error) -> FileRefused:
    """What to say when DuckDB gives up on a part of a file; our own paths are kept out of it."""
    words = re.sub(r'"?/[^" ]*"?', "", str(error).splitlines()[0])[:160]
    return FileRefused(f"The file is damaged: a part of it cannot be read ({words.strip()}). Write it again and upload that.")


def _first_rows(path: Path) -> list[list[Any]]:
    try:
        rows = duckdb.execute(f"FROM {relation(path)} LIMIT {MAX_PREVIEW_ROWS}").fetchall()
    except duckdb.Error as error:
        raise damaged(error) from None
    return [list(row) for row in rows]
