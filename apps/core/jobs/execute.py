"""Running one job: claim, work under a heartbeat, end. The same code under every broker."""

from __future__ import annotations

from typing import Any

import structlog
from structlog.contextvars import bound_contextvars

from apps.engine.errors import EngineError

from ..errors import AppError
from ..models import Job, JobState
from . import registry, states
from .errors import JobCancelled, LeaseLost
from .heartbeat import Heartbeat
from .run import JobRun

log = structlog.get_logger("pilotba.jobs")


def run_job(job_id: str) -> None:
    """Run the job if it is waiting; otherwise somebody else has it and there is nothing to do."""
    row = states.claim(job_id)
    if row is None:
        return
    person = row.owner.email if row.owner else ""
    with bound_contextvars(job_id=row.pk, job_kind=row.kind, person=person, workspace=row.workspace_id):
        log.info("job_started", attempt=row.attempts)
        try:
            _run(row)
        except LeaseLost:
            log.warning("job_lease_lost", fence=row.fence)


def _run(row: Job) -> None:
    run = JobRun(row)
    try:
        with Heartbeat(run):
            result = _work(run)
    except LeaseLost:
        raise
    except JobCancelled:
        states.end(row, JobState.CANCELLED)
    except Exception as error:
        states.end(row, JobState.FAILED, error=_explain(row, error))
    else:
        if not run.finished:
            states.end(row, JobState.COMPLETED, result=result)
    log.info("job_ended", state=str(row.state), seconds=row.seconds)


def _work(run: JobRun) -> dict[str, Any] | None:
    kind = registry.find(run.job.kind)
    if kind is None:
        raise AppError(f"No worker knows jobs of the kind {run.job.kind}.")
    run.check()
    return registry.call(kind, run, run.job.params)


def _explain(row: Job, error: Exception) -> dict[str, Any]:
    """Log the failure with its stack trace; return what people may see."""
    log.error("job_failed", error=str(error), exc_info=error)
    if isinstance(error, AppError | EngineError):
        return {"code": error.code, "message": error.message, "details": error.details}
    text = f"Something went wrong in here. Tell your administrator the job's number: {row.pk}."
    return {"code": "internal", "message": text, "details": {"job_id": row.pk}}
