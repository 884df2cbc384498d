"""The jobs of this app: loading the samples, and emptying the trash."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import User, Workspace
from apps.core.errors import NotFound
from apps.core.jobs import JobRun, job

from .services.lifecycle import remove_old_trash
from .services.sample_load import Sample, load
from .services.sample_retail import RETAIL_SAMPLE
from .services.sample_trips import TRIPS_SAMPLE


@job("dashboards.sample_retail", max_attempts=3)
def sample_retail(run: JobRun, *, workspace: str) -> dict[str, Any]:
    """Load the shop's data, its charts and its dashboard."""
    return _load(run, workspace, RETAIL_SAMPLE)


@job("dashboards.sample_trips", max_attempts=3)
def sample_trips(run: JobRun, *, workspace: str) -> dict[str, Any]:
    """Generate ten million trips with their dashboard."""
    return _load(run, workspace, TRIPS_SAMPLE)


@job("dashboards.empty_trash")
def empty_trash(run: JobRun) -> dict[str, Any]:
    """Delete for ever what lay in the trash for 30 days."""
    return {"deleted": remove_old_trash()}


def _load(run: JobRun, workspace_id: str, sample: Sample) -> dict[str, Any]:
    workspace = Workspace.objects.filter(pk=workspace_id).first()
    user = User.objects.filter(pk=run.job.owner_id).first()
    if workspace is None or user is None:
        raise NotFound("The workspace or the person who asked for the sample is gone.")
    dashboard = load(run, user=user, workspace=workspace, sample=sample)
    return {"dashboard": dashboard.pk, "url": dashboard.path}
