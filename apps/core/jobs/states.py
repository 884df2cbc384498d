"""Every change of a job's state. Each is one conditional UPDATE, so of two processes only one succeeds."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ..models import Job, JobState
from .errors import LeaseLost
from .identity import me
from .queue import announce


def lease_end() -> datetime:
    """Until when a worker that beats now may keep its job."""
    return timezone.now() + timedelta(seconds=settings.PILOTBA.job_lease_seconds)


def claim(job_id: str) -> Job | None:
    """Take a waiting job; None when somebody else has it or it is over."""
    now = timezone.now()
    taken = Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING,
        fence=F("fence") + 1,
        attempts=F("attempts") + 1,
        lease_until=lease_end(),
        worker=me(),
        started_at=now,
        updated_at=now,
    )
    return Job.objects.select_related("owner").get(pk=job_id) if taken else None


def held(row: Job) -> Any:
    """The row, if this run still owns it."""
    return Job.objects.filter(pk=row.pk, fence=row.fence, state=JobState.RUNNING)


def beat(row: Job) -> bool:
    """Push the lease on; returns whether the job was cancelled. Raises LeaseLost when it is ours no longer."""
    if not held(row).update(lease_until=lease_end()):
        raise LeaseLost
    return bool(Job.objects.filter(pk=row.pk).values_list("cancel_requested", flat=True).get())


def lock(row: Job) -> None:
    """Inside a transaction: hold the row against the reconciler until commit, or raise LeaseLost."""
    if not held(row).select_for_update().exists():
        raise LeaseLost


def end(row: Job, state: JobState, *, result: dict[str, Any] | None = None, error: dict[str, Any] | None = None) -> None:
    """Finish a running job and announce `job.finished` in the same transaction: once, or not at all."""
    with transaction.atomic():
        changes: dict[str, Any] = {"state": state, "result": result, "error": error, "finished_at": timezone.now(), "lease_until": None}
        if state == JobState.COMPLETED:
            changes |= {"progress": 100.0, "message": ""}
        _finish(row, held(row), changes)


def end_unowned(row: Job, state: JobState, error: dict[str, Any] | None = None) -> None:
    """Finish a job that no process holds: a waiting one that was cancelled, a lost one that is out of attempts."""
    with transaction.atomic():
        same = Job.objects.filter(pk=row.pk, fence=row.fence, state=row.state)
        changes = {"state": state, "error": error, "finished_at": timezone.now(), "lease_until": None, "fence": row.fence + 1}
        _finish(row, same, changes)


def _finish(row: Job, rows: Any, changes: dict[str, Any]) -> None:
    if not rows.update(updated_at=timezone.now(), **changes):
        raise LeaseLost
    row.refresh_from_db()
    announce(row, "job.finished")


def requeue(row: Job, reason: str) -> bool:
    """Put a lost or failed job back into the queue; False when its state changed meanwhile."""
    now = timezone.now()
    with transaction.atomic():
        back = Job.objects.filter(pk=row.pk, fence=row.fence, state=row.state).update(
            state=JobState.QUEUED,
            fence=F("fence") + 1,
            lease_until=None,
            worker="",
            message=reason,
            progress=0,
            sent_at=now,
            updated_at=now,
        )
        if back:
            row.refresh_from_db()
            announce(row, "job.queued")
    return bool(back)
