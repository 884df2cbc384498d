"""The query processes: people's SQL, attacked, crashed and cancelled."""

from __future__ import annotations

import hashlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from apps.engine.duck.lanes import Caps
from apps.engine.duck.pool import Pool, PoolOptions
from apps.engine.duck.stream import CancelToken, ResultStream
from apps.engine.errors import (
    EngineCrashed,
    EngineError,
    QueryCancelled,
    QueryTimeout,
    QueryTooLarge,
    SqlInvalid,
    SqlRefused,
)
from apps.engine.types import Limits, Mask, Source
from tests.engine.duck_samples import ROWS, gone, hot_file, wait_for

Ask = Callable[..., ResultStream]
ENDLESS = "SELECT count(*) FROM sales a, sales b WHERE a.amount < b.amount"


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
    with ask("SELECT region, count(*) AS n FROM sales GROUP BY ALL ORDER BY ALL") as stream:
        assert stream.schema.names == ["region", "n"]
        assert stream.table().column("n").to_pylist() == [ROWS // 3] * 3


def test_many_rows_come_whole_and_unchanged(ask: Ask) -> None:
    table = ask("SELECT id FROM sales ORDER BY id").table()
    assert table.column("id").to_pylist() == list(range(ROWS))


def test_values_are_bound_with_their_types(ask: Ask) -> None:
    import datetime as dt
    import decimal

    params = {
        "day": dt.date(2024, 1, 2),
        "price": decimal.Decimal("1.10"),
        "text": "x'; --",
        "at": dt.datetime.fromisoformat("2024-01-02T03:04"),
    }
    row = ask("SELECT $day AS day, $price AS price, $text AS text, $at AS at", params=params).table().to_pylist()[0]
    assert row == params


def test_the_next_query_of_the_same_rights_reuses_the_process(ask: Ask, pool: Pool) -> None:
    ask("SELECT 1", rights="same").table()
    pid = pool._idle[-1].pid
    ask("SELECT 2", rights="same").table()
    assert pool._idle[-1].pid == pid


@pytest.mark.parametrize("change", [{"tenant": "other"}, {"rights": "other"}, {"sources": []}])
def test_a_process_never_serves_other_rights(ask: Ask, pool: Pool, change: dict[str, Any]) -> None:
    own = f"mine, not {change}"
    ask("SELECT 1", rights=own).table()
    mine = next(worker for worker in pool._idle if worker.key[1] == own)
    ask("SELECT 1", **{"rights": own, **change}).table()
    assert mine in pool._idle
    assert mine.served == 1


def test_two_datasets_can_be_joined_and_no_third_is_there(ask: Ask, source: Source, tmp_path: Path) -> None:
    second = replace(hot_file(tmp_path / "b.duckdb", 30, "v2"), name="returns")
    sql = "SELECT count(*) AS n FROM sales JOIN returns USING (id)"
    assert ask(sql, sources=[source, second]).table().to_pylist() == [{"n": 30}]
    with pytest.raises(SqlInvalid, match="returns"):
        ask(sql).table()


ATTACKS = [
    "WITH x AS (COPY (SELECT 'EVIL') TO '{path}' (FORMAT csv, USE_TMP_FILE false)) FROM x",
    "WITH x AS (DELETE FROM v_v1.data RETURNING *) FROM x",
    "WITH x AS (INSERT INTO v_v1.data FROM v_v1.data RETURNING *) FROM x",
    "COPY (SELECT 1) TO '{path}' (USE_TMP_FILE false)",
    "ATTACH '{path}' AS w (READ_WRITE)",
    "DETACH v_v1",
    "DROP TABLE v_v1.data",
    "CREATE TABLE mine AS SELECT 1",
    "CREATE MACRO sum(x) AS 42",
    "SET enable_external_access=true",
    "SET lock_configuration=false",
    "INSTALL httpfs",
    "FROM read_text('/etc/passwd')",
    "FROM read_csv('/etc/passwd')",
    "FROM '/etc/passwd'",
    "FROM glob('/*')",
    "FROM query('COPY (SELECT 1) TO ''{path}'' (USE_TMP_FILE false)')",
    "SELECT 1; DROP TABLE v_v1.data",
    "EXPORT DATABASE '{path}'",
    "PRAGMA database_list",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_that_got_past_the_guard_do_no_harm(ask: Ask, source: Source, attack: str) -> None:
    before = hashlib.sha256(Path(source.path).read_bytes()).hexdigest()
    with pytest.raises(EngineError):
        ask(attack.format(path=source.path)).table()
    assert hashlib.sha256(Path(source.path).read_bytes()).hexdigest() == before
    assert ask("SELECT count(*) AS n FROM sales").table().to_pylist() == [{"n": ROWS}]


def test_the_file_itself_holds_no_more_than_its_reader_may_see(ask: Ask, source: Source) -> None:
    """Its bytes can be read by name, which is why sources with row rules come as files of their own."""
    size = ask(f"SELECT size FROM read_blob('{source.path}')").table().column(0)[0].as_py()
    assert size == Path(source.path).stat().st_size


def test_every_thread_of_a_worker_is_locked(ask: Ask, pool: Pool) -> None:
    ask("SELECT count(*) FROM sales", rights="threads").table()
    pid = next(worker for worker in pool._idle if worker.key[1] == "threads").pid
    states = [(task / "status").read_text() for task in Path(f"/proc/{pid}/task").iterdir()]
    assert len(states) > 1
    assert all("NoNewPrivs:\t1" in state and "Seccomp:\t2" in state for state in states)


def test_a_worker_knows_no_secret(ask: Ask, pool: Pool) -> None:
    ask("SELECT 1").table()
    for group in pool.processes().values():
        for pid in group:
            names = {entry.split("=")[0] for entry in Path(f"/proc/{pid}/environ").read_text().split("\0") if entry}
            assert names <= {"LANG", "PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "TZ", "LD_LIBRARY_PATH"}


@pytest.mark.parametrize(
    ("sql", "kinds"),
    [
        ("SELECT length(repeat('x', 4000000000))", (QueryTooLarge,)),
        ("SELECT len(range(3000000000))", (QueryTooLarge, EngineCrashed)),
        ("SELECT from_json('[]', repeat('[', 200000) || '\"INT\"' || repeat(']', 200000))", (EngineCrashed, SqlInvalid, QueryTooLarge)),
        ("SELECT sleep_ms(60000)", (QueryTimeout,)),
        (ENDLESS, (QueryTimeout,)),
        ("SELECT " + "(" * 49_000 + "1" + ")" * 49_000, (SqlInvalid, EngineCrashed, QueryTooLarge, QueryTimeout)),
        ("SELECT '" + "x" * 100_001 + "'", (SqlInvalid,)),
    ],
)
def test_a_bomb_ends_as_one_clean_error_while_others_go_on(ask: Ask, sql: str, kinds: tuple[type[EngineError], ...]) -> None:
    with ask("SELECT id FROM sales ORDER BY id", rights="neighbour", user="neighbour") as other:
        next(other)
        began = time.monotonic()
        with pytest.raises(kinds):
            ask(sql, Limits(seconds=0.5)).table()
        assert time.monotonic() - began < 4
        assert other.rows + sum(batch.num_rows for batch in other) >= ROWS - other.rows
    assert ask("SELECT 1").table().num_rows == 1


def test_a_deep_json_that_kills_the_process_is_reported_as_such(ask: Ask) -> None:
    """The engine dies on this one by a signal, where the stack is as small as usual; elsewhere it is too large."""
    structure = "[" * 90_000 + '"INT"' + "]" * 5
    with pytest.raises(EngineError):
        ask(f"SELECT from_json('[]', '{structure}')").table()
    assert ask("SELECT 1").table().num_rows == 1


def test_cancel_works_at_any_moment_within_two_seconds(ask: Ask) -> None:
    for sql, delay in (("SELECT sleep_ms(60000)", 0.2), (ENDLESS, 0.1), ("SELECT sleep_ms(60000)", 0.0)):
        token = CancelToken()
        threading.Timer(delay, token.cancel).start()
        began = time.monotonic()
        with pytest.raises(QueryCancelled):
            ask(sql, token=token).table()
        assert time.monotonic() - began < 2


def test_leaving_early_ends_the_process(ask: Ask, pool: Pool) -> None:
    stream = ask("FROM sales", rights="leaver")
    next(stream)
    worker = stream._worker  # type: ignore[attr-defined]
    stream.close()
    wait_for(lambda: gone(worker.pid))
    assert not worker.scratch.exists()
    assert pool.state()["running"] == 0


def test_a_killed_worker_is_one_error_and_the_pool_fills_again(ask: Ask, pool: Pool) -> None:
    stream = ask("FROM sales")
    next(stream)
    os.kill(stream._worker.pid, signal.SIGKILL)  # type: ignore[attr-defined]
    with pytest.raises(EngineCrashed):
        list(stream)
    began = time.monotonic()
    assert ask("SELECT 1").table().num_rows == 1
    wait_for(lambda: pool.state()["spare"] == 1, 1)
    assert time.monotonic() - began < 1


def test_a_killed_idle_worker_is_not_noticed_at_all(ask: Ask, pool: Pool) -> None:
    ask("SELECT 1", rights="idle").table()
    worker = next(worker for worker in pool._idle if worker.key[1] == "idle")
    os.kill(worker.pid, signal.SIGKILL)
    wait_for(lambda: gone(worker.pid))
    assert ask("SELECT 1", rights="idle").table().num_rows == 1


def test_a_killed_zygote_costs_no_later_query(ask: Ask, pool: Pool) -> None:
    ask("SELECT 1", rights="zygote").table()
    before = pool.processes()
    os.kill(before["zygote"][0], signal.SIGKILL)
    assert ask("SELECT 1", rights="zygote").table().num_rows == 1  # perhaps while its processes still die
    wait_for(lambda: gone(before["zygote"][0]))
    assert ask("SELECT 1", rights="zygote").table().num_rows == 1
    assert pool.processes()["zygote"] != before["zygote"]
    wait_for(lambda: all(gone(pid) for pid in before["idle"] + before["spare"]))


def test_a_name_that_is_not_there_is_found_in_the_statement(ask: Ask) -> None:
    with pytest.raises(SqlInvalid, match="amout") as caught:
        ask("SELECT *\nFROM sales\nWHERE amout > 3")
    assert caught.value.details == {"line": 3, "column": 7}
    with pytest.raises(SqlInvalid) as caught:
        ask("SELECT amout FROM sales WHERE amout > 3")
    assert caught.value.details == {}


def test_caps_cut_rows_and_bytes_and_say_so(ask: Ask) -> None:
    stream = ask("FROM sales", Limits(rows=1000))
    assert (stream.table().num_rows, stream.truncated) == (1000, True)
    stream = ask("FROM sales", Limits(bytes=100_000))
    assert stream.table().nbytes <= 150_000
    assert stream.truncated


def test_a_source_with_row_rules_is_refused(ask: Ask, source: Source) -> None:
    for rules in ({"row_filter": {"field": "region", "op": "=", "value": "EU"}}, {"masks": {"amount": Mask.NULL}}):
        with pytest.raises(EngineError, match="unfiltered"):
            ask("SELECT 1", sources=[replace(source, **rules)])


def test_a_missing_file_is_an_error_of_that_query(ask: Ask, source: Source, tmp_path: Path) -> None:
    with pytest.raises((EngineError, SqlRefused)):
        ask("SELECT 1", sources=[replace(source, version="none", path=str(tmp_path / "none.duckdb"))]).table()
