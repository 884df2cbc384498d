"""Local copies of remote files."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

from .backends import Backend


def cached_copy(backend: Backend, key: str, folder: Path) -> Path:
    """Return the local copy of `key`, fetched at first use. Keys are never reused for other content, so it stays true."""
    target = folder / key
    if target.is_file():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{secrets.token_hex(6)}")
    try:
        with backend.open_read(key) as source, draft.open("wb") as sink:
            shutil.copyfileobj(source, sink, 2**20)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return target
