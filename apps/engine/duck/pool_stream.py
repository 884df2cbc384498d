"""One query in a worker, as a stream."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import pyarrow as pa

from ..errors import EngineCrashed
from ..types import Limits
from . import failures, frames
from .processes import Worker
from .shared import Params
from .stream import ResultStream
from .watchdog import Watchdog

GRACE_SECONDS = 2.0


class Owner(Protocol):
    """What a stream needs of its pool."""

    watchdog: Watchdog

    def give_back(self, worker: Worker, *, healthy: bool) -> None: ...


class PoolStream(ResultStream):
    """A query in a worker; cancel and a passed deadline end the process, so they always work."""

    def __init__(self, pool: Owner, worker: Worker, limits: Limits) -> None:
        super().__init__(pa.schema([]))
        self._pool, self._worker = pool, worker
        self._leave: Callable[[], None] | None = None
        self._reader: pa.RecordBatchReader | None = None
        self._finished = self._healthy = False
        self._forget = pool.watchdog.after(limits.seconds + GRACE_SECONDS, self.expire)

    def at_end(self, action: Callable[[], None]) -> None:
        """Call `action` when the stream is closed, at once when it is closed already."""
        with self._guard:
            if self._closed:
                action()
            else:
                self._leave = action

    def start(self, sql: str, params: Params, limits: Limits) -> PoolStream:
        """Send the query and wait for its first rows; closes itself on any error."""
        query = {"sql": sql, "params": params, "seconds": limits.seconds, "rows": limits.rows, "bytes": limits.bytes}
        try:
            with self._guard:
                self._raise_reason()
                self._ask(query)
        except BaseException:
            self.close()
            raise
        return self

    def _ask(self, query: dict[str, Any]) -> None:
        try:
            frames.send(self._worker.sink, query)
            opening = frames.receive(self._worker.source)
            if opening is not None and opening.get("ok"):
                self._reader = pa.ipc.open_stream(pa.PythonFile(self._worker.source, mode="r"))
                self.schema = self._reader.schema
                return
        except (OSError, ValueError, pa.ArrowException):
            opening = None
        self._finish(opening)

    def _pull(self) -> pa.RecordBatch | None:
        if self._reader is None or self._finished:
            return None
        try:
            batch = next(self._reader, None)
            if batch is not None:
                batch.validate()
                return batch
            closing = frames.receive(self._worker.source)
        except (OSError, ValueError, EOFError, pa.ArrowException):
            closing = None
        self._finish(closing)
        return None

    def _finish(self, closing: dict[str, Any] | None) -> None:
        """Take the closing frame; none at all means that the process died."""
        if closing is None:
            self._raise_reason()
            raise EngineCrashed("The query ended its process: it needed more memory than one query may use, or met a fault of the engine.")
        self._finished, self._healthy = True, not closing["retire"]
        self.truncated, self._worker.resident_mb = bool(closing.get("truncated")), int(closing.get("rss_mb", 0))
        if "error" in closing:
            raise failures.from_json(closing["error"])

    def _stop(self) -> None:
        if not self._finished:
            self._worker.kill()

    def _release(self) -> None:
        self._forget()
        self._reader = None
        self._pool.give_back(self._worker, healthy=self._finished and self._healthy)
        if self._leave is not None:
            self._leave()
