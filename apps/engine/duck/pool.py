"""Locked-down query processes for SQL that people wrote."""

from __future__ import annotations

import atexit
import os
import shutil
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import EngineBusy, EngineCrashed, EngineError, SqlInvalid
from ..types import Limits, Source
from .confine import SandboxLimits
from .folders import own_folder
from .lanes import Caps, Lanes, Ticket
from .pool_stream import PoolStream
from .processes import Worker, Zygote
from .shared import Params
from .stream import CancelToken, ResultStream
from .watchdog import Watchdog
from .worker import TEXT_LIMIT


@dataclass(frozen=True, slots=True)
class PoolOptions:
    """How many processes wait unassigned, how many assigned ones are kept warm, and when one is replaced."""

    caps: Caps = field(default_factory=Caps)
    spares: int = 1
    warm: int = 4
    queries: int = 200
    age_seconds: float = 600.0
    idle_seconds: float = 120.0
    sandbox: SandboxLimits = field(default_factory=SandboxLimits)


class Pool:
    """Workers are keyed by (tenant, rights, dataset versions, limits) and never serve another key.

    One housekeeping thread refills the spares and replaces what is old; it sleeps while nobody queries.
    """

    def __init__(self, folder: Path | None = None, options: PoolOptions | None = None) -> None:
        self.options = options or PoolOptions()
        self._folder = own_folder("pool", folder)
        self._zygote = Zygote(self._folder, self.options.sandbox)
        self._lanes = Lanes(self.options.caps)
        self._guard, self._closed = threading.Lock(), False
        self._spares: list[Worker] = []
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._filling = False
        self.watchdog = Watchdog("pool-housekeeping")

    def open_stream(
        self, sql: str, params: Params, sources: Iterable[Source], limits: Limits, *, tenant: str, rights: str, user: str = "",
        token: CancelToken | None = None,
    ) -> ResultStream:  # fmt: skip
        """Run `sql` where only `sources` exist, each as a table under its name; returns once the first rows are there.

        The sources must be free of row rules: `filtered.materialise` makes such files. Raises SqlInvalid, QueryTimeout,
        QueryCancelled, QueryTooLarge, EngineCrashed, or EngineBusy with the place in the queue.
        """
        tables = tuple(sorted(sources, key=lambda source: source.name))
        if any(source.is_ruled for source in tables):
            raise EngineError("A table with row rules reached the query processes unfiltered.")
        if self._closed:
            raise EngineBusy("The query processes are shutting down.")
        if len(sql.encode()) > TEXT_LIMIT:
            raise SqlInvalid(f"The statement is longer than {TEXT_LIMIT // 1000} kB.", limit=TEXT_LIMIT)
        token = token or CancelToken()
        key = (tenant, rights, tuple((s.name, s.path) for s in tables), limits.memory_mb, limits.temp_mb, limits.threads)
        ticket = self._lanes.enter(tenant, user, token)
        try:
            try:
                return self._start(sql, params, key, tables, limits, ticket, token)
            except EngineCrashed:
                if not self._zygote.has_died():
                    raise
                self._bury()
                return self._start(sql, params, key, tables, limits, ticket, token)  # all processes died: not this query's doing
        except BaseException:
            self._lanes.leave(ticket)
            raise

    def _start(
        self, sql: str, params: Params, key: Any, tables: Sequence[Source], limits: Limits, ticket: Ticket, token: CancelToken
    ) -> ResultStream:
        stream = PoolStream(self, self._take(key, tables, limits), limits)
        token.on_cancel(stream.cancel)
        stream.start(sql, params, limits)
        stream.at_end(lambda: self._lanes.leave(ticket))
        return stream

    def _take(self, key: Any, tables: Sequence[Source], limits: Limits) -> Worker:
        """A worker of this key: a warm one, or a spare that is assigned now."""
        for _ in range(3):
            worker = self._warm(key) or self._assign(key, tables, limits)
            if worker is not None:
                with self._guard:
                    self._busy.add(worker)
                return worker
        raise EngineBusy("No query process could be started. Run the query again in a moment.", retry_after=1)

    def _warm(self, key: Any) -> Worker | None:
        with self._guard:
            found = next((worker for worker in self._idle if worker.key == key), None)
            if found is not None:
                self._idle.remove(found)
        if found is None or (found.alive and not self._worn(found)):
            return found
        found.discard()
        return self._warm(key)

    def _assign(self, key: Any, tables: Sequence[Source], limits: Limits) -> Worker | None:
        with self._guard:
            worker = self._spares.pop() if self._spares else None
        if worker is None or not worker.alive:
            if worker is not None:
                worker.discard()
            worker = self._zygote.spawn()
        self.refill()
        named = [{"name": s.name, "catalog": s.catalog, "path": s.path} for s in tables]
        try:
            worker.assign(key, {"tables": named, "memory_mb": limits.memory_mb, "temp_mb": limits.temp_mb, "threads": limits.threads})
        except OSError:
            worker.discard()
            return None
        return worker

    def _bury(self) -> None:
        """Drop the waiting workers of a zygote that has died: they die with it."""
        with self._guard:
            dead, self._spares, self._idle = [*self._spares, *self._idle], [], []
        for worker in dead:
            worker.discard()

    def give_back(self, worker: Worker, *, healthy: bool) -> None:
        """Keep a healthy worker for its next query, end any other."""
        worker.served, worker.used = worker.served + 1, time.monotonic()
        keep = healthy and not self._worn(worker)
        with self._guard:
            self._busy.discard(worker)
            keep = keep and not self._closed
            if keep:
                self._idle.append(worker)
            surplus = [self._idle.pop(0)] if len(self._idle) > self.options.warm else []
        for old in surplus if keep else [worker, *surplus]:
            old.discard()
        if keep:
            self.watchdog.after(self.options.idle_seconds + 1, self._sweep)

    def _worn(self, worker: Worker) -> bool:
        options = self.options
        too_big = worker.resident_mb > 0.7 * options.sandbox.memory_mb
        return worker.served >= options.queries or time.monotonic() - worker.born > options.age_seconds or too_big

    def _sweep(self) -> None:
        """End workers that nobody used for a while."""
        now = time.monotonic()
        with self._guard:
            old = [worker for worker in self._idle if now - worker.used > self.options.idle_seconds]
            self._idle = [worker for worker in self._idle if worker not in old]
        for worker in old:
            worker.discard()

    def refill(self) -> None:
        """Start the missing spares in the background; at once, once."""
        with self._guard:
            if self._filling or self._closed:
                return
            self._filling = True
        self.watchdog.after(0, self._fill)

    def _fill(self) -> None:
        try:
            while len(self._spares) < self.options.spares and not self._closed:
                worker = self._zygote.spawn()
                with self._guard:
                    self._spares.append(worker)
        except EngineBusy:
            self.watchdog.after(1.0, self.refill)
        finally:
            self._filling = False

    def state(self) -> dict[str, int]:
        """Counts for the system page: processes by state, queries running and waiting."""
        with self._guard:
            counts = {"spare": len(self._spares), "idle": len(self._idle), "busy": len(self._busy)}
        return {**counts, **self._lanes.counts()}

    def processes(self) -> dict[str, list[int]]:
        """Process ids by state, and the zygote's."""
        with self._guard:
            groups = {"spare": self._spares, "idle": self._idle, "busy": self._busy}
            found = {name: [worker.pid for worker in workers] for name, workers in groups.items()}
        return {**found, "zygote": [self._zygote.pid] if self._zygote.pid else []}

    def close(self) -> None:
        """End every process and remove what they wrote."""
        with self._guard:
            self._closed = True
            workers = [*self._spares, *self._idle]
            running, self._spares, self._idle = list(self._busy), [], []
        for worker in running:
            worker.kill()
        for worker in workers:
            worker.discard()
        self._zygote.close()
        shutil.rmtree(self._folder, ignore_errors=True)


_pool: Pool | None = None
_settings: dict[str, Any] = {}
_making = threading.Lock()


def configure(folder: Path, options: PoolOptions | None = None) -> None:
    """Say where this process's pool keeps its folders and how large it is; counts from the next pool on."""
    _settings.update(folder=folder, options=options)


def pool() -> Pool:
    """This process's pool, made at first use."""
    global _pool
    with _making:
        if _pool is None:
            _pool = Pool(**_settings)
        return _pool


def _after_fork() -> None:
    """A forked child makes a pool of its own."""
    global _pool, _making
    _pool, _making = None, threading.Lock()


os.register_at_fork(after_in_child=_after_fork)


def shutdown() -> None:
    """End this process's pool, if it has one."""
    global _pool
    ours, _pool = _pool, None
    if ours is not None:
        ours.close()


atexit.register(shutdown)
