"""A query process: waits with an empty engine, is given one person's tables once, locks itself, answers queries."""

from __future__ import annotations

import os
import resource
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import duckdb
import pyarrow as pa

from ..errors import EngineCrashed, EngineError, QueryTimeout, QueryTooLarge, SqlInvalid, SqlRefused
from ..types import Limits
from . import confine, failures, frames
from .shared import SETTINGS, literal, quoted
from .stream import BATCH_ROWS, Cap
from .watchdog import Watchdog

TEXT_LIMIT = 100_000
_PAGE_MB = resource.getpagesize() / (1 << 20)


def main(channel: socket.socket, request: dict[str, Any]) -> NoReturn:
    """Run until the pool hangs up; never returns into the zygote's code."""
    code = 1
    try:
        confine.limit(confine.SandboxLimits(**request["limits"]))
        serve(channel.makefile("rb"), channel.makefile("wb"), connect(), confine.lock)
        code = 0
    finally:
        os._exit(code)


def connect() -> duckdb.DuckDBPyConnection:
    """An empty engine without threads of its own, for those started before the lock would stay outside it."""
    return duckdb.connect(":memory:", config={**SETTINGS, "threads": 1, "async_threads": 0, "max_expression_depth": 250})


def serve(source: BinaryIO, sink: BinaryIO, connection: duckdb.DuckDBPyConnection, lock: Callable[..., None]) -> None:
    """Take the assignment, then queries one after another."""
    connection.sql("SELECT 1").fetchall()
    failure: EngineError | None = None
    assignment = frames.receive(source)
    if assignment is None:
        return
    try:
        lock([Path(table["path"]) for table in assignment["tables"]], [Path(assignment["scratch"])])
        settle(connection, assignment)
    except (duckdb.Error, OSError) as error:
        failure = failures.of_duckdb(error)
    watchdog = Watchdog()
    while (query := frames.receive(source)) is not None:
        if failure is not None:
            frames.send(sink, {"error": failures.to_json(failure), "retire": True})
            return
        answer(connection, query, sink, watchdog)


def settle(connection: duckdb.DuckDBPyConnection, assignment: dict[str, Any]) -> None:
    """Attach and name the tables, then close every door of the engine for good."""
    run = connection.execute
    run(f"SET temp_directory={literal(assignment['scratch'])}")  # before its size limit, which is lost otherwise
    run(f"SET max_temp_directory_size='{int(assignment['temp_mb'])}MB'")
    run(f"SET memory_limit='{int(assignment['memory_mb'])}MB'")
    run(f"SET threads={int(assignment['threads'])}")
    run("SET async_threads=1")
    run("SET GLOBAL TimeZone='UTC'")
    for table in assignment["tables"]:
        catalog = quoted(table["catalog"])
        run(f"ATTACH {literal(table['path'])} AS {catalog} (READ_ONLY)")
        run(f"CREATE VIEW {quoted(table['name'])} AS FROM {catalog}.data")
    run("SET enable_external_access=false")
    run("SET lock_configuration=true")


def answer(connection: duckdb.DuckDBPyConnection, query: dict[str, Any], sink: BinaryIO, watchdog: Watchdog) -> None:
    """Answer one query: a frame, the Arrow stream when that frame is fine, and a closing frame."""
    late: list[bool] = []
    with connection.cursor() as cursor:
        forget = watchdog.after(query["seconds"], _stopper(cursor, late))
        cap = Cap(Limits(rows=query["rows"], bytes=query["bytes"]))
        try:
            batches = _batches(cursor, query, cap)
            schema = next(batches)
            frames.send(sink, {"ok": True})
            problem = _send_stream(sink, schema, batches)
        except Exception as error:
            problem = error
        finally:
            forget()
    frames.send(sink, _closing(problem, query["sql"], late=bool(late), cap=cap))


def _stopper(cursor: duckdb.DuckDBPyConnection, late: list[bool]) -> Callable[[], None]:
    def stop() -> None:
        late.append(True)
        cursor.interrupt()

    return stop


def _batches(cursor: duckdb.DuckDBPyConnection, query: dict[str, Any], cap: Cap) -> Iterator[Any]:
    """The schema first, then batches within the cap; the first batch is computed before the schema is handed out."""
    if len(query["sql"].encode()) > TEXT_LIMIT:
        raise SqlInvalid(f"The statement is longer than {TEXT_LIMIT // 1000} kB.")
    statements = cursor.extract_statements(query["sql"])
    if [statement.type for statement in statements] != [duckdb.StatementType.SELECT]:
        raise SqlRefused("Only one SELECT statement can be run.")  # anything else could stay behind for the next query
    relation = cursor.sql(query["sql"], params=query["params"] or None)
    with relation.to_arrow_reader(BATCH_ROWS) as reader:
        batch = next(reader, None)
        yield reader.schema
        while batch is not None and not cap.truncated:
            part = cap.cut(batch)
            if part is not None:
                yield part
            batch = next(reader, None)


def _send_stream(sink: BinaryIO, schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> Exception | None:
    """Write the stream and its end mark; an engine error on the way is returned, for the stream must end first."""
    writer, problem = pa.ipc.new_stream(pa.PythonFile(sink, mode="w"), schema), None
    try:
        for batch in batches:
            writer.write_batch(batch)
            sink.flush()
    except (duckdb.Error, pa.ArrowException, MemoryError, OSError, RuntimeError) as error:
        problem = error
    writer.close()
    return problem


def _closing(problem: Exception | None, sql: str, *, late: bool, cap: Cap) -> dict[str, Any]:
    closing: dict[str, Any] = {"rows": cap.rows, "truncated": cap.truncated, "retire": False, "rss_mb": _resident()}
    if problem is None:
        return closing
    if isinstance(problem, BrokenPipeError | ConnectionError):
        raise SystemExit  # nobody listens any more
    error = QueryTimeout("The query ran longer than it may and was stopped.") if late else failures.of_duckdb(_unwrap(problem), sql)
    return {**closing, "error": failures.to_json(error), "retire": isinstance(error, QueryTooLarge | EngineCrashed | QueryTimeout)}


def _unwrap(problem: Exception) -> Exception:
    """Arrow's reader hides the engine's error in an OSError or RuntimeError; the message keeps its class."""
    text = str(problem)
    for mark, kind in (("Out of Memory", duckdb.OutOfMemoryException), ("INTERNAL Error", duckdb.InternalException)):
        if mark in text and not isinstance(problem, duckdb.Error):
            return kind(text)
    return problem


def _resident() -> int:
    """This process's memory in MB, as the kernel counts it."""
    try:
        return int(int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE_MB)
    except OSError:
        return 0
