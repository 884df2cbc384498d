"""Loading a sample through the same doors as people's own files: upload, import, charts, a dashboard. Safe to run again."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apps.accounts.models import User, Visibility, Workspace
from apps.accounts.services.rights import share
from apps.charts.models import Chart
from apps.charts.services.saving import create_chart
from apps.core import storage
from apps.core.errors import AppError
from apps.core.jobs import JobRun
from apps.core.jobs.execute import run_job
from apps.core.models import Job, JobState
from apps.datasets.models import Dataset
from apps.datasets.services.editing import update_dataset
from apps.datasets.services.upload import create_from_file, retry_import

from ..models import Dashboard
from .content import Content
from .lifecycle import create_dashboard, restore_dashboard
from .sample import remember, remembered

_OVER = (JobState.COMPLETED, JobState.FAILED, JobState.CANCELLED)


@dataclass(frozen=True)
class SampleData:
    """A file to make and import."""

    key: str
    name: str
    about: str
    filename: str
    make: Callable[[Path], Any]


@dataclass(frozen=True)
class SampleChart:
    """A chart over one of the sample's datasets; `spec` is a QuerySpec as data."""

    key: str
    data: str
    name: str
    kind: str
    spec: dict[str, Any]
    options: dict[str, Any]
    about: str = ""


@dataclass(frozen=True)
class Sample:
    """A whole sample. `board` makes the dashboard's content from the ids of charts and datasets by key."""

    name: str
    data: tuple[SampleData, ...]
    charts: tuple[SampleChart, ...]
    board: Callable[[dict[str, str], dict[str, str]], dict[str, Any]]


def load(run: JobRun, *, user: User, workspace: Workspace, sample: Sample) -> Dashboard:
    """Make what is missing of a sample and return its dashboard; a second run after a crash goes on where the first ended."""
    datasets: dict[str, Dataset] = {}
    for number, data in enumerate(sample.data):
        run.progress(0.8 * number / len(sample.data), f"Making {data.name}")
        datasets[data.key] = _dataset(run, user, workspace, data)
    run.progress(0.85, "Drawing the charts")
    charts = {chart.key: _chart(user, workspace, datasets[chart.data], chart).pk for chart in sample.charts}
    run.progress(0.95, "Laying out the dashboard")
    return _board(user, workspace, sample, charts, {key: dataset.pk for key, dataset in datasets.items()})


def _dataset(run: JobRun, user: User, workspace: Workspace, data: SampleData) -> Dataset:
    found: Dataset | None = remembered(workspace, data.key, Dataset)
    if found is None:
        with storage.scratch_dir() as folder:
            path = folder / data.filename
            data.make(path)
            found, _ = create_from_file(user=user, workspace=workspace, path=path, filename=data.filename, name=data.name, move=True)
        remember(workspace, data.key, found)
    _imported(run, user, found)
    update_dataset(user=user, dataset=found, description=data.about)
    return share(user=user, obj=found, visibility=Visibility.WORKSPACE)


def _imported(run: JobRun, user: User, dataset: Dataset) -> None:
    """Import here and now unless a worker already does; wait for the end. Raises AppError when the import failed."""
    dataset.refresh_from_db()
    if dataset.is_ready:
        return
    job = Job.objects.get(pk=dataset.job_id)
    if job.state in (JobState.FAILED, JobState.CANCELLED):
        job = retry_import(user=user, dataset=dataset)
    run_job(job.pk)
    while (job := Job.objects.get(pk=job.pk)).state not in _OVER:
        run.check()
        time.sleep(0.5)
    if job.state != JobState.COMPLETED:
        raise AppError(f"{dataset.name} could not be imported: {(job.error or {}).get('message', 'it was cancelled')}", job=job.pk)
    dataset.refresh_from_db()


def _chart(user: User, workspace: Workspace, dataset: Dataset, chart: SampleChart) -> Chart:
    found: Chart | None = remembered(workspace, chart.key, Chart)
    if found is None:
        found = create_chart(
            user=user, dataset=dataset, name=chart.name, description=chart.about, kind=chart.kind, spec=chart.spec, options=chart.options
        )
        remember(workspace, chart.key, found)
    return share(user=user, obj=found, visibility=Visibility.WORKSPACE)


def _board(user: User, workspace: Workspace, sample: Sample, charts: dict[str, str], datasets: dict[str, str]) -> Dashboard:
    key = f"{sample.name}.dashboard"
    found: Dashboard | None = remembered(workspace, key, Dashboard)
    if found is None:
        content = Content.parse(sample.board(charts, datasets))
        found = create_dashboard(user=user, workspace=workspace, content=content, visibility=Visibility.WORKSPACE, note="Sample")
        remember(workspace, key, found)
    return found if found.trashed_at is None else restore_dashboard(user=user, dashboard_id=found.pk)
