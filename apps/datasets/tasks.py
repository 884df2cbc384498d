"""The jobs of this app: importing a file, profiling a version, cleaning up."""

from __future__ import annotations

from typing import Any

from apps.core.jobs import JobRun, job

from .services.importing import run_import, save_profile
from .services.sweep import sweep as sweep_now


@job("datasets.ingest", max_attempts=3)
def ingest(run: JobRun, *, dataset: str, upload: str) -> dict[str, Any]:
    """Read an upload and publish it as the dataset's next version."""
    return run_import(run, dataset=dataset, upload=upload)


@job("datasets.profile", max_attempts=3)
def profile(run: JobRun, *, version: str) -> dict[str, Any]:
    """Profile a version anew."""
    return save_profile(run, version=version)


@job("datasets.sweep", max_attempts=1)
def sweep(run: JobRun) -> dict[str, Any]:
    """Remove expired uploads and files that nothing refers to."""
    run.step("sweep")
    return dict(sweep_now())
