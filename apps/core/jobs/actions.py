"""What people do with jobs."""

from __future__ import annotations

from django.db import transaction

from ..errors import Conflict
from ..models import Job, JobState
from . import states
from .errors import LeaseLost
from .queue import announce, send


def cancel(row: Job) -> Job:
    """Cancel a job: a waiting one at once, a running one within about a second. A finished one stays as it is."""
    Job.objects.filter(pk=row.pk).update(cancel_requested=True)
    row.refresh_from_db()
    if row.state == JobState.QUEUED:
        try:
            states.end_unowned(row, JobState.CANCELLED)
        except LeaseLost:  # a worker took it just now and will see the request
            row.refresh_from_db()
    elif row.state == JobState.RUNNING:
        announce(row, "job.progress")
    return row


def retry(row: Job) -> Job:
    """Run a failed or cancelled job again, with all its attempts."""
    row.refresh_from_db()
    if row.state not in (JobState.FAILED, JobState.CANCELLED):
        raise Conflict("Only a job that failed or was cancelled can be run again.", state=str(row.state))
    with transaction.atomic():
        fresh = {"attempts": 0, "error": None, "result": None, "cancel_requested": False, "finished_at": None}
        Job.objects.filter(pk=row.pk, fence=row.fence).update(**fresh)
        if not states.requeue(row, "Waiting to run again"):
            raise Conflict("The job changed meanwhile. Reload and look again.")
        transaction.on_commit(lambda: send(row.pk))
    return row
