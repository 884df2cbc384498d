"""Jobs whose process or message was lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.core import jobs
from apps.core.jobs import reconcile, states
from apps.core.jobs.run import JobRun
from apps.core.models import Event, Job, JobState

pytestmark = pytest.mark.django_db


@jobs.job("tests.once")
def once(run, **params):
    return {}


def expire(row, worker=""):
    Job.objects.filter(pk=row.pk).update(lease_until=timezone.now() - timedelta(seconds=1), worker=worker)


def test_lost_job_goes_back_to_the_queue_and_then_fails_with_reason(alice, no_broker):
    row = jobs.enqueue("tests.once", workspace_id="w", owner=alice, max_attempts=2, number=1)
    assert states.claim(row.pk)
    expire(row)
    assert reconcile.reconcile()["requeued"] == 1
    assert no_broker == [row.pk, row.pk]
    assert states.claim(row.pk)
    expire(row)
    assert reconcile.reconcile()["failed"] == 1
    row.refresh_from_db()
    assert (row.state, row.error["code"]) == ("failed", "worker_lost")
    assert "2 times" in row.error["message"]


def test_job_of_a_dead_process_does_not_wait_for_its_lease(alice, no_broker):
    row = jobs.enqueue("tests.once", workspace_id="w", owner=alice, number=1)
    states.claim(row.pk)
    assert reconcile.reconcile()["requeued"] == 0  # this very process holds it and lives
    host = Job.objects.get(pk=row.pk).worker.split(":")[0]
    Job.objects.filter(pk=row.pk).update(worker=f"{host}:4194304:1.00")
    assert reconcile.reconcile()["requeued"] == 1


def test_job_of_another_machine_waits_for_its_lease(alice, no_broker):
    row = jobs.enqueue("tests.once", workspace_id="w", owner=alice, number=1)
    states.claim(row.pk)
    Job.objects.filter(pk=row.pk).update(worker="elsewhere/1:4194304:1.00")
    assert reconcile.reconcile()["requeued"] == 0


def test_lost_cancelled_job_is_cancelled(alice, no_broker):
    row = jobs.enqueue("tests.once", workspace_id="w", owner=alice, number=1)
    states.claim(row.pk)
    jobs.cancel(row)
    expire(row)
    reconcile.reconcile()
    row.refresh_from_db()
    assert (row.state, row.error) == ("cancelled", None)


def test_lost_message_is_sent_again(alice, no_broker):
    row = jobs.enqueue("tests.once", workspace_id="w", owner=alice, number=1)
    assert reconcile.reconcile()["resent"] == 0
    Job.objects.filter(pk=row.pk).update(sent_at=timezone.now() - timedelta(seconds=6))
    assert reconcile.reconcile()["resent"] == 1
    assert reconcile.reconcile()["resent"] == 0
    assert no_broker == [row.pk, row.pk]


def test_clean_stop_of_a_worker_costs_no_attempt(alice, no_broker):
    row = jobs.enqueue("tests.once", workspace_id="w", owner=alice, number=1)
    held = states.claim(row.pk)
    assert reconcile.hand_back([held.worker]) == 1
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("queued", 0)


def test_who_lost_the_lease_can_write_nothing(alice, no_broker):
    row = jobs.enqueue("tests.once", workspace_id="w", owner=alice, number=1)
    late = JobRun(states.claim(row.pk))
    expire(row)
    reconcile.reconcile()
    states.claim(row.pk)
    with pytest.raises(jobs.LeaseLost), late.commit():
        raise AssertionError("the block must not run")
    with pytest.raises(jobs.LeaseLost):
        late.step("Late")
    with pytest.raises(jobs.LeaseLost):
        states.end(late.job, JobState.COMPLETED, result={})
    assert not Event.objects.filter(channel=f"job:{row.pk}", type="job.finished").exists()
