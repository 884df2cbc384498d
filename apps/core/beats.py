"""Signs of life of background processes: a row that is touched every few seconds."""

from __future__ import annotations

import os
import threading
from datetime import timedelta

import structlog
from django.db import connection
from django.utils import timezone

from .jobs.identity import is_dead, me
from .models import ProcessBeat

log = structlog.get_logger(__name__)
EVERY = 5.0
FRESH = timedelta(seconds=20)

# A fork in the middle of a write would leave the child with a database library locked for ever.
_writing = threading.Lock()


def start(role: str) -> threading.Thread:
    """Begin to beat for this process, in a thread."""
    os.register_at_fork(before=_writing.acquire, after_in_parent=_writing.release, after_in_child=_writing.release)
    thread = threading.Thread(target=_beat, args=(role,), name="process-beat", daemon=True)
    thread.start()
    return thread


def _beat(role: str) -> None:
    pause = threading.Event()
    while True:
        with _writing:
            try:
                touch(role)
            except Exception:
                log.warning("beat_failed", exc_info=True)
            finally:
                connection.close()
        pause.wait(EVERY)


def touch(role: str) -> None:
    """Say that this process lives now."""
    ProcessBeat.objects.update_or_create(name=me(), defaults={"role": role, "pid": os.getpid(), "seen_at": timezone.now()})


def alive(role: str) -> list[ProcessBeat]:
    """Return the processes of a role that were heard of lately and are not known to be dead."""
    recent = ProcessBeat.objects.filter(role=role, seen_at__gte=timezone.now() - FRESH).order_by("-seen_at")
    return [row for row in recent if not is_dead(row.name)]


def prune() -> int:
    """Forget processes that were silent for an hour."""
    return ProcessBeat.objects.filter(seen_at__lt=timezone.now() - timedelta(hours=1)).delete()[0]
