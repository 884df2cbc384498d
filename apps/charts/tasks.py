"""The jobs of this app: making the file that tiles are cut from."""

from __future__ import annotations

from typing import Any

from apps.core.jobs import JobRun, job
from apps.datasets.models import DatasetVersion

from .tiles.files import build


@job("charts.tiles", max_attempts=2)
def tiles(run: JobRun, *, version: str, columns: list[str]) -> dict[str, Any]:
    """Sort a version's points along a Z curve and count its dense tiles."""
    found = DatasetVersion.objects.filter(pk=version).first()
    return {} if found is None else dict(build(run, found, columns))  # deleted meanwhile: nothing to do
