"""The Celery app and what its worker processes do at their start. Messages only wake; the job table says what is to be done."""

from __future__ import annotations

import os
import signal
from typing import Any

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bi_platform.settings")

from django.conf import settings

from .run.family import die_with_parent
from .run.leaving import leave_soon

app = Celery("pilotba")
app.conf.update(settings.CELERY)
app.autodiscover_tasks()


@signals.setup_logging.connect
def keep_our_logging(**kwargs: Any) -> None:
    """Having a receiver keeps Celery from replacing Django's logging."""


@signals.worker_process_init.connect
def start_of_child(**kwargs: Any) -> None:
    """A job child dies with its worker: the lease of what it did then ends, and nobody writes twice."""
    die_with_parent(signal.SIGKILL)


@signals.worker_ready.connect
def start_of_worker(**kwargs: Any) -> None:
    """Show that a worker lives, for health checks and the system page."""
    from apps.core.beats import start

    start("worker")


@signals.worker_shutting_down.connect
def end_of_worker(**kwargs: Any) -> None:
    """Finish what is nearly done, give the rest back to the queue."""
    leave_soon()
