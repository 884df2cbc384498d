"""Background jobs: asked for, run, failed, cancelled, lost, run again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from apps.core import jobs
from apps.core.errors import Conflict, InvalidInput
from apps.core.jobs import queue, reconcile, states
from apps.core.jobs.execute import run_job
from apps.core.jobs.run import JobRun
from apps.core.models import Event, Job, JobState

pytestmark = pytest.mark.django_db


@jobs.job("tests.double")
def double(run, *, number):
    run.step("Doubling")
    run.progress(0.5, "Half")
    return {"answer": number * 2}


@jobs.job("tests.broken")
def broken(run, **params):
    raise ZeroDivisionError("secret detail")


@jobs.job("tests.refused")
def refused(run, **params):
    raise InvalidInput("The file has no columns.", line=3)


@jobs.job("tests.effects")
def effects(run, *, die=""):
    with run.commit(result={"made": True}, final=True):
        queue.live.publish("workspace:w", "tests.effect", {"job": run.job.pk})


def finished_events(row):
    return Event.objects.filter(channel=f"job:{row.pk}", type="job.finished").count()


def test_it_works(alice, workspace):
    row = jobs.enqueue("tests.double", workspace_id=workspace.id, owner=alice, subject="dataset:x", number=21)
    row.refresh_from_db()
    assert (row.state, row.result, row.progress, row.subject) == ("completed", {"answer": 42}, 100, "dataset:x")
    assert [step["name"] for step in row.steps] == ["Doubling"]
    assert row.seconds >= 0
    assert row.is_final


def test_nothing_is_sent_when_the_transaction_rolls_back(alice, no_broker):
    @transaction.atomic
    def fails_later():
        jobs.enqueue("tests.double", workspace_id="w", owner=alice, number=1)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fails_later()
    assert no_broker == []
    assert Job.objects.count() == 0


def test_message_goes_out_after_commit_and_carries_only_the_id(alice, no_broker):
    with transaction.atomic():
        row = jobs.enqueue("tests.double", workspace_id="w", owner=alice, number=1)
        assert no_broker == []
    assert no_broker == [row.pk]


def test_expected_failure_says_why(alice):
    row = jobs.enqueue("tests.refused", workspace_id="w", owner=alice)
    row.refresh_from_db()
    assert row.state == "failed"
    assert row.error == {"code": "invalid_input", "message": "The file has no columns.", "details": {"line": 3}}


def test_unknown_kind_fails_with_reason(alice):
    row = jobs.enqueue("tests.never_written", workspace_id="w", owner=alice)
    row.refresh_from_db()
    assert row.state == "failed"
    assert "tests.never_written" in row.error["message"]


@pytest.mark.property(7)
@hypothesis_settings(max_examples=100, derandomize=True)
@given(text=st.text(min_size=1, max_size=60))
def test_failed_job_is_logged_with_its_stack_trace_and_says_failed(text, alice, capture_logs):
    @jobs.job("tests.text")
    def fail(run, **params):
        raise ZeroDivisionError(text)

    capture_logs.clear()
    row = jobs.enqueue("tests.text", workspace_id="w", owner=alice)
    row.refresh_from_db()
    assert row.state == "failed"
    assert row.pk in row.error["message"]
    line = next(line for line in capture_logs if line["event"] == "job_failed")
    assert line["job_id"] == row.pk
    assert line["person"] == alice.email
    assert line["timestamp"]
    assert line["exception"][0]["exc_type"] == "ZeroDivisionError"
    assert any(frame["name"] == "fail" for frame in line["exception"][0]["frames"])
    json.dumps(row.error)


def test_unexpected_failure_tells_no_internals(alice):
    row = jobs.enqueue("tests.broken", workspace_id="w", owner=alice)
    row.refresh_from_db()
    assert "secret detail" not in json.dumps(row.error)


@pytest.mark.property(6)
@hypothesis_settings(max_examples=100, derandomize=True)
@given(
    kind=st.sampled_from(["tests.double", "tests.broken", "tests.refused", "tests.effects"]),
    acts=st.lists(st.sampled_from(["run", "duplicate", "expire", "sweep", "cancel"]), max_size=8),
)
def test_a_finished_job_announces_itself_exactly_once(kind, acts, alice, no_broker):
    params = {"number": 1} if kind == "tests.double" else {}
    row = jobs.enqueue(kind, workspace_id="w", owner=alice, **params)
    for act in [*acts, "run"]:
        if act in ("run", "duplicate"):
            run_job(row.pk)
        elif act == "expire":
            Job.objects.filter(pk=row.pk, state=JobState.RUNNING).update(lease_until=timezone.now() - timedelta(seconds=1))
        elif act == "sweep":
            reconcile.reconcile()
        else:
            row.refresh_from_db()
            jobs.cancel(row)
    row.refresh_from_db()
    assert row.is_final
    assert finished_events(row) == 1


@pytest.mark.property(4)
def test_processing_starts_as_soon_as_the_row_is_committed(alice):
    row = jobs.enqueue("tests.double", workspace_id="w", owner=alice, number=1)
    row.refresh_from_db()
    assert (row.started_at - row.created_at).total_seconds() < 1


def test_second_message_does_nothing(alice, no_broker):
    row = jobs.enqueue("tests.double", workspace_id="w", owner=alice, number=1)
    run_job(row.pk)
    run_job(row.pk)
    row.refresh_from_db()
    assert row.attempts == 1


def test_cancelling_a_waiting_job_ends_it_at_once(alice, no_broker):
    row = jobs.cancel(jobs.enqueue("tests.double", workspace_id="w", owner=alice, number=1))
    assert row.state == "cancelled"
    run_job(row.pk)
    row.refresh_from_db()
    assert row.state == "cancelled"


def test_cancelling_a_running_job_stops_it(alice, no_broker, monkeypatch):
    @jobs.job("tests.long")
    def long(run, **params):
        jobs.cancel(Job.objects.get(pk=run.job.pk))
        run._looked = 0.0
        assert run.cancelled()
        run.check()
        raise AssertionError("check() let it go on")

    row = jobs.enqueue("tests.long", workspace_id="w", owner=alice)
    run_job(row.pk)
    row.refresh_from_db()
    assert (row.state, row.error) == ("cancelled", None)


def test_cancelling_a_finished_job_changes_nothing(alice):
    row = jobs.enqueue("tests.double", workspace_id="w", owner=alice, number=1)
    row.refresh_from_db()
    assert jobs.cancel(row).state == "completed"


def test_failed_job_runs_again(alice):
    row = jobs.enqueue("tests.broken", workspace_id="w", owner=alice)
    row.refresh_from_db()
    jobs.job("tests.broken")(lambda run, **params: {"mended": True})
    try:
        jobs.retry(row)
    finally:
        jobs.job("tests.broken")(broken)
    row.refresh_from_db()
    assert (row.state, row.result, row.error, row.attempts) == ("completed", {"mended": True}, None, 1)


def test_completed_job_cannot_run_again(alice):
    row = jobs.enqueue("tests.double", workspace_id="w", owner=alice, number=1)
    with pytest.raises(Conflict):
        jobs.retry(row)


def test_effects_and_end_are_one_transaction(alice, no_broker):
    @jobs.job("tests.dies_after_commit")
    def dies(run, **params):
        with run.commit(result={"made": 1}, final=True):
            queue.live.publish("workspace:w", "tests.effect", {})
        raise jobs.LeaseLost  # what follows a final commit can no longer change the outcome

    row = jobs.enqueue("tests.dies_after_commit", workspace_id="w", owner=alice)
    run_job(row.pk)
    row.refresh_from_db()
    assert (row.state, row.result) == ("completed", {"made": 1})
    assert Event.objects.filter(type="tests.effect").count() == 1


def test_failed_commit_leaves_no_effect(alice, no_broker):
    @jobs.job("tests.fails_in_commit")
    def fails(run, **params):
        with run.commit(final=True):
            queue.live.publish("workspace:w", "tests.effect", {})
            raise InvalidInput("Half-way")

    row = jobs.enqueue("tests.fails_in_commit", workspace_id="w", owner=alice)
    run_job(row.pk)
    row.refresh_from_db()
    assert (row.state, row.error["message"]) == ("failed", "Half-way")
    assert not Event.objects.filter(type="tests.effect").exists()


def test_progress_is_written_at_most_five_times_a_second(alice, no_broker):
    row = jobs.enqueue("tests.double", workspace_id="w", owner=alice, number=1)
    run = JobRun(states.claim(row.pk))
    for step in range(500):
        run.progress(step / 1000, "Reading")
    assert Event.objects.filter(channel=f"job:{row.pk}", type="job.progress").count() <= 3
    run.progress(1.0)
    row.refresh_from_db()
    assert (row.progress, row.message) == (100, "Reading")


def test_broker_away_is_no_error_for_the_caller(alice, settings, monkeypatch):
    settings.PILOTBA = replace(settings.PILOTBA, jobs_eager=False, celery_app="bi_platform.nowhere.app")
    row = jobs.enqueue("tests.double", workspace_id="w", owner=alice, number=1)
    row.refresh_from_db()
    assert row.state == "queued"
