"""How a worker leaves: at once when it has nothing to do, after two seconds otherwise, and never with a job in its hands.

Celery's own warm shutdown takes four seconds without any work and has no end with it.
"""

from __future__ import annotations

import os
import threading
import time

import psutil
import structlog

log = structlog.get_logger("pilotba.worker")
_SECONDS = 2.0


_leaving = threading.Event()


def leave_soon() -> None:
    """Begin to leave; returns at once."""
    _leaving.set()
    threading.Thread(target=_leave, name="worker-leaves", daemon=True).start()


def end() -> None:
    """What the worker does last: while it is leaving, that thread has the last word."""
    if _leaving.is_set():
        threading.Event().wait(_SECONDS + 5)
    os._exit(1)


def _leave() -> None:
    from celery.worker import state  # only a worker has it loaded

    deadline = time.monotonic() + _SECONDS
    while state.active_requests and time.monotonic() < deadline:
        time.sleep(0.05)
    try:
        _end_children()
    except Exception:
        log.exception("worker_left_in_disorder")
    os._exit(0)  # skips the interpreter's clean-up, in which native libraries only complain


def _end_children() -> None:
    from apps.core.jobs.identity import name_of
    from apps.core.jobs.reconcile import hand_back

    children = psutil.Process().children()
    names = [name_of(child) for child in children]
    for child in children:
        child.kill()
    hand_back(names)
