"""The one shape of an answer: a schema and Arrow batches as they come, with caps, cancel and close."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator

import pyarrow as pa

from ..errors import EngineError, QueryCancelled, QueryTimeout
from ..types import Limits

BATCH_ROWS = 122_880


class CancelToken:
    """Cancels work that may not have a stream yet; callable from any thread, more than once."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._actions: list[Callable[[], None]] = []
        self.cancelled = False

    def cancel(self) -> None:
        """Mark as cancelled and call what was registered."""
        with self._guard:
            self.cancelled, actions, self._actions = True, self._actions, []
        for action in actions:
            action()

    def on_cancel(self, action: Callable[[], None]) -> None:
        """Call `action` at the cancel, at once when that has been."""
        with self._guard:
            if not self.cancelled:
                self._actions.append(action)
                return
        action()

    def check(self) -> None:
        """Raise QueryCancelled when cancelled."""
        if self.cancelled:
            raise QueryCancelled("The query was cancelled.")


class Cap:
    """Counts what passes and cuts it at the limits' rows and bytes; `truncated` says that something was left out."""

    def __init__(self, limits: Limits) -> None:
        self.limits, self.rows, self.bytes, self.truncated = limits, 0, 0, False

    def cut(self, batch: pa.RecordBatch) -> pa.RecordBatch | None:
        """The part of `batch` that still fits, None when nothing does."""
        limits, room = self.limits, batch.num_rows
        if limits.rows is not None:
            room = min(room, limits.rows - self.rows)
        if limits.bytes is not None and batch.num_rows:
            each = max(1, batch.nbytes // batch.num_rows)
            room = min(room, (limits.bytes - self.bytes) // each)
        self.truncated = self.truncated or room < batch.num_rows
        if room <= 0 and batch.num_rows:
            return None
        part = batch.slice(0, room) if room < batch.num_rows else batch
        self.rows, self.bytes = self.rows + part.num_rows, self.bytes + part.nbytes
        return part


class ResultStream(ABC):
    """Iterate once for the record batches; a context manager that always gives the engine its resources back.

    `rows` counts those handed out so far; `truncated` is final once the iteration has ended. `cancel` may come from any
    thread and makes the iteration raise QueryCancelled. Iteration raises EngineError classes only.
    """

    def __init__(self, schema: pa.Schema) -> None:
        self.schema, self.rows, self.truncated = schema, 0, False
        self._guard, self._reason, self._closed = threading.RLock(), "", False

    @abstractmethod
    def _pull(self) -> pa.RecordBatch | None:
        """The next batch or None at the end; engine errors only."""

    @abstractmethod
    def _release(self) -> None:
        """Give back what the stream holds; called once."""

    @abstractmethod
    def _stop(self) -> None:
        """Make a running `_pull` return soon; any thread."""

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        return self

    def __next__(self) -> pa.RecordBatch:
        with self._guard:
            batch = None if self._closed and not self._reason else self._next()
            if batch is None:
                self.close()
                raise StopIteration
            self.rows += batch.num_rows
            return batch

    def _next(self) -> pa.RecordBatch | None:
        try:
            self._raise_reason()
            batch = self._pull()
            self._raise_reason()
        except EngineError:
            self.close()
            self._raise_reason()
            raise
        return batch

    def _raise_reason(self) -> None:
        if self._reason == "cancelled":
            raise QueryCancelled("The query was cancelled.")
        if self._reason == "timeout":
            raise QueryTimeout("The query ran longer than it may and was stopped. Filter, aggregate earlier, or ask for a longer limit.")

    def cancel(self) -> None:
        """Stop the query; safe after its end."""
        self._end("cancelled")

    def expire(self) -> None:
        """Stop the query because its time is over."""
        self._end("timeout")

    def _end(self, reason: str) -> None:
        if self._closed:
            return
        self._reason = self._reason or reason
        self._stop()
        if self._guard.acquire(blocking=False):  # nobody is reading: give the engine back now, the reader hears of it next time
            try:
                self.close()
            finally:
                self._guard.release()

    def close(self) -> None:
        """Give everything back; an unfinished query is stopped. Safe to call again."""
        if not self._closed:
            self._closed = True
            self._stop()
            with self._guard:
                self._release()

    def __enter__(self) -> ResultStream:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def table(self) -> pa.Table:
        """Everything that is left, as one table; closes the stream."""
        with self:
            return pa.Table.from_batches(list(self), self.schema)


class BatchStream(ResultStream):
    """Batches that are in memory already (a cached answer)."""

    def __init__(self, schema: pa.Schema, batches: Iterable[pa.RecordBatch], *, truncated: bool = False) -> None:
        super().__init__(schema)
        self._batches, self.truncated = iter(batches), truncated

    def _pull(self) -> pa.RecordBatch | None:
        return next(self._batches, None)

    def _release(self) -> None:
        self._batches = iter(())

    def _stop(self) -> None:
        """Nothing runs."""
