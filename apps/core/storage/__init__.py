"""Files of the product: uploads, Parquet, quarantines. Keys are made by the server, never from a user's file name."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from .backends import Backend, FileBackend, check_key
from .cache import cached_copy


def _backend() -> Backend:
    if settings.PILOTBA.storage == "files":
        return FileBackend(home() / "files")
    from .s3 import S3Backend

    return S3Backend()


def home() -> Path:
    """Return PILOTBA_HOME."""
    return Path(settings.PILOTBA.home)


def put(key: str, path: Path) -> None:
    """Store a copy of the file `path` under `key`, durable when this returns; a reader sees all of it or nothing."""
    _backend().put(check_key(key), path)


def open_read(key: str) -> BinaryIO:
    """Open a stored file for reading; raises FileNotFoundError."""
    return _backend().open_read(check_key(key))


def local_path(key: str) -> Path:
    """Return a path on this machine with the file's content: the file itself, or a copy when storage is remote."""
    backend = _backend()
    if isinstance(backend, FileBackend):
        return backend.path(check_key(key))
    return cached_copy(backend, check_key(key), home() / "cache" / "files")


def delete(key: str) -> None:
    """Remove a stored file; a missing one is no error."""
    _backend().delete(check_key(key))


def exists(key: str) -> bool:
    """Tell whether `key` is stored."""
    return _backend().exists(check_key(key))


@contextlib.contextmanager
def scratch_dir() -> Iterator[Path]:
    """A folder of one's own, gone after the block. It lies on the storage's disk, so files move out of it at no cost."""
    base = home() / "scratch"
    base.mkdir(parents=True, exist_ok=True)
    path = Path(tempfile.mkdtemp(dir=base))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
