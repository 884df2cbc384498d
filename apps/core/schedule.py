"""What happens at fixed intervals.

An app names it in its schedule.py, a file without imports: `EVERY = {"datasets.sweep": 3600}` (kind of job, seconds). The
scheduler's `tick` enqueues the job when its time has come, once over all schedulers.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from . import beats, limits, replay
from .audit import chain
from .jobs.queue import enqueue
from .jobs.reconcile import reconcile
from .live import store
from .models import Slot

log = structlog.get_logger("pilotba.schedule")

_chores: dict[str, tuple[int, Callable[[], object]]] = {
    "core.reconcile": (1, reconcile),
    "core.seal_audit": (1, chain.seal),
    "core.prune_events": (300, store.prune),
    "core.prune_windows": (300, limits.sweep),
    "core.prune_calls": (900, replay.sweep),
    "core.prune_beats": (900, beats.prune),
}


@functools.cache
def declared() -> dict[str, int]:
    """Return kind -> seconds of all apps."""
    out: dict[str, int] = {}
    for app in settings.SCHEDULED_APPS:
        if importlib.util.find_spec(f"{app}.schedule"):
            out |= getattr(importlib.import_module(f"{app}.schedule"), "EVERY", {})
    return out


_next: dict[str, float] = {}


def tick() -> None:
    """Do what is due. Chores are harmless when several schedulers do them; jobs are booked in the database."""
    now = time.monotonic()
    for name, (seconds, chore) in _chores.items():
        if now >= _next.get(name, 0):
            _next[name] = now + seconds
            _guarded(name, chore)
    for kind, seconds in declared().items():
        if now >= _next.get(kind, 0):
            _next[kind] = now + 10
            _guarded(kind, partial(_book, kind, seconds))


def _guarded(name: str, chore: Callable[[], object]) -> None:
    """An error in one keeps none of the others."""
    try:
        chore()
    except Exception:
        log.exception("chore_failed", chore=name)


def _book(kind: str, seconds: int) -> None:
    """Enqueue a job when its time has come and book the next time; of several schedulers one does."""
    now = timezone.now()
    coming = now + timedelta(seconds=seconds)
    with transaction.atomic():
        _, made = Slot.objects.get_or_create(name=kind, defaults={"next_at": coming})
        if made or Slot.objects.filter(name=kind, next_at__lte=now).update(next_at=coming):
            enqueue(kind, workspace_id="", owner=None)
