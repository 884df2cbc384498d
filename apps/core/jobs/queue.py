"""Putting jobs into the queue: the row in the caller's transaction, the message (only the id) after commit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from .. import live
from ..models import Job
from .registry import DEFAULT_ATTEMPTS

log = structlog.get_logger(__name__)
TASK = "core.run_job"


def enqueue(kind: str, *, workspace_id: str, owner: Any, subject: str = "", max_attempts: int = DEFAULT_ATTEMPTS, **params: Any) -> Job:
    """Store a job of `kind` and wake a worker when the caller's transaction commits. `params` must be JSON.

    `subject` says for people and selectors what the job is about, for example `dataset:<id>`.
    """
    row = Job.objects.create(
        kind=kind,
        workspace_id=workspace_id,
        owner_id=owner.pk if owner is not None else None,
        subject=subject,
        params=params,
        max_attempts=max_attempts,
        sent_at=timezone.now(),
    )
    announce(row, "job.queued")
    transaction.on_commit(lambda: send(row.id))
    return row


def send(job_id: str) -> bool:
    """Send the wake-up message; False when the broker is away (the reconciler sends it again)."""
    if settings.PILOTBA.jobs_eager:
        from .execute import run_job

        run_job(job_id)
        return True
    try:
        app = import_string(settings.PILOTBA.celery_app)  # imported here: a web process needs Celery only from its first job on
        app.send_task(TASK, args=[job_id], retry=False, ignore_result=True)
    except Exception:
        log.warning("job_message_not_sent", job_id=job_id, exc_info=True)
        return False
    return True


def announce(row: Job, type: str) -> None:  # noqa: A002  -- the event's own word
    """Publish what the job's page shows, in the caller's transaction."""
    live.publish(f"job:{row.id}", type, describe(row))


def describe(row: Job) -> dict[str, Any]:
    """Return a job as events and the API show it."""
    return {
        "id": row.id,
        "kind": row.kind,
        "subject": row.subject,
        "state": str(row.state),
        "progress": round(row.progress, 1),
        "message": row.message,
        "steps": row.steps,
        "error": row.error,
        "result": row.result,
        "attempts": row.attempts,
        "created_at": _iso(row.created_at),
        "started_at": _iso(row.started_at),
        "finished_at": _iso(row.finished_at),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
