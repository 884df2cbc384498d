"""Clean-up: expired uploads, files no version refers to, hot files of versions that are gone, imports that died."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from apps.core import storage
from apps.core.models import Job
from apps.core.models.jobs import JobState

from ..models import Dataset, DatasetState, DatasetVersion, LooseFile, Upload
from . import receiving

GRACE = timedelta(hours=1)


def sweep(grace: timedelta = GRACE) -> dict[str, int]:
    """Remove what nothing refers to and nothing has touched for `grace`; returns how many of each were removed."""
    return {
        "uploads": _expired_uploads(),
        "pieces": _stray(
            receiving.uploads_dir().iterdir(), lambda names: set(Upload.objects.filter(pk__in=names).values_list("pk", flat=True)), grace
        ),
        "files": _loose_files(grace),
        "hot": _stray(_hot_files(), lambda names: set(DatasetVersion.objects.filter(pk__in=names).values_list("pk", flat=True)), grace),
        "imports": _dead_imports(),
    }


def _expired_uploads() -> int:
    """An upload whose import still runs or waits is kept, however old."""
    busy = Job.objects.filter(kind="datasets.ingest", state__in=[JobState.QUEUED, JobState.RUNNING])
    wanted = {job.params.get("upload") for job in busy}
    expired = [
        u for u in Upload.objects.unscoped("the sweep looks at every workspace").filter(expires_at__lt=timezone.now()) if u.pk not in wanted
    ]
    for upload in expired:
        receiving.terminate(upload)
    return len(expired)


def _hot_files() -> Iterable[Path]:
    folder = storage.home() / "hot"
    return folder.iterdir() if folder.exists() else ()


def _stray(paths: Iterable[Path], known: Callable[[list[str]], set[str]], grace: timedelta) -> int:
    """Remove old entries whose name (without ending) is no row's id."""
    old = [path for path in paths if _age(path) > grace.total_seconds()]
    kept = known([path.name.split(".")[0] for path in old])
    gone = [path for path in old if path.name.split(".")[0] not in kept]
    for path in gone:
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    return len(gone)


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _loose_files(grace: timedelta) -> int:
    removed = 0
    for loose in LooseFile.objects.filter(created_at__lt=timezone.now() - grace):
        if not _referred(loose.key):
            storage.delete(loose.key)
            removed += 1
        loose.delete()
    return removed


def _referred(key: str) -> bool:
    return DatasetVersion.objects.filter(parquet_key=key).exists() or DatasetVersion.objects.filter(rejects_key=key).exists()


def _dead_imports() -> int:
    """A first import that ended without saying so (its process was killed too often) is a failed dataset."""
    loading = Dataset.objects.unscoped("the sweep looks at every workspace").filter(state=DatasetState.LOADING, current_version=None)
    ended = Job.objects.filter(pk__in=loading.values("job_id"), state__in=[JobState.FAILED, JobState.CANCELLED])
    return loading.filter(job_id__in=list(ended.values_list("pk", flat=True))).update(state=DatasetState.FAILED)
