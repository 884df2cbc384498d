"""Hot files: one native DuckDB file per version, named by the version's id, rebuilt from its Parquet file at will."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from apps.core import storage
from apps.engine import ingest

from ..models import DatasetVersion


def hot_path(version_id: str) -> Path:
    """Where the hot file of a version lies on this machine, whether or not it exists."""
    return storage.home() / "hot" / f"{version_id}.duckdb"


def ensure_hot(version: DatasetVersion) -> Path:
    """Return the version's hot file, rebuilding it from storage when this machine does not have it.

    Two processes may rebuild at once: each writes a file of its own and the rename is atomic, so the last one wins
    with equal content and a reader never sees half a file.
    """
    path = hot_path(version.pk)
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix="rebuild-") as folder:
        fresh = Path(folder) / path.name
        ingest.rebuild_hot(storage.local_path(version.parquet_key), fresh)
        os.replace(fresh, path)  # noqa: PTH105 -- the atomic rename is the point
    return path
