"""Files that hold only what one set of row rules lets through, for processes where views could be walked around."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import tempfile
import threading
from dataclasses import replace
from pathlib import Path

import duckdb

from ..compile import compile_spec
from ..errors import EngineError
from ..spec import QuerySpec
from ..types import Source
from . import failures
from .shared import SETTINGS, literal, quoted

_guard = threading.Lock()
_making: dict[Path, threading.Lock] = {}


def rules_digest(source: Source) -> str:
    """A name for the source's row rules; equal rules have equal names, no rules the empty one."""
    if not source.is_ruled:
        return ""
    salt = source.salt if source.masks else ""
    text = json.dumps([source.row_filter, source.masks, salt], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def materialise(source: Source, folder: Path, *, now: dt.datetime, room_bytes: int = 8 << 30) -> Source:
    """The source over a file that holds only the rows and values its rules leave, made at first need and kept in `folder`.

    `folder` is bounded by `room_bytes`: the files not used for longest go first. Rules with relative dates get a new file
    each day. A source without rules comes back as it is. Raises EngineError when the file cannot be made.
    """
    rules = rules_digest(source)
    if not rules:
        return source
    day = f"-{now:%Y%m%d}" if '"rel"' in json.dumps(source.row_filter, default=str) else ""
    path = folder / f"{source.version}-{rules}{day}.duckdb"
    with _lock(path):
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            _make(source, path, now)
            make_room(folder, room_bytes, keep=path)
    with contextlib.suppress(OSError):
        os.utime(path)
    made = f"{source.version}_{rules}{day.replace('-', '_')}"
    return replace(source, path=str(path), version=made, columns=source.shown, row_filter=None, masks={})


def _lock(path: Path) -> threading.Lock:
    with _guard:
        return _making.setdefault(path, threading.Lock())


def _make(source: Source, path: Path, now: dt.datetime) -> None:
    compiled = compile_spec(QuerySpec(dataset=source.dataset, rows=("*",)), {source.dataset: source}, now=now)
    with tempfile.TemporaryDirectory(prefix="filter-", dir=path.parent) as folder:
        fresh = Path(folder) / "data.duckdb"
        try:
            with duckdb.connect(":memory:", config={**SETTINGS, "memory_limit": "2GB"}) as connection:
                connection.execute(f"SET temp_directory={literal(folder)}")
                connection.execute(f"ATTACH {literal(source.path)} AS {quoted(source.catalog)} (READ_ONLY)")
                connection.execute(f"ATTACH {literal(str(fresh))} AS filtered")
                connection.sql(compiled.sql, params=compiled.params or None).create("filtered.main.data")
                connection.execute("CHECKPOINT filtered")
                connection.execute("DETACH filtered")
        except duckdb.Error as error:
            known = failures.of_duckdb(error)
            raise EngineError(
                f"The row rules of {source.name} could not be applied. Ask its owner to check them.", cause=known.code
            ) from error
        os.replace(fresh, path)  # noqa: PTH105  # the atomic rename is the point


def make_room(folder: Path, room_bytes: int, *, keep: Path) -> None:
    """Remove the files of `folder` that are unused for longest, never `keep`; an open one lives on for those who have it open."""
    files = sorted((path for path in folder.glob("*.duckdb") if path != keep), key=lambda path: path.stat().st_mtime)
    used = keep.stat().st_size + sum(path.stat().st_size for path in files)
    for path in files:
        if used <= room_bytes:
            return
        used -= path.stat().st_size
        path.unlink(missing_ok=True)
