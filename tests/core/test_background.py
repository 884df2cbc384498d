"""Around the jobs: messages as files, the schedule, signs of life, the heartbeat, mail."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from datetime import timedelta
from queue import Empty

import pytest
from django.core import mail as outbox
from django.utils import timezone
from kombu import Connection

from apps.core import beats, jobs, mail, schedule
from apps.core.jobs import heartbeat, identity, states
from apps.core.jobs.run import JobRun
from apps.core.models import Job, ProcessBeat, Slot
from bi_platform.transport import Transport


@pytest.fixture
def channel(tmp_path):
    options = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path), "control_folder": str(tmp_path)}
    with Connection("filesystem://localhost//", transport=Transport, transport_options=options) as connection:
        yield connection.channel()


def test_it_works(channel):
    for number in range(3):
        channel._put("pilotba", {"n": number})
    channel._put("other", {"n": 9})
    assert [channel._get("pilotba")["n"] for _ in range(3)] == [0, 1, 2]
    with pytest.raises(Empty):
        channel._get("pilotba")
    assert channel._size("other") == 1


def test_half_a_message_is_not_seen(channel, tmp_path):
    (tmp_path / ".0001-x.pilotba.msg").write_text("{")
    with pytest.raises(Empty):
        channel._get("pilotba")


def test_message_that_another_worker_took(channel, monkeypatch, tmp_path):
    channel._put("pilotba", {"n": 1})
    taken = next(tmp_path.glob("[0-9]*.msg"))
    monkeypatch.setattr("pathlib.Path.glob", lambda self, pattern: [taken, tmp_path / "000-gone.pilotba.msg"])
    assert channel._get("pilotba") == {"n": 1}
    with pytest.raises(Empty):
        channel._get("pilotba")


def test_exchange_needs_no_file(channel, tmp_path):
    channel._queue_bind("pilotba", "", "", "pilotba")
    assert set(channel._lookup("pilotba", "pilotba")) == {"pilotba"}
    assert not list(tmp_path.iterdir())


@pytest.fixture
def one_schedule(monkeypatch):
    monkeypatch.setattr(schedule, "declared", lambda: {"tests.hourly": 3600})
    monkeypatch.setattr(schedule, "_next", {})


@pytest.mark.django_db
def test_scheduled_job_is_enqueued_once_in_its_interval(one_schedule, monkeypatch):
    ran = []
    jobs.job("tests.hourly")(lambda run: ran.append(1))
    for _ in range(3):
        schedule.tick()
        monkeypatch.setattr(schedule, "_next", {})  # another scheduler
    assert len(ran) == 1
    Slot.objects.update(next_at=timezone.now() - timedelta(seconds=1))
    schedule.tick()
    assert len(ran) == 2


@pytest.mark.django_db
def test_broken_chore_keeps_none_of_the_others(one_schedule, monkeypatch, capture_logs):
    def broken():
        raise ZeroDivisionError

    done = []
    monkeypatch.setattr(schedule, "_chores", {"a": (1, broken), "b": (1, lambda: done.append(1))})
    monkeypatch.setattr(schedule, "declared", dict)
    schedule.tick()
    schedule.tick()
    assert done == [1]
    assert [line["chore"] for line in capture_logs if line["event"] == "chore_failed"] == ["a"]


def test_declared_schedules_name_jobs_and_seconds():
    for kind, seconds in schedule.declared().items():
        assert "." in kind
        assert seconds >= 60


@pytest.mark.django_db
def test_living_and_dead_processes():
    beats.touch("worker")
    beats.touch("worker")
    assert [row.pid for row in beats.alive("worker")] == [os.getpid()]
    host = identity.me().split(":")[0]
    ProcessBeat.objects.create(name=f"{host}:4194304:1.00", role="worker", pid=4194304, seen_at=timezone.now())
    ProcessBeat.objects.create(name="elsewhere/1:7:1.00", role="worker", pid=7, seen_at=timezone.now() - timedelta(hours=2))
    assert len(beats.alive("worker")) == 1
    assert beats.prune() == 1


def test_a_process_number_that_was_given_out_again_is_another_process():
    host, pid, started = identity.me().rsplit(":", 2)
    assert not identity.is_dead(f"{host}:{pid}:{started}")
    assert identity.is_dead(f"{host}:{pid}:{float(started) - 100:.2f}")
    assert not identity.is_dead("")


@pytest.mark.django_db(transaction=True)
def test_heartbeat_pushes_the_lease_on_and_hears_of_a_cancel(alice, settings):
    settings.PILOTBA = replace(settings.PILOTBA, jobs_eager=False, job_beat_seconds=0.02)
    row = Job.objects.create(kind="tests.any", owner=alice)
    run = JobRun(states.claim(row.pk))
    first = Job.objects.get(pk=row.pk).lease_until
    with heartbeat.Heartbeat(run):
        _until(lambda: Job.objects.get(pk=row.pk).lease_until > first)
        jobs.cancel(run.job)
        _until(run.cancelled)
        with pytest.raises(jobs.JobCancelled):
            run.check()
        Job.objects.filter(pk=row.pk).update(fence=99)
        _until(lambda: run.lost)
    with pytest.raises(jobs.LeaseLost):
        run.check()


def _until(condition):
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_mail_in_both_forms(settings, tmp_path):
    (tmp_path / "emails").mkdir()
    (tmp_path / "emails" / "hello.txt").write_text("Hello\r\nBcc: {{ name }}\n\nLook at {{ base_url }}\n")
    (tmp_path / "emails" / "hello.html").write_text("<p>{{ name }}</p>")
    (tmp_path / "emails" / "plain.txt").write_text("Plain\nText")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    mail.send("hello", ["a@example.com", "b@example.com"], {"name": "<b>"})
    mail.send("plain", "c@example.com", {})
    assert [message.to for message in outbox.outbox] == [["a@example.com"], ["b@example.com"], ["c@example.com"]]
    first, _, plain = outbox.outbox
    assert first.subject == "Hello"
    assert "http://localhost:8000" in first.body
    assert first.alternatives[0].content == "<p>&lt;b&gt;</p>"
    assert plain.alternatives == []
