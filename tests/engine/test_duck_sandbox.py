"""Work over files nobody trusts runs in a child that can reach nothing else."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from apps.engine.duck import landlock
from apps.engine.duck.sandbox import SandboxLimits, layers_active, run_sandboxed
from apps.engine.errors import EngineCrashed, FileRefused, QueryCancelled, QueryTimeout

HERE = Path(__file__).parents[1]
confined = pytest.mark.skipif(landlock.abi() < 4, reason="this kernel has no Landlock with TCP rules")


def child(name: str, args: dict[str, Any], **more: Any) -> Any:
    return run_sandboxed(f"tests.engine.duck_children:{name}", args, read=[HERE, *more.pop("read", [])], **more)


def test_it_works(tmp_path: Path) -> None:
    steps: list[tuple[float, str]] = []
    found = child("probe", {"path": str(tmp_path / "out")}, write=[tmp_path], on_progress=lambda *step: steps.append(step))
    assert (tmp_path / "out").read_text() == "x"
    assert (found["read"], found["write"]) == ("done", "done")
    assert steps == [(0.5, "half")]


@confined
def test_the_child_reaches_nothing_it_was_not_given(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("theirs")
    found = child("probe", {"path": str(secret)})
    tried = {name: found[name] for name in ("write", "read", "passwd", "listing", "tcp", "udp", "exec", "chmod", "signal")}
    assert tried == dict.fromkeys(tried, "PermissionError")
    assert secret.read_text() == "theirs"


@confined
def test_a_readable_file_cannot_be_written(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.write_text("data")
    found = child("probe", {"path": str(data)}, read=[data])
    assert (found["read"], found["write"], found["chmod"]) == ("done", "PermissionError", "PermissionError")


def test_the_child_knows_no_secret_and_holds_no_file_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "hidden")
    with (tmp_path / "open").open("w"):
        found = child("probe", {"path": str(tmp_path / "out")})
    assert set(found["environment"]) <= {
        "LANG",
        "PATH",
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONPATH",
        "TZ",
        "TMPDIR",
        "LD_LIBRARY_PATH",
        "LC_CTYPE",
    }
    assert found["descriptors"] <= 5


def test_an_engine_error_arrives_as_itself() -> None:
    with pytest.raises(FileRefused, match="empty") as caught:
        child("fail", {"how": "engine"})
    assert caught.value.details == {"sheet": "One"}


@pytest.mark.parametrize(
    ("how", "kind"), [("bug", EngineCrashed), ("crash", EngineCrashed), ("memory", FileRefused), ("exit", EngineCrashed)]
)
def test_a_child_that_fails_is_one_clean_error(how: str, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        child("fail", {"how": how})


def test_a_child_that_hangs_is_ended_at_the_deadline() -> None:
    began = time.monotonic()
    with pytest.raises(QueryTimeout):
        child("fail", {"how": "sleep"}, limits=SandboxLimits(seconds=0.5))
    assert time.monotonic() - began < 2


def test_a_cancel_ends_the_child_at_once() -> None:
    began = time.monotonic()
    with pytest.raises(QueryCancelled):
        child("fail", {"how": "sleep"}, cancelled=lambda: time.monotonic() - began > 0.3)
    assert time.monotonic() - began < 2


def test_what_the_progress_handler_raises_reaches_the_caller(tmp_path: Path) -> None:
    def stop(*_: object) -> None:
        raise KeyError("lease")

    with pytest.raises(KeyError, match="lease"):
        child("probe", {"path": str(tmp_path / "x")}, on_progress=stop)


def test_the_system_page_can_say_which_layers_are_active() -> None:
    layers = layers_active()
    assert layers["process"] is layers["guard"] is True
    assert layers["landlock_files"] is (landlock.abi() >= 1)
