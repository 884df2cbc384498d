"""The history through the API: one's own queries only."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from apps.core.errors import NotFound
from apps.engine.duck.stream import CancelToken
from apps.queries.errors import RunEnded, RunTaken
from apps.queries.models import QueryRun
from apps.queries.services import history, running

URL = "/api/v1/queries/history"


@pytest.fixture
def past(alice: Any, workspace: Any) -> list[QueryRun]:
    """Three queries of alice's: two done, one failed."""
    return [
        QueryRun.objects.create(
            user=alice,
            workspace=workspace,
            origin="sql",
            state=state,
            sql=f"SELECT {n}",
            row_count=n,
            elapsed_ms=n,
            ended_at=timezone.now(),
        )
        for n, state in enumerate(("done", "failed", "done"))
    ]


def test_it_works(alice_api: Any, past: list[QueryRun]) -> None:
    body = alice_api.get(URL).json()
    assert [item["sql"] for item in body["items"]] == ["SELECT 2", "SELECT 1", "SELECT 0"]
    assert body["items"][0]["state"] == "done"


def test_it_is_paged_searched_and_filtered(alice_api: Any, past: list[QueryRun]) -> None:
    first = alice_api.get(URL, {"limit": 2}).json()
    second = alice_api.get(URL, {"limit": 2, "cursor": first["next"]}).json()
    assert [len(first["items"]), len(second["items"])] == [2, 1]
    assert second["next"] is None
    assert [item["sql"] for item in alice_api.get(URL, {"q": "select 1"}).json()["items"]] == ["SELECT 1"]
    assert [item["sql"] for item in alice_api.get(URL, {"state": "failed"}).json()["items"]] == ["SELECT 1"]


def test_nobody_sees_the_queries_of_others(bob_api: Any, charlie_api: Any, nobody_api: Any, past: list[QueryRun]) -> None:
    assert bob_api.get(URL).json()["items"] == []
    assert charlie_api.get(URL).json()["items"] == []
    assert nobody_api.get(URL).status_code == 401


def test_validate_tells_the_sql_and_runs_nothing(alice_api: Any, sales: Any) -> None:
    spec = {"measures": [{"agg": "count", "as": "n"}]}
    body = alice_api.post("/api/v1/queries/validate", {"dataset_id": sales.pk, "spec": spec}, format="json").json()
    assert body["valid"] is True
    assert "COUNT(*)" in body["sql"]
    assert body["tables"] == ["sales"]
    refused = alice_api.post("/api/v1/queries/validate", {"sql": "SELEC 1"}, format="json")
    assert refused.status_code == 400
    assert refused.json()["error"]["details"]["line"] == 1
    assert not QueryRun.objects.exists()


def test_a_stranger_cannot_validate_over_a_foreign_dataset(charlie_api: Any, nobody_api: Any, sales: Any) -> None:
    body = {"dataset_id": sales.pk, "spec": {"rows": ["*"]}}
    assert charlie_api.post("/api/v1/queries/validate", body, format="json").status_code == 404
    assert nobody_api.post("/api/v1/queries/validate", body, format="json").status_code == 401


def test_a_running_query_is_cancelled_by_its_owner_only(alice_api: Any, bob_api: Any, charlie_api: Any, alice: Any) -> None:
    token = CancelToken()
    with running.running("aaaaaaaaaaaaaa", alice.pk, token):
        for api in (bob_api, charlie_api):
            assert api.post("/api/v1/queries/aaaaaaaaaaaaaa/cancel").status_code == 404
        assert not token.cancelled
        assert alice_api.post("/api/v1/queries/aaaaaaaaaaaaaa/cancel").status_code == 202
        assert token.cancelled
        with pytest.raises(RunTaken):
            running.register("aaaaaaaaaaaaaa", alice.pk, CancelToken())
    assert alice_api.post("/api/v1/queries/aaaaaaaaaaaaaa/cancel").status_code == 404


def test_a_query_that_has_ended_cannot_be_cancelled(alice_api: Any, bob_api: Any, past: list[QueryRun]) -> None:
    path = f"/api/v1/queries/{past[0].pk}/cancel"
    response = alice_api.post(path)
    assert (response.status_code, response.json()["error"]["code"]) == (409, RunEnded.code)
    assert bob_api.post(path).status_code == 404


def test_an_id_is_good_for_one_query_only(alice_api: Any, bob_api: Any, past: list[QueryRun], sales: Any) -> None:
    """Else the second query would leave no trace in the history."""
    for api, taken in ((alice_api, past[0].pk), (bob_api, past[0].pk)):
        answer = api.post("/api/v1/queries/execute", {"sql": "SELECT count(*) FROM sales", "run_id": taken}, format="json")
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, RunTaken.code)
    assert QueryRun.objects.get(pk=past[0].pk).sql == "SELECT 0"
    body = {"sql": "SELECT count(*) FROM sales", "run_id": "cccccccccccccc"}
    assert [alice_api.post("/api/v1/queries/execute", body, format="json").status_code for _ in range(2)] == [200, 409]
    assert QueryRun.objects.filter(pk="cccccccccccccc").count() == 1


def test_a_row_under_a_taken_id_is_kept_under_another(alice: Any, bob: Any, workspace: Any, past: list[QueryRun]) -> None:
    """Two processes may both find an id unused: the row of the later one is not lost."""
    now = timezone.now()
    rows = [
        QueryRun(id=past[0].pk, user=bob, workspace=workspace, origin="api", state="done", sql=f"new {n}", ended_at=now) for n in range(2)
    ]
    history._store(rows)
    assert sorted(QueryRun.objects.filter(user=bob).values_list("sql", flat=True)) == ["new 0", "new 1"]
    assert QueryRun.objects.get(pk=past[0].pk).user == alice


def test_an_id_that_runs_in_another_process_is_taken(alice: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the newcomer would take the owner's cancel word away. Played with the process's own cache."""
    monkeypatch.setattr(running, "is_shared", lambda: True)
    monkeypatch.setattr(running, "_POLL_SECONDS", 3600)
    with running.running("dddddddddddddd", alice.pk, CancelToken()):
        here = running._tokens.pop("dddddddddddddd")
        with pytest.raises(RunTaken):
            running.register("dddddddddddddd", "somebody else", CancelToken())
        assert "dddddddddddddd" not in running._tokens
        running._tokens["dddddddddddddd"] = here
    running.register("dddddddddddddd", alice.pk, CancelToken())
    running.unregister("dddddddddddddd")


def test_a_cancel_reaches_another_process_through_the_shared_cache(alice: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Played with the process's own cache: the registry forgets the token, the poll finds the word."""
    monkeypatch.setattr(running, "is_shared", lambda: True)
    monkeypatch.setattr(running, "_POLL_SECONDS", 3600)
    token = CancelToken()
    with running.running("bbbbbbbbbbbbbb", alice.pk, token):
        here = running._tokens.pop("bbbbbbbbbbbbbb")
        with pytest.raises(NotFound):
            running.cancel("somebody else", "bbbbbbbbbbbbbb")
        running.cancel(alice.pk, "bbbbbbbbbbbbbb")
        running._tokens["bbbbbbbbbbbbbb"] = here
        running._poll("bbbbbbbbbbbbbb")
    assert token.cancelled


@pytest.mark.django_db(transaction=True)
def test_the_history_is_written_after_the_answer(settings: Any, alice: Any, workspace: Any) -> None:
    from dataclasses import replace

    settings.PILOTBA = replace(settings.PILOTBA, jobs_eager=False)
    writer = history.Writer()
    for n in range(3):
        writer.add(QueryRun(user=alice, workspace=workspace, origin="api", state="done", sql=f"{n}", ended_at=timezone.now()))
    writer.add(QueryRun(user=alice, workspace_id="gone", origin="api", state="done", ended_at=timezone.now()))
    writer.flush()
    assert QueryRun.objects.count() == 3
