"""What the children of the engine do inside, looked at from inside: the worker in a thread, the locks in forked processes."""

from __future__ import annotations

import datetime as dt
import io
import json
import multiprocessing
import os
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import pyarrow as pa
import pytest

from apps.engine.duck import confine, failures, frames, landlock, sandbox_child, seccomp, worker, zygote
from apps.engine.errors import EngineCrashed, EngineError, QueryCancelled, QueryTooLarge, SqlInvalid, SqlRefused
from apps.engine.types import Source
from tests.engine.duck_samples import ROWS, hot_file

linux = pytest.mark.skipif(landlock.abi() < 4, reason="this kernel has no Landlock with TCP rules")
EVERYWHERE = [Path("/")]


class Talk:
    """A worker in a thread of this process, without its locks."""

    def __init__(self, source: Source, scratch: Path, path: str = "") -> None:
        self.ours, theirs = socket.socketpair()
        self.source, self.sink = self.ours.makefile("rb"), self.ours.makefile("wb")
        self._theirs, self.locked = theirs, []  # type: ignore[var-annotated]
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()
        table = {"name": source.name, "catalog": source.catalog, "path": path or source.path}
        frames.send(self.sink, {"tables": [table], "scratch": str(scratch), "memory_mb": 512, "temp_mb": 512, "threads": 2})

    def _serve(self) -> None:
        with self._theirs, self._theirs.makefile("rb") as source, self._theirs.makefile("wb") as sink, worker.connect() as connection:
            worker.serve(source, sink, connection, lambda read, write: self.locked.append((read, write)))

    def ask(self, sql: str, **more: Any) -> tuple[pa.Table | None, dict[str, Any]]:
        frames.send(self.sink, {"sql": sql, "params": [], "seconds": 10, "rows": None, "bytes": None, **more})
        opening = frames.receive(self.source)
        assert opening is not None
        if not opening.get("ok"):
            return None, opening
        table = pa.ipc.open_stream(pa.PythonFile(self.source, mode="r")).read_all()
        closing = frames.receive(self.source)
        assert closing is not None
        return table, closing

    def close(self) -> None:
        for end in (self.sink, self.source, self.ours):
            end.close()
        self.thread.join(5)


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return hot_file(tmp_path / "hot.duckdb")


@pytest.fixture
def talk(source: Source, tmp_path: Path) -> Iterator[Talk]:
    made = Talk(source, tmp_path)
    yield made
    made.close()


def test_it_works(talk: Talk, source: Source, tmp_path: Path) -> None:
    table, closing = talk.ask("SELECT count(*) AS n FROM sales")
    assert table is not None
    assert table.to_pylist() == [{"n": ROWS}]
    assert closing["rows"] == 1
    assert closing["rss_mb"] > 10
    assert talk.locked == [([Path(source.path)], [tmp_path])]


def test_a_worker_cuts_at_the_caps(talk: Talk) -> None:
    table, closing = talk.ask("FROM sales", rows=5)
    assert table is not None
    assert (table.num_rows, closing["truncated"]) == (5, True)


@pytest.mark.parametrize(
    ("sql", "kind", "retire"),
    [
        ("SELECT nothing FROM sales", "SqlInvalid", False),
        ("SELECT 1; SELECT 2", "SqlRefused", False),
        ("CREATE TABLE t AS SELECT 1", "SqlRefused", False),
        ("FROM read_text('/etc/passwd')", "SqlRefused", False),
        ("SELECT '" + "x" * 100_001 + "'", "SqlInvalid", False),
    ],
)
def test_a_worker_tells_what_is_wrong_and_goes_on(talk: Talk, sql: str, kind: str, retire: bool) -> None:
    _, answer = talk.ask(sql)
    assert (answer["error"]["class"], answer["retire"]) == (kind, retire)
    assert talk.ask("SELECT 1")[0] is not None


def test_a_worker_stops_at_its_deadline_and_retires(talk: Talk) -> None:
    _, answer = talk.ask("SELECT count(*) FROM sales a, sales b WHERE a.amount < b.amount", seconds=0.2)
    assert (answer["error"]["class"], answer["retire"]) == ("QueryTimeout", True)


def test_an_error_after_the_first_rows_comes_behind_them(talk: Talk) -> None:
    table, closing = talk.ask("SELECT CASE WHEN id < 250000 THEN 1 ELSE product::INTEGER END AS n FROM sales")
    if table is not None:
        assert table.num_rows < ROWS
    assert closing["error"]["class"] == "SqlInvalid"


def test_a_file_that_cannot_be_attached_is_told_at_the_first_query(source: Source, tmp_path: Path) -> None:
    talk = Talk(source, tmp_path, path=str(tmp_path / "none.duckdb"))
    _, answer = talk.ask("SELECT 1")
    assert answer["retire"] is True
    talk.close()


def in_fork(action: Callable[[], None]) -> int:
    """Run `action` in a child that may confine itself; its exit code."""
    process = multiprocessing.get_context("fork").Process(target=action)
    process.start()
    process.join(20)
    assert process.exitcode is not None
    return process.exitcode


@linux
def test_the_locks_hold_in_a_child_of_this_process(tmp_path: Path) -> None:
    def action() -> None:
        confine.limit(confine.SandboxLimits(memory_mb=16384))
        confine.die_with(os.getppid())
        confine.lock(EVERYWHERE, EVERYWHERE)
        (tmp_path / "written").write_text("x")
        for attempt in (lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM), lambda: subprocess.run(["/bin/true"], check=True)):
            with pytest.raises(PermissionError):
                attempt()

    assert in_fork(action) == 0
    assert (tmp_path / "written").exists()


@linux
def test_only_granted_paths_can_be_read(tmp_path: Path) -> None:
    secret, shown = tmp_path / "secret", tmp_path / "shown"
    for path in (secret, shown):
        path.write_text("x")
    told = tmp_path / "told"
    told.mkdir()

    def action() -> None:
        assert landlock.restrict([shown, tmp_path / "not there", *confine.code_paths()], [told]) >= 4
        with pytest.raises(PermissionError):
            secret.read_text()
        with pytest.raises(PermissionError):
            shown.write_text("y")
        (told / "done").write_text(shown.read_text())

    in_fork(action)  # coverage cannot store its data from in there, so the exit code tells nothing
    assert (told / "done").read_text() == "x"


@linux
def test_the_filter_is_refused_nowhere_it_is_available() -> None:
    def action() -> None:
        confine.lock(EVERYWHERE, EVERYWHERE)
        assert seccomp.restrict()

    assert seccomp.available()
    assert in_fork(action) == 0


@linux
def test_the_sandboxed_side_imports_runs_and_reports(tmp_path: Path) -> None:
    def request(how: str) -> dict[str, Any]:
        limits = confine.SandboxLimits(memory_mb=16384).as_dict()
        return {
            "function": "tests.engine.duck_children:fail",
            "args": {"how": how},
            "read": ["/"],
            "write": [str(tmp_path), "/"],
            "limits": limits,
        }

    def action() -> None:
        kinds = [sandbox_child.run(request(how), print)["error"]["class"] for how in ("engine", "bug")]
        assert kinds == ["FileRefused", "EngineCrashed"]

    assert in_fork(action) == 0


def test_progress_is_throttled_but_the_last_step_always_told() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        report = sandbox_child._reporter(theirs)
        for step in range(100):
            report(step / 100, "reading")
        report(1, "done")
        lines = [json.loads(line) for line in ours.recv(1 << 16).splitlines()]
    assert lines[-1] == {"progress": [1.0, "done"]}
    assert len(lines) < 10
    assert isinstance(sandbox_child._as_engine_error(MemoryError()), EngineError)


def test_the_zygote_ends_with_the_pool() -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)

    def action() -> None:
        os.dup2(theirs.fileno(), 0)
        for end in (ours, theirs):
            end.close()
        zygote.main()

    process = multiprocessing.get_context("fork").Process(target=action)
    process.start()
    theirs.close()
    assert ours.recv(16) == b"ready"
    mine, worker_end = socket.socketpair()
    socket.send_fds(ours, [json.dumps({"limits": confine.SandboxLimits().as_dict()}).encode()], [worker_end.fileno()])
    worker_end.close()
    answer, descriptors, _, _ = socket.recv_fds(ours, 4096, 1)
    assert json.loads(answer)["pid"] > 0
    ours.close()
    process.join(10)
    assert process.exitcode == 0
    assert mine.recv(1) == b""
    mine.close()
    for descriptor in descriptors:
        os.close(descriptor)


def test_frames_carry_what_json_has_no_word_for() -> None:
    values = {
        "when": dt.datetime(2024, 1, 2, 3, tzinfo=dt.UTC), "day": dt.date(2024, 1, 2), "time": dt.time(3, 4), "price": Decimal("1.10"),
        "id": UUID(int=7), "raw": b"\x00\xff", "plain": {"~": "unknown", "v": 1},
    }  # fmt: skip
    buffer = io.BytesIO()
    frames.send(buffer, values)
    buffer.seek(0)
    assert frames.receive(buffer) == values
    assert frames.receive(buffer) is None
    assert frames.receive(io.BytesIO(b"\xff\xff\xff\xff")) is None
    with pytest.raises(TypeError):
        frames.send(buffer, {"x": object()})


@pytest.mark.parametrize(
    ("raised", "kind"),
    [
        (duckdb.InterruptException("INTERRUPT"), QueryCancelled),
        (duckdb.OutOfMemoryException("failed to allocate, max_temp_directory_size"), QueryTooLarge),
        (MemoryError(), QueryTooLarge),
        (duckdb.InternalException("INTERNAL"), EngineCrashed),
        (duckdb.IOException("Permission denied"), SqlRefused),
        (duckdb.IOException("could not read"), EngineError),
        (duckdb.BinderException("Binder Error: no"), SqlInvalid),
        (SqlInvalid("known"), SqlInvalid),
    ],
)
def test_the_engines_errors_become_ours(raised: Exception, kind: type[EngineError]) -> None:
    assert type(failures.of_duckdb(raised)) is kind


def test_an_error_of_an_unknown_class_is_still_an_error() -> None:
    known = failures.from_json({"class": "os", "message": "x", "details": {"a": 1}})
    assert (type(known), known.message, known.details) == (EngineError, "x", {"a": 1})


def test_a_long_line_has_a_line_but_no_column() -> None:
    text = "Binder Error: no\n\nLINE 3: ...somewhere far\n           ^"
    assert failures.of_duckdb(duckdb.BinderException(text)).details == {"line": 3}
