"""From an answer to bytes for the browser: Arrow IPC in chunks, as they come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from .duck.stream import ResultStream

MEDIA_TYPE = "application/vnd.apache.arrow.stream"
FIRST_ROWS = 32_768
T = TypeVar("T")


def narrow(schema: pa.Schema) -> pa.Schema:
    """The schema drawing needs: float64 and decimals as float32, text as dictionary codes; the rest as it is."""
    return pa.schema([pa.field(field.name, _narrowed(field.type), field.nullable, field.metadata) for field in schema], schema.metadata)


def _narrowed(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_float64(kind) or pa.types.is_decimal(kind):
        return pa.float32()
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return pa.dictionary(pa.int32(), pa.string())
    return kind


class _Sink:
    """A file the IPC writer writes to; `take` hands out what has gathered, copied once."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.closed = False

    def write(self, data: bytes) -> int:
        self._parts.append(data)  # bytes, or an Arrow buffer that stays alive with its batch
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


class Encoder:
    """Turns a stream into IPC bytes batch by batch; not for two threads at once.

    `schema` narrows on the way. The first batch is cut at `first_rows`, so that something can be drawn early. A column
    whose dictionary grows from batch to batch is sent as replacements, which every Arrow reader understands.
    """

    def __init__(self, stream: ResultStream, schema: pa.Schema | None = None, first_rows: int = FIRST_ROWS) -> None:
        self._stream, self._schema, self._first = stream, schema or stream.schema, first_rows
        self._sink = _Sink()
        self._writer = pa.ipc.new_stream(pa.PythonFile(self._sink, mode="w"), self._schema)
        self._rest: pa.RecordBatch | None = None
        self._ended = False

    def chunk(self) -> bytes | None:
        """The next bytes (one batch; the schema before the first, the end mark after the last), None at the end."""
        if self._ended:
            return None
        batch = self._next()
        if batch is None:
            self._ended = True
            self._writer.close()
        else:
            self._writer.write_batch(_cast(batch, self._schema))
        return self._sink.take()

    def _next(self) -> pa.RecordBatch | None:
        batch, self._rest = self._rest or next(self._stream, None), None
        if batch is not None and self._first and batch.num_rows > self._first:
            self._rest, batch = batch.slice(self._first), batch.slice(0, self._first)
        self._first = 0
        return batch


def _cast(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    if batch.schema.equals(schema) and not any(pa.types.is_dictionary(kind) for kind in schema.types):
        return batch
    columns = [_cast_column(_of_used(column), field.type) for column, field in zip(batch.columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _of_used(column: pa.Array) -> pa.Array:
    """Codes over a dictionary of the values that are here: the stored one names those of rows outside the answer as well."""
    if not pa.types.is_dictionary(column.type):
        return column
    used = pc.unique(column.indices).drop_null()
    if len(used) == len(column.dictionary):
        return column
    used = used.take(pc.sort_indices(used))
    codes = pc.index_in(column.indices, value_set=used).cast(column.indices.type)
    return pa.DictionaryArray.from_arrays(codes, column.dictionary.take(used))


def _cast_column(column: pa.Array, kind: pa.DataType) -> pa.Array:
    if column.type.equals(kind):
        return column
    if pa.types.is_dictionary(kind):
        return pc.dictionary_encode(column.cast(kind.value_type)).cast(kind)
    return column.cast(kind, safe=False)


def ipc_chunks(stream: ResultStream, schema: pa.Schema | None = None, *, first_rows: int = FIRST_ROWS) -> AsyncGenerator[bytes, None]:
    """Arrow IPC bytes of `stream`, made in a thread batch by batch; closes the stream in any case. See `pieces`."""
    return pieces(Encoder(stream, schema, first_rows).chunk, stream)


async def pieces(make: Callable[[], bytes | None], stream: ResultStream, first: bytes | None = None) -> AsyncGenerator[bytes, None]:
    """What `make` gives until None, each in one thread hop and made while the one before is being sent: one ahead, never more.

    `first` has been made already. When the consumer goes away the running query is cancelled, and the generator ends only
    once the engine has let go.
    """
    coming = _started(make)
    try:
        if first is not None:
            yield first
        while (piece := await asyncio.shield(coming)) is not None:
            coming = _started(make)
            yield piece
    finally:
        if not coming.done() or coming.cancelled():
            stream.cancel()
        await _settled(coming)
        await in_thread(stream.close, stream.cancel)


def _started(work: Callable[[], T]) -> asyncio.Future[T]:
    return asyncio.ensure_future(asyncio.to_thread(work))


async def _settled(task: asyncio.Future[T]) -> None:
    """Wait for a task whose result nobody wants any more."""
    with suppress(Exception):
        await asyncio.shield(task)


async def in_thread(work: Callable[[], T], abort: Callable[[], None]) -> T:
    """Run `work` in a thread; when the waiting task is cancelled call `abort`, wait for the thread, then pass the cancel on."""
    task = _started(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        abort()
        with suppress(Exception):
            await task
        raise
