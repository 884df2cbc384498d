"""The sample content: whether it is there, loading it in the background, removing it with one action."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from apps.accounts.models import Grant, User, Workspace
from apps.accounts.selectors import access_workspace
from apps.charts.models import Chart
from apps.core import audit, jobs
from apps.core.models import Job, JobState
from apps.datasets.models import Dataset
from apps.datasets.services.editing import delete_dataset

from ..models import Dashboard, SampleItem, Tile

RETAIL, TRIPS = "retail", "trips"
JOBS = {RETAIL: "dashboards.sample_retail", TRIPS: "dashboards.sample_trips"}
_REMOVED = "removed"
_WAITING = (JobState.QUEUED, JobState.RUNNING)


def sample_state(workspace: Workspace) -> dict[str, Any]:
    """For each sample its dashboard and its waiting or running job, if any; `any` tells whether there is something to remove."""
    items = dict(SampleItem.objects.filter(workspace=workspace, kind=_kind(Dashboard)).values_list("key", "object_id"))
    boards = {board.pk: board for board in Dashboard.objects.filter(pk__in=items.values(), trashed_at=None)}
    running = {job.kind: job for job in Job.objects.filter(workspace_id=workspace.pk, kind__in=JOBS.values(), state__in=_WAITING)}
    state: dict[str, Any] = {
        name: {"dashboard": boards.get(items.get(f"{name}.dashboard", "")), "job": running.get(kind)} for name, kind in JOBS.items()
    }
    return state | {"any": SampleItem.objects.filter(workspace=workspace).exclude(kind=_REMOVED).exists()}


def had_sample(workspace: Workspace, name: str) -> bool:
    """Whether the sample was loaded here once, even if people removed it since."""
    return SampleItem.objects.filter(workspace=workspace, key__in=(f"{name}.dashboard", f"{name}.{_REMOVED}")).exists()


def start_sample(*, user: User, workspace: Workspace, name: str) -> Job | None:
    """Load a sample (`retail` or `trips`) in the background; the job under way if there is one, None when all of it is there."""
    access_workspace(user, workspace.pk, "edit")
    with transaction.atomic():
        Workspace.objects.select_for_update().get(pk=workspace.pk)  # two clicks make one job
        state = sample_state(workspace)[name]
        job: Job | None = state["job"]
        if job or state["dashboard"]:
            return job
        return jobs.enqueue(JOBS[name], workspace_id=workspace.pk, owner=user, subject=f"sample:{name}", workspace=workspace.pk)


def remove_sample(*, user: User, workspace: Workspace) -> dict[str, int]:
    """Remove the sample's dashboards, charts and data; what people built on them meanwhile stays, with what it needs.

    Needs an administrator of the workspace. Returns how many of each were removed.
    """
    access_workspace(user, workspace.pk, "manage")
    with transaction.atomic():
        removed = {
            "dashboards": _remove_dashboards(workspace),
            "charts": _remove_charts(workspace),
            "datasets": _remove_datasets(user, workspace),
        }
        SampleItem.objects.filter(workspace=workspace).delete()
        SampleItem.objects.bulk_create(SampleItem(workspace=workspace, key=f"{n}.{_REMOVED}", kind=_REMOVED) for n in JOBS)
        audit.record("sample.remove", user=user, workspace_id=workspace.pk, after=removed)
    return removed


def remember(workspace: Workspace, key: str, obj: Dashboard | Chart | Dataset) -> None:
    """Note that an object belongs to the sample."""
    SampleItem.objects.update_or_create(workspace=workspace, key=key, defaults={"kind": _kind(type(obj)), "object_id": obj.pk})


def remembered(workspace: Workspace, key: str, model: type[Any]) -> Any:
    """The sample's object of that key, if it is still there."""
    item = SampleItem.objects.filter(workspace=workspace, key=key, kind=_kind(model)).first()
    return item and model.objects.filter(pk=item.object_id, workspace=workspace).first()


def _kind(model: type[Any]) -> str:
    return str(model._meta.label_lower)


def _ids(workspace: Workspace, model: type[Any]) -> list[str]:
    return list(SampleItem.objects.filter(workspace=workspace, kind=_kind(model)).values_list("object_id", flat=True))


def _remove_dashboards(workspace: Workspace) -> int:
    found = Dashboard.objects.filter(workspace=workspace, pk__in=_ids(workspace, Dashboard))
    Grant.objects.filter(kind=_kind(Dashboard), object_id__in=found.values("pk")).delete()
    count = found.count()
    found.delete()
    return count


def _remove_charts(workspace: Workspace) -> int:
    used = Tile.objects.filter(chart__isnull=False).values("chart_id")
    found = Chart.objects.filter(workspace=workspace, pk__in=_ids(workspace, Chart)).exclude(pk__in=used)
    Grant.objects.filter(kind=_kind(Chart), object_id__in=found.values("pk")).delete()
    count = found.count()
    found.delete()
    return count


def _remove_datasets(user: User, workspace: Workspace) -> int:
    used = Chart.objects.filter(workspace=workspace).values("dataset_id")
    found = list(Dataset.objects.filter(workspace=workspace, pk__in=_ids(workspace, Dataset)).exclude(pk__in=used))
    for dataset in found:
        delete_dataset(user=user, dataset=dataset)
    return len(found)
