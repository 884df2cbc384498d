"""The shared read instance: compiler-made SQL over attached hot files."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from apps.engine.duck import shared
from apps.engine.duck.shared import Instance
from apps.engine.duck.stream import BatchStream, CancelToken
from apps.engine.errors import EngineCrashed, EngineError, QueryCancelled, QueryTimeout, SqlInvalid
from apps.engine.types import Limits, Source
from tests.engine.duck_samples import ROWS, hot_file

ENDLESS = 'SELECT count(*) FROM "v_v1"."data" a, "v_v1"."data" b WHERE a.amount < b.amount'


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return hot_file(tmp_path / "hot.duckdb")


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    made = Instance(tmp_path, attached=3)
    yield made
    made.close()


def test_it_works(instance: Instance, source: Source) -> None:
    with instance.open_stream('SELECT region, amount FROM "v_v1"."data" WHERE id < ?', [70], [source], Limits()) as stream:
        assert stream.schema.names == ["region", "amount"]
        assert sum(batch.num_rows for batch in stream) == stream.rows == 70
        assert not stream.truncated


def test_batches_come_as_the_engine_makes_them(instance: Instance, source: Source) -> None:
    sizes = [batch.num_rows for batch in instance.open_stream('FROM "v_v1"."data"', [], [source], Limits())]
    assert sum(sizes) == ROWS
    assert len(sizes) > 1


def test_caps_cut_and_say_so(instance: Instance, source: Source) -> None:
    for limits in (Limits(rows=1000), Limits(bytes=50_000)):
        stream = instance.open_stream('FROM "v_v1"."data"', [], [source], limits)
        table = stream.table()
        assert stream.truncated
        assert 0 < table.num_rows <= 2000


def test_an_exact_fit_is_not_truncated(instance: Instance, source: Source) -> None:
    stream = instance.open_stream('FROM "v_v1"."data"', [], [source], Limits(rows=ROWS))
    assert stream.table().num_rows == ROWS
    assert not stream.truncated


def test_the_deadline_stops_a_query(instance: Instance, source: Source) -> None:
    began = time.monotonic()
    with pytest.raises(QueryTimeout, match="longer"):
        instance.open_stream(ENDLESS, [], [source], Limits(seconds=0.3)).table()
    assert time.monotonic() - began < 2


def test_a_cancel_from_another_thread_stops_a_query(instance: Instance, source: Source) -> None:
    token = CancelToken()
    timer = threading.Timer(0.2, token.cancel)
    timer.start()
    began = time.monotonic()
    with pytest.raises(QueryCancelled):
        instance.open_stream(ENDLESS, [], [source], Limits(), token=token).table()
    assert time.monotonic() - began < 2
    assert instance.open_stream("SELECT 1", [], [source], Limits()).table().num_rows == 1


def test_a_query_cancelled_before_it_starts_never_runs(instance: Instance, source: Source) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(QueryCancelled):
        instance.open_stream("SELECT 1", [], [source], Limits(), token=token)


def test_closing_early_frees_the_file(instance: Instance, source: Source) -> None:
    stream = instance.open_stream('FROM "v_v1"."data"', [], [source], Limits())
    next(stream)
    stream.close()
    stream.close()
    assert list(stream) == []
    assert set(instance._attached.values()) == {0}


def test_errors_name_line_and_column(instance: Instance, source: Source) -> None:
    with pytest.raises(SqlInvalid, match="where") as caught:
        instance.open_stream('SELECT 1\nFROM "v_v1"."data" where', [], [source], Limits())
    assert caught.value.details == {"line": 2, "column": 20}


def test_an_error_while_streaming_is_an_engine_error_too(instance: Instance, source: Source) -> None:
    with pytest.raises(SqlInvalid, match="convert"):
        instance.open_stream('SELECT product::INTEGER FROM "v_v1"."data"', [], [source], Limits()).table()


def test_a_missing_and_a_broken_file_are_clear_errors(instance: Instance, source: Source, tmp_path: Path) -> None:
    broken = tmp_path / "broken.duckdb"
    broken.write_bytes(b"not a database" * 1000)
    for path in (broken, tmp_path / "nowhere.duckdb"):
        with pytest.raises(EngineError, match="sales"):
            instance.open_stream("SELECT 1", [], [replace(source, version="bad", path=str(path))], Limits())


def test_only_so_many_files_stay_attached_and_used_ones_always_do(instance: Instance, source: Source, tmp_path: Path) -> None:
    files = [hot_file(tmp_path / f"{n}.duckdb", 10, f"n{n}") for n in range(5)]
    with instance.open_stream('FROM "v_v1"."data"', [], [source], Limits()) as held:
        next(held)
        for one in files:
            assert instance.open_stream(f'FROM "{one.catalog}"."data"', [], [one], Limits()).table().num_rows == 10
        assert source.catalog in instance._attached
    assert len(instance._attached) <= 3


def test_the_instance_only_reads(instance: Instance, source: Source) -> None:
    with pytest.raises(EngineError):
        instance.open_stream('CREATE TABLE "v_v1"."more" AS SELECT 1', [], [source], Limits()).table()


def test_a_statement_without_a_result_is_refused(instance: Instance, source: Source) -> None:
    with pytest.raises(EngineCrashed):
        instance.open_stream("", [], [source], Limits())


def test_times_are_utc_wherever_the_server_stands(instance: Instance, source: Source) -> None:
    assert instance.open_stream("SELECT current_setting('TimeZone')", [], [source], Limits()).table().column(0)[0].as_py() == "UTC"


def test_a_process_has_one_instance(source: Source, tmp_path: Path) -> None:
    shared.shutdown()
    assert shared.open_stream("SELECT 1", [], [source], Limits()).table().num_rows == 1
    first = shared.instance()
    assert shared.instance() is first
    shared.shutdown()


def test_batches_in_memory_are_a_stream_too(instance: Instance, source: Source) -> None:
    table = instance.open_stream('FROM "v_v1"."data" LIMIT 5', [], [source], Limits()).table()
    stream = BatchStream(table.schema, table.to_batches(), truncated=True)
    assert stream.table().num_rows == 5
    assert stream.truncated
