"""The parts of the supervisor, one by one; tests/faults runs them together."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import threading
import time
from dataclasses import replace

import psutil
import pytest

from apps.core import beats, schedule
from apps.core.models import Job
from bi_platform.run import __main__ as command
from bi_platform.run import child as children
from bi_platform.run import family, leaving, place, prepare, scheduler, stamp, supervisor, web, worker

SLEEP = ["-c", "import time; time.sleep(60)"]


@pytest.fixture
def sleeper():
    made = children.Child("sleeper", SLEEP)
    yield made
    made.make_stop(time.monotonic())


def until(condition):
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_it_works(sleeper):
    sleeper.start()
    first = sleeper.pid
    assert os.getpgid(first) == first
    assert sleeper.look_after() == ""
    os.kill(first, signal.SIGKILL)
    until(lambda: sleeper.look_after() or sleeper.process is None)
    until(lambda: sleeper.look_after() == "" and sleeper.pid)
    assert sleeper.pid != first


def test_what_dies_at_once_is_started_with_growing_pauses(monkeypatch):
    monkeypatch.setattr(children, "_LONGEST_PAUSE", 5.0)
    broken = children.Child("broken", ["-c", "raise SystemExit(3)"])
    pauses = []
    for _ in range(4):
        broken.start()
        broken.process.wait()
        assert broken.look_after() == "broken ended (code 3); it starts again"
        pauses.append(round(broken.wait_until - time.monotonic(), 1))
    assert pauses == sorted(pauses)
    assert pauses[-1] > 2
    assert broken.look_after() == ""
    assert broken.process is None


def test_how_it_ended_is_said_in_words(sleeper):
    sleeper.start()
    os.kill(sleeper.pid, signal.SIGKILL)
    sleeper.process.wait()
    assert sleeper.look_after() == "sleeper ended (signal SIGKILL); it starts again"


def test_child_that_will_not_stop_is_killed_with_what_it_started():
    program = (
        "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); print('up', flush=True); time.sleep(60)"
    )
    stubborn = children.Child("stubborn", ["-c", program])
    stubborn.start()
    until(lambda: psutil.Process(stubborn.pid).children())
    grandchild = psutil.Process(stubborn.pid).children()[0]
    time.sleep(0.3)
    stubborn.ask_to_stop()
    stubborn.make_stop(time.monotonic() + 0.2)
    assert stubborn.process.returncode == -signal.SIGKILL
    until(lambda: not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE)


def test_stopping_what_never_started():
    never = children.Child("never", SLEEP)
    never.ask_to_stop()
    never.make_stop(time.monotonic())
    family.kill_group(2**22 - 1)


def test_port_in_words(monkeypatch):
    with place.listen("127.0.0.1", 0) as sock:
        port = sock.getsockname()[1]
        with pytest.raises(place.Taken, match=f"Port {port} is taken"):
            place.listen("127.0.0.1", port)
    assert "more rights" in place._explain(PermissionError(13, "no"), "127.0.0.1", 80)
    assert "cannot be listened on" in place._explain(OSError(99, "no such address"), "10.0.0.1", 80)


def test_one_supervisor_for_a_home(tmp_path):
    handle = place.lock_home(tmp_path / "home")
    with pytest.raises(place.Taken, match="already runs"):
        place.lock_home(tmp_path / "home")
    os.close(handle)
    os.close(place.lock_home(tmp_path / "home"))
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700


def test_preparation_is_skipped_until_something_changes(tmp_path, monkeypatch):
    monkeypatch.delenv("PILOTBA_PROFILE", raising=False)
    assert not stamp.is_prepared(tmp_path)
    stamp.set_prepared(tmp_path)
    assert not stamp.is_prepared(tmp_path)  # the database is missing
    (tmp_path / "pilotba.sqlite3").touch()
    assert stamp.is_prepared(tmp_path)
    monkeypatch.setenv("PILOTBA_ADMIN_EMAIL", "new@example.com")
    assert not stamp.is_prepared(tmp_path)
    monkeypatch.delenv("PILOTBA_ADMIN_EMAIL")
    monkeypatch.setenv("PILOTBA_PROFILE", "scaled")
    assert not stamp.is_prepared(tmp_path)


@pytest.mark.django_db
def test_preparing_makes_an_administrator_and_a_link_that_works_once(capsys, nobody_client, monkeypatch, settings):
    settings.PILOTBA = replace(settings.PILOTBA, sample=False)
    monkeypatch.delenv("PILOTBA_ADMIN_PASSWORD", raising=False)
    prepare.main(["all"])
    link = json.loads(capsys.readouterr().out.splitlines()[-1])["link"]
    path = link.removeprefix("http://localhost:8000")
    assert nobody_client.get(path).status_code in (200, 302)
    prepare.main(["link"])
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["link"] != link


@pytest.mark.django_db
def test_preparing_with_a_password_needs_no_link(capsys, nobody_client, monkeypatch):
    monkeypatch.setenv("PILOTBA_ADMIN_EMAIL", "boss@example.com")
    monkeypatch.setenv("PILOTBA_ADMIN_PASSWORD", "correct horse 7 Battery")
    prepare.main([])
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["link"] == ""
    body = {"email": "boss@example.com", "password": "correct horse 7 Battery"}
    assert nobody_client.post("/api/v1/auth/token", body, content_type="application/json").status_code == 200


@pytest.fixture
def small_family(tmp_path, monkeypatch):
    """A supervisor whose children only sleep."""
    monkeypatch.setattr(supervisor.signal, "signal", lambda number, handler: None)
    monkeypatch.setattr(supervisor, "prepare", lambda what: f"http://link/{what}")
    monkeypatch.setattr(supervisor.urllib.request, "urlopen", lambda url, timeout: socket.socket())
    made = supervisor.Supervisor(tmp_path, 8000, socket.socket())
    for one in (made.web, made.worker, made.scheduler):
        one.command, one.fds = SLEEP, ()
    return made


def test_supervisor_starts_watches_and_stops(small_family, capsys, tmp_path):
    def later():
        until(lambda: len(small_family.children) == 3 and all(one.pid for one in small_family.children))
        os.kill(small_family.worker.pid, signal.SIGKILL)
        until(lambda: small_family.worker.deaths == 1 and small_family.worker.pid)
        small_family._stop(signal.SIGINT, None)

    threading.Thread(target=later).start()
    assert small_family.run() == 0
    out = capsys.readouterr().out
    assert "PilotBA runs on http://localhost:8000" in out
    assert "http://link/all" in out
    assert "worker ended (signal SIGKILL)" in out
    assert all(one.process.poll() is not None for one in small_family.children if one.process)
    assert set(json.loads((tmp_path / "processes.json").read_text())) == {"web", "worker", "scheduler"}


def test_web_process_that_fails_at_first_is_started_again(small_family, monkeypatch):
    answers = [OSError(), OSError(), OSError()]

    def urlopen(url, timeout):
        if answers:
            raise answers.pop()
        return socket.socket()

    monkeypatch.setattr(supervisor.urllib.request, "urlopen", urlopen)
    small_family._wait_for_web()
    small_family.web.make_stop(time.monotonic())
    assert answers == []


def test_failed_preparation_ends_the_start(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(SystemExit, match="could not get ready"):
        supervisor.prepare("all")


def test_command_refuses_a_nonsense_port(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    for name, value in (("PILOTBA_PORT", "many"), ("PILOTBA_HOME", str(tmp_path)), ("PILOTBA_LOG", "text"), ("PILOTBA_LOG_LEVEL", "ERROR")):
        monkeypatch.setenv(name, value)
    assert command.main() == 2
    assert "PILOTBA_PORT" in capsys.readouterr().err
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("PILOTBA_PORT", str(other.getsockname()[1]))
        assert command.main() == 1
    assert "is taken" in capsys.readouterr().err


class Left(BaseException):
    """Instead of the end of this process."""


@pytest.fixture
def no_exit(monkeypatch):
    def leave(code):
        raise Left(code)

    monkeypatch.setattr(os, "_exit", leave)


def test_web_serves_on_the_given_socket(monkeypatch, no_exit):
    served = []
    monkeypatch.setattr(web.uvicorn.Server, "run", lambda self, sockets: served.append((sockets[0].getsockname(), self.config.ws)))
    monkeypatch.setattr(web.gc, "freeze", lambda: None)
    sock = place.listen("127.0.0.1", 0)
    name = sock.getsockname()
    with pytest.raises(Left):
        web.main(sock.detach())
    assert served == [(name, "websockets-sansio")]


def test_worker_loads_everything_before_it_forks(monkeypatch, no_exit):
    from bi_platform import celery

    calls = []
    monkeypatch.setattr(celery.app.loader, "import_default_modules", lambda: calls.append("loaded"))
    monkeypatch.setattr(celery.app, "worker_main", calls.append)
    monkeypatch.setattr(worker.gc, "freeze", lambda: calls.append("frozen"))
    monkeypatch.setattr("warnings.simplefilter", lambda *words: None)
    with pytest.raises(Left):
        worker.main("3")
    assert calls[:2] == ["loaded", "frozen"]
    assert calls[2][calls[2].index("--concurrency") + 1] == "3"


def test_worker_signals(monkeypatch):
    from bi_platform import celery

    calls = []
    monkeypatch.setattr(celery, "die_with_parent", calls.append)
    monkeypatch.setattr(celery, "leave_soon", lambda: calls.append("leave"))
    monkeypatch.setattr(beats, "start", calls.append)
    celery.keep_our_logging()
    celery.start_of_child()
    celery.start_of_worker()
    celery.end_of_worker()
    assert calls == [signal.SIGKILL, "worker", "leave"]


@pytest.mark.django_db
def test_leaving_worker_hands_its_jobs_back(monkeypatch, no_exit):
    from apps.core.jobs.identity import name_of

    sleeper = children.Child("sleeper", SLEEP)
    sleeper.start()
    name = name_of(psutil.Process(sleeper.pid))
    row = Job.objects.create(kind="tests.any", state="running", attempts=1, worker=name)
    monkeypatch.setattr(leaving.psutil.Process, "children", lambda self: [psutil.Process(sleeper.pid)])
    with pytest.raises(Left):
        leaving._leave()
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("queued", 0)
    assert sleeper.process.wait(5) == -signal.SIGKILL


def test_scheduler_ticks_until_it_is_asked_to_stop(monkeypatch):
    handlers, ticks = {}, []
    monkeypatch.setenv("PILOTBA_ROLE", "")  # main() sets it; what it was comes back
    monkeypatch.setattr(scheduler.signal, "signal", handlers.__setitem__)
    monkeypatch.setattr(scheduler.django, "setup", lambda: None)
    monkeypatch.setattr(beats, "start", lambda role: None)

    def tick():
        ticks.append(1)
        handlers[signal.SIGTERM](signal.SIGTERM, None)

    monkeypatch.setattr(schedule, "tick", tick)
    scheduler.main()
    assert ticks == [1]
