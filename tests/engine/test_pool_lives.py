"""The query processes over time: who waits, who is replaced, what is left when the owner dies."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from apps.engine.duck.lanes import Caps
from apps.engine.duck.pool import Pool, PoolOptions
from apps.engine.duck.stream import CancelToken, ResultStream
from apps.engine.errors import EngineBusy, QueryCancelled
from apps.engine.types import Limits, Source
from tests.engine.duck_samples import gone, hot_file, wait_for

Ask = Callable[..., ResultStream]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    return hot_file(tmp_path_factory.mktemp("hot") / "sales.duckdb")


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    made = Pool(tmp_path_factory.mktemp("pool"), PoolOptions(caps=Caps(total=3, user=2, wait_seconds=0.4)))
    yield made
    made.close()


@pytest.fixture
def ask(pool: Pool, source: Source) -> Ask:
    def open_stream(sql: str, limits: Limits | None = None, **more: Any) -> ResultStream:
        given = {"params": [], "sources": [source], "tenant": "acme", "rights": "r1", **more}
        return pool.open_stream(sql, given.pop("params"), given.pop("sources"), limits or Limits(seconds=10), **given)

    return open_stream


def test_it_works(ask: Ask) -> None:
    assert ask("SELECT 1").table().num_rows == 1


def test_a_full_lane_tells_the_place_in_the_queue(ask: Ask) -> None:
    with ask("FROM sales", user="u"), ask("FROM sales", user="u"), pytest.raises(EngineBusy, match="number 1") as caught:
        ask("SELECT 1", user="u")
    assert caught.value.details["place"] == 1
    assert ask("SELECT 1", user="u").table().num_rows == 1


def test_a_cap_of_one_person_leaves_room_for_others(ask: Ask) -> None:
    with ask("FROM sales", user="u"), ask("FROM sales", user="u"):
        assert ask("SELECT 1", user="somebody else").table().num_rows == 1


def test_who_waits_runs_when_a_place_comes_free(ask: Ask) -> None:
    held = [ask("FROM sales", user="u"), ask("FROM sales", user="u")]
    threading.Timer(0.15, held[0].close).start()
    assert ask("SELECT 1", user="u").table().num_rows == 1
    held[1].close()


def test_a_cancel_while_waiting_leaves_the_queue(ask: Ask, pool: Pool) -> None:
    token = CancelToken()
    threading.Timer(0.1, token.cancel).start()
    with ask("FROM sales", user="u"), ask("FROM sales", user="u"), pytest.raises(QueryCancelled):
        ask("SELECT 1", user="u", token=token)
    assert pool.state()["waiting"] == 0


def test_workers_are_replaced_after_their_share_of_queries(tmp_path: Path, source: Source) -> None:
    pool = Pool(tmp_path, PoolOptions(queries=2, warm=1, idle_seconds=0.2))
    seen = []
    for _ in range(3):
        stream = pool.open_stream("SELECT 1", [], [source], Limits(), tenant="t", rights="r")
        seen.append(stream._worker.pid)  # type: ignore[attr-defined]
        stream.table()
    assert seen[0] == seen[1] != seen[2]
    wait_for(lambda: pool.state()["idle"] == 0)
    pool.close()
    with pytest.raises(EngineBusy):
        pool.open_stream("SELECT 1", [], [source], Limits(), tenant="t", rights="r")


def test_nothing_is_left_when_the_owner_is_killed(tmp_path: Path, source: Source) -> None:
    script = (
        "import time; from apps.engine.duck.pool import Pool; from apps.engine.types import Limits, Source\n"
        f"pool, tables = Pool(), [Source('sales', 'd', 'v1', {source.path!r}, ())]\n"
        "pool.open_stream('SELECT 1', [], tables, Limits(), tenant='t', rights='r').table()\n"
        "running = pool.open_stream('FROM sales', [], tables, Limits(), tenant='t', rights='x'); time.sleep(0.3)\n"
        "print(*[pid for group in pool.processes().values() for pid in group], flush=True); time.sleep(60)"
    )
    owner = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
    assert owner.stdout is not None
    pids = [int(pid) for pid in owner.stdout.readline().split()]
    assert len(pids) >= 3
    owner.kill()
    owner.wait()
    with contextlib.closing(owner.stdout):
        wait_for(lambda: all(gone(pid) for pid in pids))
