"""Behaviour of the runner that only shows while a query runs: sharing, cancelling, leaving."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from apps.engine.duck.stream import CancelToken
from apps.engine.errors import QueryCancelled
from apps.engine.spec import QuerySpec
from apps.engine.types import Limits
from apps.queries.services.answers import QueryRequest
from apps.queries.services.cache import AnswerCache, Entry
from apps.queries.services.flight import Flights
from apps.queries.services.run import run_query
from apps.queries.services.waiting import until_disconnect

SPEC = QuerySpec.parse({"dimensions": [{"field": "region"}], "measures": [{"agg": "count", "as": "n"}]})


def test_it_works(alice: Any, workspace: Any, sales: Any) -> None:
    answer = run_query(user=alice, request=QueryRequest(workspace=workspace, dataset=sales, spec=SPEC, rows=100))
    assert sorted(answer.table().to_pylist(), key=lambda row: row["region"])[0] == {"region": "ASIA", "n": 1000}
    assert (answer.row_count, answer.total, answer.cached, answer.version_ids) == (3, 3, False, (sales.current_version_id,))


def test_a_stream_tells_its_rows_at_the_end_and_is_kept(alice: Any, workspace: Any, sales: Any) -> None:
    request = QueryRequest(workspace=workspace, dataset=sales, spec=SPEC)
    answer = run_query(user=alice, request=request)
    assert answer.row_count is None
    with answer.stream as stream:
        assert sum(batch.num_rows for batch in stream) == 3
    assert (answer.row_count, answer.total) == (3, 3)
    assert run_query(user=alice, request=QueryRequest(workspace=workspace, dataset=sales, spec=SPEC)).cached


def test_a_query_is_cancelled_through_its_token(alice: Any, workspace: Any, sales: Any) -> None:
    token = CancelToken()
    threading.Timer(0.3, token.cancel).start()
    sql = "SELECT count(*) FROM sales a, sales b, sales c WHERE a.amount < b.amount + c.amount"
    began = time.monotonic()
    with pytest.raises(QueryCancelled):
        run_query(user=alice, request=QueryRequest(workspace=workspace, sql=sql, rows=10, token=token, limits=Limits(seconds=20)))
    assert time.monotonic() - began < 2.5


def test_equal_questions_at_once_run_once() -> None:
    flights, cache, ran = Flights(), AnswerCache(), []

    def ask() -> None:
        with flights.lead("key", CancelToken()) as waited:
            if waited and cache.get("key"):
                return
            ran.append(1)
            time.sleep(0.15)
            cache.put("key", Entry(b"x", {}))

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ran) == 1
    assert flights._locks == {}


def test_who_waits_for_an_equal_question_can_be_cancelled() -> None:
    flights, token = Flights(), CancelToken()
    with flights.lead("key", CancelToken()):
        threading.Timer(0.1, token.cancel).start()
        failed: list[BaseException] = []

        def wait() -> None:
            try:
                with flights.lead("key", token):
                    raise AssertionError
            except QueryCancelled as error:
                failed.append(error)

        thread = threading.Thread(target=wait)
        thread.start()
        thread.join(2)
    assert len(failed) == 1


def test_the_cache_is_bounded_and_forgets_what_was_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.queries.services.cache.is_shared", lambda: False)
    cache = AnswerCache(total=250)
    for name in ("a", "b"):
        cache.put(name, Entry(b"x" * 100, {}))
    cache.get("a")
    cache.put("c", Entry(b"x" * 100, {}))
    assert [cache.get(name) is not None for name in ("a", "b", "c")] == [True, False, True]
    cache.put("huge", Entry(b"x" * (9 << 20), {}))
    assert cache.get("huge") is None
    cache.clear()
    assert cache.get("a") is None


def test_answers_are_shared_between_processes_where_the_cache_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.queries.services.cache.is_shared", lambda: True)
    AnswerCache().put("shared", Entry(b"\x00\n\xff", {"rows": 3}))
    assert AnswerCache().get("shared") == Entry(b"\x00\n\xff", {"rows": 3})


async def test_a_client_that_leaves_cancels_what_it_waited_for() -> None:
    token, ended = CancelToken(), threading.Event()

    def work() -> None:
        while not token.cancelled:
            time.sleep(0.01)
        ended.set()

    task = asyncio.create_task(sync_to_async(until_disconnect)(work, token))
    await asyncio.sleep(0.2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.wait(2)
