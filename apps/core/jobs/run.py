"""What a job's function is given: progress, steps, cancelling, and the one door through which it may write."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone

from ..models import Job, JobState
from . import states
from .errors import JobCancelled, LeaseLost
from .queue import announce

_PROGRESS_EVERY = 0.2


class JobRun:
    """One attempt at a job. Not shared between threads, apart from `cancelled` and the flags the heartbeat sets."""

    def __init__(self, row: Job) -> None:
        self.job = row
        self.lost = False
        self.finished = False
        self._cancelled = row.cancel_requested
        self._written = 0.0
        self._looked = time.monotonic()

    def progress(self, fraction: float, message: str = "") -> None:
        """Say how far the job is (0-1) and what it does; written at most five times a second. Raises like `check`."""
        self.check()
        self.job.progress = max(0.0, min(100.0, fraction * 100))
        self.job.message = message[:300] or self.job.message
        if time.monotonic() - self._written >= _PROGRESS_EVERY or fraction >= 1:
            self._write("job.progress")

    def step(self, name: str) -> None:
        """Start a named step; the job's page lists them with their times."""
        self.check()
        self.job.steps = [*self.job.steps, {"name": name, "at": timezone.now().isoformat(), "attempt": self.job.attempts}]
        self.job.message = name[:300]
        self._write("job.step")

    def cancelled(self) -> bool:
        """Tell whether somebody cancelled the job or it was lost; cheap enough for an inner loop."""
        self._look()
        return self._cancelled or self.lost

    def check(self) -> None:
        """Raise JobCancelled or LeaseLost when there is no point in going on."""
        self._look()
        if self.lost:
            raise LeaseLost
        if self._cancelled:
            raise JobCancelled

    def note(self, *, cancelled: bool = False, lost: bool = False) -> None:
        """What the heartbeat found out."""
        self._cancelled = self._cancelled or cancelled
        self.lost = self.lost or lost

    @contextlib.contextmanager
    def commit(self, *, result: dict[str, Any] | None = None, final: bool = False) -> Iterator[None]:
        """A transaction that only succeeds while this run owns the job. All effects of a job are written in one of these.

        With `final` the job is finished with `result` in the same transaction, so its effects happen exactly once
        whatever dies afterwards; fill `result` inside the block if it is known only then.
        """
        with transaction.atomic():
            states.lock(self.job)
            yield
            if final:
                states.end(self.job, JobState.COMPLETED, result=result)
        self.finished = self.finished or final

    def _write(self, type: str) -> None:  # noqa: A002  -- the event's own word
        with transaction.atomic():
            changes = {"progress": self.job.progress, "message": self.job.message, "steps": self.job.steps}
            if not states.held(self.job).update(updated_at=timezone.now(), **changes):
                self.lost = True
                raise LeaseLost
            announce(self.job, type)
        self._written = time.monotonic()

    def _look(self) -> None:
        """Ask the row at most once a second: the heartbeat alone would notice a cancel only after ten."""
        if time.monotonic() - self._looked < 1.0:
            return
        self._looked = time.monotonic()
        now = states.held(self.job).values_list("cancel_requested", flat=True).first()
        self.note(cancelled=bool(now), lost=now is None)
