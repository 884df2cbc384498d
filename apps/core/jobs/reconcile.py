"""Putting right what processes and brokers lost: lost messages are sent again, lost jobs go back to the queue or fail."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import structlog
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils import timezone

from ..models import Job, JobState
from . import states
from .errors import LeaseLost
from .identity import is_dead
from .queue import send

log = structlog.get_logger("pilotba.jobs")

RESEND_AFTER = timedelta(seconds=5)
_RESEND_AT_ONCE = 20  # the oldest ones; the rest would only wait behind them


def reconcile() -> dict[str, int]:
    """One sweep; returns how many jobs were re-queued, failed and sent again."""
    requeued = failed = 0
    for row in _lost():
        if row.cancel_requested or row.attempts >= row.max_attempts:
            failed += _give_up(row)
        elif states.requeue(row, "The process that ran this stopped; it runs again"):
            log.warning("job_requeued", job_id=row.pk, kind=row.kind, attempts=row.attempts)
            requeued += send(row.pk) or 1
    return {"requeued": requeued, "failed": failed, "resent": _resend()}


def _lost() -> list[Job]:
    now = timezone.now()
    running = Job.objects.filter(state=JobState.RUNNING)
    expired = list(running.filter(Q(lease_until__lt=now) | Q(lease_until=None)))
    return expired + [row for row in running.filter(lease_until__gte=now) if is_dead(row.worker)]


def _give_up(row: Job) -> int:
    text = f"The process that ran this stopped {row.attempts} times before it was done. Run it again, or tell your administrator."
    error = {"code": "worker_lost", "message": text, "details": {"job_id": row.pk, "attempts": row.attempts}}
    state = JobState.CANCELLED if row.cancel_requested else JobState.FAILED
    try:
        states.end_unowned(row, state, None if row.cancel_requested else error)
    except LeaseLost:
        return 0
    if state == JobState.FAILED:
        log.error("job_failed", job_id=row.pk, kind=row.kind, owner=row.owner_id, error=text, stack_info=True)
    return 1


def _resend() -> int:
    now = timezone.now()
    waiting = Job.objects.filter(state=JobState.QUEUED).order_by("created_at")
    stale = [row for row in waiting[:_RESEND_AT_ONCE] if row.sent_at is None or row.sent_at < now - RESEND_AFTER]
    for row in stale:
        Job.objects.filter(pk=row.pk, state=JobState.QUEUED).update(sent_at=now)
        send(row.pk)
    return len(stale)


def hand_back(workers: Collection[str]) -> int:
    """Put the jobs of processes that were stopped on purpose back into the queue; such a stop costs no attempt."""
    back = 0
    for row in Job.objects.filter(state=JobState.RUNNING, worker__in=workers):
        if states.requeue(row, "Stopped together with its worker; it runs again"):
            Job.objects.filter(pk=row.pk, state=JobState.QUEUED).update(attempts=Greatest(F("attempts") - 1, 0))
            back += 1
    return back
