"""Arrow IPC for browsers, chunk by chunk."""

from __future__ import annotations

import asyncio
import decimal
from collections.abc import AsyncIterator
from pathlib import Path

import pyarrow as pa
import pytest

from apps.engine import wire
from apps.engine.duck.pool import Pool
from apps.engine.duck.stream import BatchStream
from apps.engine.errors import QueryCancelled
from apps.engine.types import Limits
from tests.engine.duck_samples import hot_file


def stream_of(rows: int, batch: int = 122_880) -> BatchStream:
    table = pa.table({"x": pa.array(range(rows), pa.float64()), "name": pa.array([f"n{i % 7}" for i in range(rows)])})
    return BatchStream(table.schema, table.to_batches(max_chunksize=batch))


async def gather(chunks: AsyncIterator[bytes]) -> list[bytes]:
    return [chunk async for chunk in chunks]


async def test_it_works() -> None:
    chunks = await gather(wire.ipc_chunks(stream_of(300_000)))
    table = pa.ipc.open_stream(b"".join(chunks)).read_all()
    assert table.num_rows == 300_000
    assert table.column("x").to_pylist() == [float(i) for i in range(300_000)]


async def test_the_first_batch_is_small_so_that_something_can_be_drawn_early() -> None:
    chunks = await gather(wire.ipc_chunks(stream_of(300_000)))
    sizes = [batch.num_rows for batch in pa.ipc.open_stream(b"".join(chunks))]
    assert sizes[:2] == [32_768, 90_112]
    assert len(chunks) == len(sizes) + 1


async def test_an_empty_answer_still_has_its_columns() -> None:
    chunks = await gather(wire.ipc_chunks(stream_of(0)))
    assert pa.ipc.open_stream(b"".join(chunks)).read_all().schema.names == ["x", "name"]


async def test_narrow_halves_numbers_and_codes_text() -> None:
    stream = stream_of(200_000)
    schema = wire.narrow(stream.schema)
    assert [field.type for field in schema] == [pa.float32(), pa.dictionary(pa.int32(), pa.string())]
    table = pa.ipc.open_stream(b"".join(await gather(wire.ipc_chunks(stream, schema)))).read_all()
    assert table.column("name").to_pylist()[:8] == ["n0", "n1", "n2", "n3", "n4", "n5", "n6", "n0"]
    assert table.column("x")[199_999].as_py() == 199_999.0


def test_narrow_leaves_the_rest_alone_and_takes_decimals() -> None:
    code = pa.dictionary(pa.uint8(), pa.string())
    schema = wire.narrow(pa.schema([("n", pa.int64()), ("d", pa.date32()), ("c", code), ("m", pa.decimal128(18, 2))]))
    assert [field.type for field in schema] == [pa.int64(), pa.date32(), code, pa.float32()]
    batch = pa.record_batch({"m": pa.array([decimal.Decimal("1.50")])})
    assert wire.Encoder(BatchStream(batch.schema, [batch]), wire.narrow(batch.schema)).chunk()


async def test_no_more_than_one_piece_is_made_ahead() -> None:
    stream = stream_of(1_000_000, 10_000)
    chunks = wire.ipc_chunks(stream)
    await anext(chunks)
    await anext(chunks)
    assert stream.rows <= 30_000
    await chunks.aclose()  # type: ignore[attr-defined]
    with pytest.raises(QueryCancelled):
        list(stream)


async def test_a_client_that_leaves_cancels_the_running_query(tmp_path: Path) -> None:
    pool = Pool(tmp_path)
    source = hot_file(tmp_path / "hot.duckdb")
    sql = "SELECT id FROM sales UNION ALL SELECT sleep_ms(60000) AS id FROM range(1)"
    stream = await asyncio.to_thread(lambda: pool.open_stream("SELECT * FROM sales", [], [source], Limits(), tenant="t", rights="r"))
    stream.close()

    async def consume() -> None:
        slow = await wire.in_thread(lambda: pool.open_stream(sql, [], [source], Limits(), tenant="t", rights="r"), pool.close)
        async for _ in wire.ipc_chunks(slow):
            pass

    task = asyncio.create_task(consume())
    await asyncio.sleep(0.5)
    task.cancel()
    with pytest.raises((asyncio.CancelledError, QueryCancelled)):
        await asyncio.wait_for(task, 3)
    assert pool.state()["busy"] == 0
    pool.close()
