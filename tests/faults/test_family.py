"""The supervisor: start, sign-in, restart of what dies, clean stop, no orphan."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time

import psutil
import pytest
from family import ROOT, Family, clean_environment, free_port

from bi_platform.run.place import lock_home

pytestmark = pytest.mark.faults


@pytest.fixture
def family(tmp_path):
    made = Family(tmp_path / "home")
    yield made
    if made.process and made.process.poll() is None:
        made.process.kill()
        made.process.wait()


def test_it_works(family):
    family.home.mkdir()
    family.start()
    family.until(family.is_ready, 60, "never ready")
    family.sign_in()
    for path in (family.home / "keys").iterdir():
        assert path.stat().st_mode & 0o777 == 0o600

    old = family.members()["web"][0].pid
    family.kill("web")
    family.until(lambda: family.status("/health/live") == 200, 20, "the web process did not come back")
    assert family.members()["web"][0].pid != old

    assert family.stop() < 5
    assert family.leftovers() == []

    family.start()
    family.process.send_signal(signal.SIGKILL)
    family.process.wait()
    deadline = time.monotonic() + 5
    while family.leftovers():
        assert time.monotonic() < deadline, family.leftovers()
        time.sleep(0.05)


def start_once(home, port, **variables):
    environ = clean_environment(PILOTBA_HOME=str(home), PILOTBA_PORT=str(port), **variables)
    return subprocess.run(
        [sys.executable, "-m", "bi_platform.run"], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False
    )


def test_port_that_is_taken_is_said_plainly(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = start_once(tmp_path, port)
    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stderr
    assert f"PILOTBA_PORT={port + 1}" in done.stderr
    assert "Traceback" not in done.stderr


def test_second_start_on_the_same_home_is_refused(tmp_path):
    handle = lock_home(tmp_path)
    try:
        done = start_once(tmp_path, 8000)
    finally:
        os.close(handle)
    assert done.returncode == 1
    assert "already runs" in done.stderr


@pytest.mark.parametrize("port", ["http", "0", "70000"])
def test_nonsense_port(tmp_path, port):
    done = start_once(tmp_path, port)
    assert done.returncode == 2
    assert "PILOTBA_PORT" in done.stderr


def test_wrong_setting_stops_the_start_with_its_name(tmp_path):
    done = start_once(tmp_path, free_port(), PILOTBA_SECRET_KEY="short")
    assert done.returncode == 1
    assert "PILOTBA_SECRET_KEY" in done.stderr
    assert not [
        process for process in psutil.process_iter(["environ"]) if (process.info["environ"] or {}).get("PILOTBA_HOME") == str(tmp_path)
    ]
