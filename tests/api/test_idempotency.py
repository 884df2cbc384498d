"""Idempotency-Key: a call is done once, its answer is given again, and a crash leaves either all or nothing."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.utils import timezone
from factories import make_user, make_workspace
from rest_framework.test import APIClient

from apps.accounts.models import ApiKey, Workspace
from apps.accounts.services import api_keys
from apps.core import replay
from apps.core.models import Call
from apps.dashboards.models import Dashboard
from apps.datasets.models import Dataset

pytestmark = pytest.mark.django_db
BOARDS = "/api/v1/dashboards/"


def program(user, scope="write"):
    return APIClient(headers={"Authorization": f"Bearer {api_keys.make_key(user=user, name='x', scope=scope)[1]}"})


@pytest.fixture
def alices(alice, workspace):
    return program(alice)


def keyed(key="k-1", **more):
    return {"headers": {"Idempotency-Key": key, **more}}


def test_it_works(alices):
    first = alices.post(BOARDS, {"name": "Once"}, **keyed())
    again = alices.post(BOARDS, {"name": "Once"}, **keyed())
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again["ETag"] == first["ETag"]
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert Dashboard.objects.count() == 1


def test_the_same_key_for_something_else_is_refused(alices):
    alices.post(BOARDS, {"name": "Once"}, **keyed())
    for answer in (
        alices.post(BOARDS, {"name": "Other"}, **keyed()),
        alices.post("/api/v1/workspaces", {"name": "Once"}, **keyed()),
    ):
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "idempotency_key_reused")
    assert (Dashboard.objects.count(), Workspace.objects.count()) == (1, 1)


def test_what_was_wrong_stays_wrong(alices):
    for _ in range(2):
        assert alices.post(BOARDS, {"nmae": "Once"}, **keyed()).status_code == 400
    assert Call.objects.get().status == 400


def test_keys_belong_to_people(alices, charlie, other_workspace):
    alices.post(BOARDS, {"name": "Once"}, **keyed())
    theirs = program(charlie).post(BOARDS, {"name": "Once"}, **keyed())
    assert theirs.status_code == 201
    assert "Idempotency-Replayed" not in theirs
    assert Dashboard.objects.count() == 2


def test_who_is_not_let_in_gets_nothing(alice, alices):
    alices.post(BOARDS, {"name": "Once"}, **keyed())
    assert APIClient().post(BOARDS, {"name": "Once"}, **keyed()).status_code == 401
    assert program(alice, "read").post(BOARDS, {"name": "Once"}, **keyed()).status_code == 403


def test_a_failure_is_tried_anew(alices, monkeypatch):
    alices.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr("apps.dashboards.services.lifecycle.announce", None, raising=False)
        broken.setattr("apps.dashboards.services.saving.announce", None)
        assert alices.post(BOARDS, {"name": "Once"}, **keyed()).status_code == 500
    assert Dashboard.objects.count() == 0
    assert alices.post(BOARDS, {"name": "Once"}, **keyed()).status_code == 201


def test_what_is_shown_once_is_kept_sealed(alice, workspace, alice_client):
    asked = {"name": "Nightly", "scope": "read"}
    first = alice_client.post("/api/v1/auth/keys", asked, content_type="application/json", **keyed())
    again = alice_client.post("/api/v1/auth/keys", asked, content_type="application/json", **keyed())
    assert first.json()["key"] == again.json()["key"]
    with connection.cursor() as cursor:
        cursor.execute("select body from core_call")
        assert first.json()["key"] not in cursor.fetchone()[0]
    assert ApiKey.objects.count() == 1


def test_uploads_are_taken_once(alices, sales_csv):
    for _ in range(2):
        with sales_csv.open("rb") as file:
            answer = alices.post("/api/v1/datasets/upload", {"file": file, "name": "Sales"}, format="multipart", **keyed())
        assert answer.status_code == 202, answer.content
    assert Dataset.objects.count() == 1


@pytest.mark.parametrize("key", ["", "x" * 256, "ü"])
def test_odd_keys_are_refused(alices, key):
    answer = alices.post(BOARDS, {"name": "Once"}, HTTP_IDEMPOTENCY_KEY=key)
    assert answer.status_code == 400
    assert Dashboard.objects.count() == 0


def test_a_call_that_is_being_worked_on_is_not_done_twice(alice, alices):
    first = Call.objects.create(user=alice, key="k-1", digest="", token="t", taken_at=timezone.now())
    told = []

    def note(user_id, key, digest, work):
        told.append(digest)
        return work()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replay, "once", note)
        alices.post(BOARDS, {"name": "Once"}, **keyed())
    Call.objects.update(digest=told[0])
    busy = alices.post(BOARDS, {"name": "Once"}, **keyed())
    assert (busy.status_code, busy.json()["error"]["code"], busy["Retry-After"]) == (409, "request_in_progress", "1")
    Call.objects.filter(pk=first.pk).update(taken_at=timezone.now() - replay.LEASE - timedelta(seconds=1))  # its process is gone
    assert alices.post(BOARDS, {"name": "Once"}, **keyed()).status_code == 201


def test_a_taker_that_was_replaced_leaves_nothing(alice, monkeypatch):
    stored = Call.objects.create(user=alice, key="k-2", digest="d", token="another", taken_at=timezone.now())
    slow = Call(pk=stored.pk, user=alice, key="k-2", digest="d", token="mine")
    monkeypatch.setattr(replay, "_take", lambda *given: (slow, True))

    def work():
        make_workspace("Made by the slow one")
        return HttpResponse("{}", status=201)

    with pytest.raises(replay.InProgress):
        replay.once(alice.pk, "k-2", "d", work)
    assert not Workspace.objects.filter(name="Made by the slow one").exists()
    assert Call.objects.get().token == "another"


def test_calls_are_forgotten_after_a_day(alices):
    alices.post(BOARDS, {"name": "Once"}, **keyed())
    Call.objects.update(taken_at=timezone.now() - replay.KEPT - timedelta(seconds=1))
    assert alices.post(BOARDS, {"name": "Once"}, **keyed()).status_code == 201
    assert Dashboard.objects.count() == 2
    Call.objects.update(taken_at=timezone.now() - replay.KEPT - timedelta(seconds=1))
    assert replay.sweep() == 1


@pytest.mark.django_db(transaction=True)
def test_of_calls_at_once_one_is_done():
    dora = make_user("dora")
    make_workspace("Doras", admin=dora)
    key = api_keys.make_key(user=dora, name="x", scope="write")[1]
    seen = []

    def call():
        answer = APIClient(headers={"Authorization": f"Bearer {key}"}).post(BOARDS, {"name": "Once"}, **keyed())
        seen.append(answer.status_code)
        connection.close()

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Dashboard.objects.count() == 1
    assert set(seen) <= {201, 409}
    assert 201 in seen
