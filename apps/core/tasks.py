"""The one Celery task: run the job whose id the message carries."""

from __future__ import annotations

from celery import shared_task

from .jobs.execute import run_job as run


@shared_task(name="core.run_job", ignore_result=True)
def run_job(job_id: str) -> None:
    """Run a waiting job; a message for any other is a duplicate and does nothing."""
    run(job_id)
