"""The thread that keeps a running job's lease alive."""

from __future__ import annotations

import threading
from types import TracebackType

import structlog
from django.conf import settings
from django.db import connection

from . import states
from .errors import LeaseLost
from .run import JobRun

log = structlog.get_logger(__name__)


class Heartbeat:
    """Beats while its block runs. In eager runs there is none: the caller's transaction would block it."""

    def __init__(self, run: JobRun) -> None:
        self.run = run
        self._stop = threading.Event()
        self._thread = None if settings.PILOTBA.jobs_eager else threading.Thread(target=self._beat, name="job-heartbeat", daemon=True)

    def __enter__(self) -> None:
        if self._thread:
            self._thread.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join(timeout=5)

    def _beat(self) -> None:
        try:
            while not self._stop.wait(settings.PILOTBA.job_beat_seconds):
                self._once()
        finally:
            connection.close()

    def _once(self) -> None:
        try:
            self.run.note(cancelled=states.beat(self.run.job))
        except LeaseLost:
            self.run.note(lost=not self.run.finished)
            self._stop.set()
        except Exception:
            log.warning("job_heartbeat_failed", job_id=self.run.job.pk, exc_info=True)
            connection.close()
