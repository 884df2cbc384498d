"""Tile files: one for (version, x, y, category), beside the version's hot file, made by a job when first wanted.

The name begins with the version's id, so the sweep of hot files removes them with the version; it ends in a digest of the
columns and of the format, so no name ever stands for other content.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from apps.accounts.models import User
from apps.core.jobs import JobCancelled, JobRun, enqueue
from apps.core.models import Job
from apps.datasets.models import Dataset, DatasetVersion
from apps.datasets.selectors import ensure_hot, hot_path
from apps.engine.errors import QueryCancelled
from apps.engine.tiles.build import build_tiles, file_digest, pack_path
from apps.engine.tiles.read import TileFile
from apps.engine.types import Column, Source

_AGAIN = timedelta(hours=1)
_SLOTS = ("x", "y", "category")
_KEPT = 64


@dataclass(frozen=True, slots=True)
class TileColumns:
    """The columns that a tile file is about: x, y and perhaps a category, in this order."""

    columns: tuple[Column, ...]

    @property
    def digest(self) -> str:
        return file_digest((c.name, c.native) for c in self.columns)

    def path(self, version_id: str) -> Path:
        """Where the file of a version lies on this machine, whether or not it exists."""
        return hot_path(version_id).with_name(f"{version_id}.{self.digest}.tiles.duckdb")

    def natives(self) -> dict[str, tuple[str, str]]:
        """Name and type of each column by its part in the file."""
        return {slot: (c.name, c.native) for slot, c in zip(_SLOTS, self.columns, strict=False)}


_open: dict[Path, TileFile] = {}
_guard = threading.Lock()


def tile_file(source: Source, columns: TileColumns) -> TileFile | None:
    """The finished file, opened once in this process; None while there is none. The caller knows that no row rule binds the viewer."""
    path = columns.path(source.version)
    if not path.is_file():
        return None
    with _guard:
        found = _open.get(path)
    if found is None:
        found = TileFile.open(Source(source.name, source.dataset, f"{source.version}_{columns.digest}", str(path), ()))
        with _guard:
            while len(_open) >= _KEPT:
                _open.pop(next(iter(_open)))
            _open[path] = found
    return found


def wanted(user: User, dataset: Dataset, version_id: str, columns: TileColumns) -> Job:
    """The job that makes the file: the last one if it is under way or ended within the hour, however it did, else a new one.

    So a job that fails is not tried at every look; its owner may run it again. Tiles work without it.
    """
    subject = f"tiles:{version_id}.{columns.digest}"
    last = Job.objects.filter(kind="charts.tiles", subject=subject).order_by("-created_at").first()
    if last is not None and (not last.is_final or last.created_at > timezone.now() - _AGAIN):
        return last
    names = [c.name for c in columns.columns]
    made = enqueue("charts.tiles", workspace_id=dataset.workspace_id, owner=user, subject=subject, version=version_id, columns=names)
    made.refresh_from_db()  # where jobs run at once it is over by now
    return made


def build(run: JobRun, version: DatasetVersion, names: list[str]) -> dict[str, int]:
    """Make the file unless it is there; it appears complete or not at all."""
    known = {c.name: c for c in version.engine_columns()}
    columns = TileColumns(tuple(known[name] for name in names))
    target = columns.path(version.pk)
    if target.is_file():
        return {"rows": version.row_count}
    run.step("sort")
    try:
        facts = build_tiles(ensure_hot(version), target, columns.natives(), progress=run.progress, cancelled=run.cancelled)
    except QueryCancelled as error:
        run.check()
        raise JobCancelled from error  # somebody asked for it: no failure
    return {"rows": facts["rows"], "tiles": facts["tiles"], "bytes": target.stat().st_size + pack_path(target).stat().st_size}
