"""One read-only DuckDB instance per process for SQL that the compiler wrote: hot files attached, a cursor per query."""

from __future__ import annotations

import atexit
import contextlib
import os
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from ..errors import EngineCrashed, EngineError
from ..types import Limits, Source
from . import failures
from .folders import own_folder
from .stream import BATCH_ROWS, CancelToken, Cap, ResultStream
from .watchdog import Watchdog

Params = Sequence[Any] | Mapping[str, Any]
SETTINGS: dict[str, Any] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "allow_persistent_secrets": False,
    "python_enable_replacements": False,
    "async_threads": 2,
}
_REPEAT = 0.1


def quoted(name: str) -> str:
    """`name` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """`text` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


class Instance:
    """The instance and the hot files attached to it; at most `attached` files stay open, used ones always do."""

    def __init__(
        self, folder: Path | None = None, *, memory_mb: int = 2048, temp_mb: int = 8192, threads: int = 0, attached: int = 64
    ) -> None:
        self._folder = own_folder("read", folder)
        self._room, self._guard = attached, threading.Lock()
        self._attached: OrderedDict[str, int] = OrderedDict()  # catalog -> queries that use it now
        config = {**SETTINGS, "memory_limit": f"{memory_mb}MB"}
        self._base = duckdb.connect(":memory:", config={**config, "threads": threads} if threads else config)
        self._base.execute(f"SET temp_directory={literal(str(self._folder))}")  # before its size limit, which is lost otherwise
        self._base.execute(f"SET max_temp_directory_size='{temp_mb}MB'")
        self._base.execute("SET GLOBAL TimeZone='UTC'")
        self.watchdog = Watchdog("duck-deadlines")

    @contextlib.contextmanager
    def cursor(self, sources: Iterable[Source]) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor that sees the sources as `"v_<version>"."data"`."""
        used: list[str] = []
        try:
            for source in sources:
                self._use(source)
                used.append(source.catalog)
            with self._base.cursor() as cursor:
                yield cursor
        finally:
            with self._guard:
                for catalog in used:
                    self._attached[catalog] -= 1

    def _use(self, source: Source) -> None:
        with self._guard:
            if source.catalog not in self._attached:
                self._attach(source)
            self._attached.move_to_end(source.catalog)
            self._attached[source.catalog] += 1

    def _attach(self, source: Source) -> None:
        if not Path(source.path).is_file():
            raise EngineError(f"The stored data of {source.name} is not on this machine.", dataset=source.dataset)
        try:
            self._base.execute(f"ATTACH {literal(source.path)} AS {quoted(source.catalog)} (READ_ONLY)")
        except duckdb.Error as error:
            raise EngineError(
                f"The stored data of {source.name} cannot be read. Rebuild it from its file.", dataset=source.dataset
            ) from error
        self._attached[source.catalog] = 0
        for catalog in [name for name, users in self._attached.items() if not users and name != source.catalog]:
            if len(self._attached) <= self._room:
                break
            self._base.execute(f"DETACH {quoted(catalog)}")
            del self._attached[catalog]

    def open_stream(
        self, sql: str, params: Params, sources: Iterable[Source], limits: Limits, token: CancelToken | None = None
    ) -> ResultStream:
        """Start the query and return its stream once the engine has its first rows; EngineError otherwise."""
        return SharedStream(self, sql, params, sources, limits, token)

    def close(self) -> None:
        """Let the files go; running queries are stopped."""
        self._base.interrupt()
        self._base.close()
        with contextlib.suppress(OSError):
            self._folder.rmdir()


class SharedStream(ResultStream):
    """A query on a cursor of the instance; interrupted again and again once it is to stop, for a first one can come too early."""

    def __init__(
        self, instance: Instance, sql: str, params: Params, sources: Iterable[Source], limits: Limits, token: CancelToken | None
    ) -> None:
        super().__init__(pa.schema([]))
        self._instance, self._cap, self._held = instance, Cap(limits), contextlib.ExitStack()
        self._reader: pa.RecordBatchReader | None = None
        self._cursor = self._held.enter_context(instance.cursor(sources))
        self._held.callback(instance.watchdog.after(limits.seconds, self.expire))
        if token is not None:
            token.on_cancel(self.cancel)
        try:
            self._start(sql, params)
        except BaseException:
            self.close()
            raise

    def _start(self, sql: str, params: Params) -> None:
        with self._guard, self._translated():
            relation = self._cursor.sql(sql, params=params or None)
            if relation is None:
                raise EngineCrashed("The compiled statement returns nothing.")
            self._reader = relation.to_arrow_reader(BATCH_ROWS)
            self.schema = self._reader.schema

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            self._raise_reason()
            yield
        except (duckdb.Error, pa.ArrowException, MemoryError, OSError, RuntimeError) as error:
            self._raise_reason()
            raise failures.of_duckdb(error) from error

    def _pull(self) -> pa.RecordBatch | None:
        with self._translated():
            if self._reader is None or self._cap.truncated:
                return None
            batch = next(self._reader, None)
            part = None if batch is None else self._cap.cut(batch)
            self.truncated = self._cap.truncated
            return part

    def _stop(self) -> None:
        if self._reader is None and self._closed and not self._reason:
            return
        with contextlib.suppress(duckdb.Error, RuntimeError):
            self._cursor.interrupt()
        if not self._closed:
            self._instance.watchdog.after(_REPEAT, self._stop)

    def _release(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None
        self._held.close()


_instance: Instance | None = None
_options: dict[str, Any] = {}
_making = threading.Lock()


def configure(folder: Path, *, memory_mb: int = 2048, temp_mb: int = 8192, threads: int = 0) -> None:
    """Say where this process's instance spills and what it may use; counts from the next instance on."""
    _options.update(folder=folder, memory_mb=memory_mb, temp_mb=temp_mb, threads=threads)


def instance() -> Instance:
    """This process's instance, made at first use."""
    global _instance
    with _making:
        if _instance is None:
            _instance = Instance(**_options)
        return _instance


def open_stream(sql: str, params: Params, sources: Iterable[Source], limits: Limits, *, token: CancelToken | None = None) -> ResultStream:
    """Run compiler-made SQL on this process's instance; see `Instance.open_stream`."""
    return instance().open_stream(sql, params, sources, limits, token)


def shutdown() -> None:
    """Close this process's instance, if it has one."""
    global _instance
    ours, _instance = _instance, None
    if ours is not None:
        ours.close()


atexit.register(shutdown)


_left_behind: list[Instance] = []


def _after_fork() -> None:
    """A forked child must not touch its parent's engine: its threads are not here, so even letting it go would crash."""
    global _instance, _making
    if _instance is not None:
        _left_behind.append(_instance)
    _instance, _making = None, threading.Lock()


os.register_at_fork(after_in_child=_after_fork)
