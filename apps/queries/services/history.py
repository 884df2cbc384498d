"""Writes the history after the answer has gone: a thread gathers rows and stores them together."""

from __future__ import annotations

import atexit
import queue
import threading

import structlog
from django.conf import settings
from django.db import DatabaseError, IntegrityError, close_old_connections, connection, transaction

from apps.core.ids import new_id

from ..models import QueryRun

log = structlog.get_logger("pilotba.queries")
_EVERY = 0.3
_BATCH = 500


class Writer:
    """`add` returns at once; a crash of the process loses at most what ran in the last moment."""

    def __init__(self) -> None:
        self._rows: queue.Queue[QueryRun | threading.Event] = queue.Queue(maxsize=20_000)
        self._thread: threading.Thread | None = None
        self._guard = threading.Lock()

    def add(self, run: QueryRun) -> None:
        """Store the row soon; at once where jobs run eagerly (tests)."""
        if settings.PILOTBA.jobs_eager:
            _store([run])
            return
        with self._guard:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="query-history", daemon=True)
                self._thread.start()
        try:
            self._rows.put_nowait(run)
        except queue.Full:
            log.warning("query_history_full", run_id=run.pk)

    def flush(self, seconds: float = 5.0) -> None:
        """Wait until everything added so far is stored."""
        if self._thread is not None and self._thread.is_alive():
            done = threading.Event()
            self._rows.put(done)
            done.wait(seconds)

    def _run(self) -> None:
        while True:
            gathered = [self._rows.get()]
            threading.Event().wait(0 if isinstance(gathered[0], threading.Event) else _EVERY)
            while len(gathered) < _BATCH and not self._rows.empty():
                gathered.append(self._rows.get())
            self._write([row for row in gathered if isinstance(row, QueryRun)])
            for done in gathered:
                if isinstance(done, threading.Event):
                    done.set()

    def _write(self, runs: list[QueryRun]) -> None:
        try:
            close_old_connections()
            _store(runs)
        except DatabaseError as error:
            log.error("query_history_lost", runs=len(runs), error=repr(error))
            connection.close()


def _store(runs: list[QueryRun]) -> None:
    """Store all rows at once; one at a time when one of them does not fit."""
    if not _stored(runs):
        for run in runs:
            _store_alone(run)


def _store_alone(run: QueryRun) -> None:
    """A row whose id somebody used before gets a new one, for an id that callers choose must not hide what they ran."""
    if _stored([run]):
        return
    taken, run.pk = run.pk, new_id()
    if _stored([run]):
        log.warning("query_history_id_taken", run_id=taken, stored_as=run.pk)
    else:  # the person or workspace was deleted meanwhile
        log.info("query_history_orphan", run_id=taken)


def _stored(runs: list[QueryRun]) -> bool:
    try:
        with transaction.atomic():
            QueryRun.objects.bulk_create(runs)
    except IntegrityError:
        return False
    return True


writer = Writer()
atexit.register(writer.flush, 2.0)
