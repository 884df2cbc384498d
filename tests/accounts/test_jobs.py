"""Background work as its owner, an administrator and strangers see it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from apps.accounts.models import Role
from apps.core import live
from apps.core.models import Job

pytestmark = pytest.mark.django_db
JOBS = "/api/v1/jobs"


@pytest.fixture
def job(bob, workspace):
    return Job.objects.create(kind="tests.nothing", workspace_id=workspace.pk, owner=bob, subject="dataset:x")


def test_it_works(bob_api, job):
    answer = bob_api.get(f"{JOBS}/{job.pk}").json()
    assert (answer["id"], answer["state"], answer["progress"], answer["error"]) == (job.pk, "queued", 0, None)


def test_an_administrator_sees_the_jobs_of_the_workspace(alice_api, job):
    assert [one["id"] for one in alice_api.get(JOBS).json()["items"]] == [job.pk]


def test_others_do_not(bob_api, charlie_api, alice, bob, workspace, job):
    Job.objects.update(owner=alice)
    for client in (bob_api, charlie_api):
        assert client.get(f"{JOBS}/{job.pk}").status_code == 404
        assert client.post(f"{JOBS}/{job.pk}/cancel").status_code == 404
        assert client.post(f"{JOBS}/{job.pk}/retry").status_code == 404
        assert client.get(JOBS).json()["items"] == []


def test_leaving_the_workspace_ends_the_view(bob_api, bob, workspace, job):
    bob.memberships.all().delete()
    assert bob_api.get(f"{JOBS}/{job.pk}").status_code == 404


def test_the_list_is_filtered_and_paged(bob_api, bob, workspace, job):
    for number in range(3):
        Job.objects.create(kind="tests.other", workspace_id=workspace.pk, owner=bob, state="completed" if number else "failed")
    assert len(bob_api.get(JOBS, {"kind": "tests.other"}).json()["items"]) == 3
    assert len(bob_api.get(JOBS, {"state": "failed"}).json()["items"]) == 1
    assert [one["id"] for one in bob_api.get(JOBS, {"subject": "dataset:x"}).json()["items"]] == [job.pk]
    first = bob_api.get(JOBS, {"limit": 3}).json()
    second = bob_api.get(JOBS, {"limit": 3, "cursor": first["next"]}).json()
    assert (len(first["items"]), [one["id"] for one in second["items"]]) == (3, [job.pk])
    assert bob_api.get(JOBS, {"cursor": "broken"}).status_code == 400


def test_a_waiting_job_is_cancelled_and_run_again(bob_api, job):
    answer = bob_api.post(f"{JOBS}/{job.pk}/cancel")
    assert (answer.status_code, answer.json()["state"]) == (202, "cancelled")
    again = bob_api.post(f"{JOBS}/{job.pk}/retry")
    assert again.status_code == 202
    assert again.json()["state"] in ("queued", "running", "failed", "completed")


def test_a_finished_job_is_not_run_again(bob_api, job):
    Job.objects.update(state="completed")
    answer = bob_api.post(f"{JOBS}/{job.pk}/retry")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "conflict")


def test_an_analyst_sees_only_their_own(alice, bob, bob_api, workspace, job):
    bob.memberships.update(role=Role.ANALYST)
    Job.objects.create(kind="tests.nothing", workspace_id=workspace.pk, owner=alice)
    assert [one["id"] for one in bob_api.get(JOBS).json()["items"]] == [job.pk]


def test_who_may_listen_to_a_job_and_a_workspace(alice, bob, charlie, workspace, job):
    def hears(channel):
        return [live.may_listen(who, channel) for who in (alice, bob, charlie, AnonymousUser())]

    assert hears(f"job:{job.pk}") == [True, True, False, False]
    assert hears(f"workspace:{workspace.pk}") == [True, True, False, False]
    assert hears(f"user:{bob.pk}") == [False, True, False, False]
    bob.memberships.all().delete()
    assert hears(f"job:{job.pk}") == [True, False, False, False]
