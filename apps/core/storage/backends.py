"""Where files lie: a folder (embedded) or, in s3.py, a bucket."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from pathlib import Path
from typing import BinaryIO, Protocol

_KEY = re.compile(r"^[a-z0-9][a-z0-9_.-]*(/[a-z0-9][a-z0-9_.-]*)*$")


def check_key(key: str) -> str:
    """Let only keys pass that the server could have made: lower case, no step upwards."""
    if not _KEY.match(key) or ".." in key or len(key) > 200:
        raise ValueError(f"{key!r} is not a storage key")
    return key


class Backend(Protocol):
    """What a place for files can do; see the functions of the package."""

    def put(self, key: str, path: Path) -> None: ...
    def open_read(self, key: str) -> BinaryIO: ...
    def delete(self, key: str) -> None: ...
    def exists(self, key: str) -> bool: ...


class FileBackend:
    """Files in a folder. A new file is written and fsynced under another name, then renamed into place."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, key: str) -> Path:
        return self.root / key

    def put(self, key: str, path: Path) -> None:
        target = self.path(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}.{secrets.token_hex(6)}")
        try:
            _copy(path, draft)
            sync(draft)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
        sync(target.parent)

    def open_read(self, key: str) -> BinaryIO:
        return self.path(key).open("rb")

    def delete(self, key: str) -> None:
        self.path(key).unlink(missing_ok=True)

    def exists(self, key: str) -> bool:
        return self.path(key).is_file()


def _copy(path: Path, draft: Path) -> None:
    """A second name where the file system allows it: stored files are never written to again."""
    try:
        os.link(path, draft)
    except OSError:
        shutil.copyfile(path, draft)


def sync(path: Path) -> None:
    """Bring a file's bytes, or a folder's names, onto the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
