"""Cubes on disk: small files of partial results, one for each question and rights, kept until room is needed.

A cube is named by a key that holds the dataset version and the row rules, so it never goes stale and is shared by all
people whose rights are the same.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import threading
from collections import OrderedDict
from pathlib import Path

import duckdb
import pyarrow as pa

from ..compile.cube import CUBE
from ..errors import EngineError
from ..types import Column, ColumnType, Source
from . import failures
from .filtered import make_room
from .shared import SETTINGS, literal, quoted

ROOM_BYTES = 2 << 30
_KNOWN = 4096
_columns: OrderedDict[str, tuple[Column, ...]] = OrderedDict()
_guard = threading.Lock()


def find(folder: Path, key: str) -> Source | None:
    """The cube of that key as something the compiler can read; None when there is none in `folder`."""
    path = folder / f"{key}.duckdb"
    with contextlib.suppress(OSError):
        os.utime(path)
    columns = _known(path, key) if path.exists() else None
    return None if columns is None else Source(CUBE, CUBE, f"cube_{key}", str(path), columns)


def store(folder: Path, key: str, table: pa.Table, *, room_bytes: int = ROOM_BYTES) -> None:
    """Write a cube; the cubes unused for longest go when `folder` holds more than `room_bytes`. Raises EngineError."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{key}.duckdb"
    with tempfile.TemporaryDirectory(prefix="cube-", dir=folder) as place:
        fresh = Path(place) / "data.duckdb"
        try:
            _write(fresh, table)
        except duckdb.Error as error:
            raise EngineError("The cube could not be written.", cause=failures.of_duckdb(error).code) from error
        os.replace(fresh, path)  # noqa: PTH105  # the atomic rename is the point
    make_room(folder, room_bytes, keep=path)


def _write(path: Path, table: pa.Table) -> None:
    """Dictionary columns become the engine's own again, for their values are sorted as the dictionary lists them."""
    shown = [
        f"{quoted(name)}::ENUM({', '.join(literal(word) for word in words)}) AS {quoted(name)}" if words else quoted(name)
        for name, words in ((field.name, _words(table.column(field.name))) for field in table.schema)
    ]
    with duckdb.connect(":memory:", config=SETTINGS) as connection:
        connection.execute(f"ATTACH {literal(str(path))} AS cube")
        connection.from_arrow(table).project(", ".join(shown)).create("cube.main.data")
        connection.execute("DETACH cube")


def _words(column: pa.ChunkedArray) -> list[str]:
    if not pa.types.is_dictionary(column.type) or not column.num_chunks:
        return []
    words: list[str] = column.chunk(0).dictionary.to_pylist()
    return words


def _known(path: Path, key: str) -> tuple[Column, ...] | None:
    """The cube's columns, read once in each process."""
    with _guard:
        if key in _columns:
            _columns.move_to_end(key)
            return _columns[key]
    try:
        with duckdb.connect(str(path), read_only=True, config=SETTINGS) as connection:
            rows = connection.execute("SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'data'").fetchall()
    except duckdb.Error:
        return None
    columns = tuple(Column(name, name, ColumnType.of_duckdb(kind), kind) for name, kind in rows)
    with _guard:
        _columns[key] = columns
        while len(_columns) > _KNOWN:
            _columns.popitem(last=False)
    return columns
