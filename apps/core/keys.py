"""Keys that are made at first start and kept in files that only their owner can read. No Django in here."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def folder(home: Path) -> Path:
    """Return the folder of keys under `home`, made for its owner alone."""
    path = home / "keys"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def load_or_make(home: Path, name: str, make: Callable[[], bytes]) -> bytes:
    """Return the key `name`; the first of several processes makes it, all get the same bytes.

    The file is written whole under another name and linked into place, so nobody can read half a key.
    """
    path = folder(home) / name
    if not path.exists():
        _write_once(path, make())
    return path.read_bytes()


def text_key(home: Path, name: str) -> str:
    """Return a random key of 64 characters, made at first use."""
    return load_or_make(home, name, lambda: secrets.token_urlsafe(48).encode()).decode()


def _write_once(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, content)
        os.fsync(handle)
    finally:
        os.close(handle)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first, its key counts
    finally:
        draft.unlink()
