"""A dictionary on the wire names the values of the answer, and no others of the table."""

from __future__ import annotations

import pyarrow as pa
import pytest

from apps.engine.duck.stream import BatchStream
from apps.engine.wire import Encoder, narrow

REGIONS = pa.array(["APAC", "EU", "US"])


def coded(*codes: int | None) -> pa.RecordBatch:
    column = pa.DictionaryArray.from_arrays(pa.array(codes, pa.uint8()), REGIONS)
    return pa.RecordBatch.from_arrays([column, pa.array(range(len(codes)))], names=["region", "n"])


def sent(*batches: pa.RecordBatch, drawn: bool = False) -> bytes:
    stream = BatchStream(batches[0].schema, iter(batches))
    encoder = Encoder(stream, narrow(stream.schema) if drawn else None)
    return b"".join(iter(encoder.chunk, None))


@pytest.mark.parametrize("drawn", [False, True])
def test_it_works(drawn: bool) -> None:
    data = sent(coded(1, None, 1), coded(2, 1), drawn=drawn)
    assert b"APAC" not in data
    table = pa.ipc.open_stream(data).read_all()
    assert table.column("region").to_pylist() == ["EU", None, "EU", "US", "EU"]
    assert table.column("region").type == pa.dictionary(pa.uint8(), pa.string())


@pytest.mark.parametrize("codes", [(), (None, None), (0, 1, 2), (2, 0)])
def test_what_comes_is_what_was_there(codes: tuple[int | None, ...]) -> None:
    table = pa.ipc.open_stream(sent(coded(*codes))).read_all()
    assert table.column("region").to_pylist() == coded(*codes).column("region").to_pylist()
