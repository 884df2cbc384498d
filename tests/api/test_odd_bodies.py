"""Bodies and numbers that nobody sends by mistake are refused in words, and break nothing for later."""

from __future__ import annotations

from typing import Any

import pytest

LISTS = ("datasets/", "dashboards/", "charts/", "jobs")


@pytest.mark.django_db
@pytest.mark.parametrize("depth", [900, 100_000])
def test_it_works(nobody_api: Any, alice_api: Any, depth: int) -> None:
    body = '{"email":' + "[" * depth + "]" * depth + "}"
    for client, path in ((nobody_api, "/api/v1/auth/token"), (alice_api, "/api/v1/queries/execute")):
        answer = client.post(path, body, content_type="application/json")
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_input"), answer.content


@pytest.mark.parametrize("path", LISTS)
def test_a_limit_in_other_digits_is_no_number(alice_api: Any, path: str) -> None:
    assert alice_api.get(f"/api/v1/{path}", {"limit": "²"}).status_code == 400


@pytest.mark.parametrize("number", ["9" * 4400, "9" * 19, "²", "-1", "1e3"])
def test_a_number_in_an_address_is_bounded(alice_api: Any, dataset: Any, number: str) -> None:
    mine = f"datasets/{dataset.pk}"
    asked = [(path, "limit") for path in (*LISTS, "queries/history", f"{mine}/preview")]
    asked += [
        (f"{mine}/preview", "version"),
        (f"{mine}/versions/1", "since"),
        (f"{mine}/download", "version"),
        (f"{mine}/rejects", "version"),
    ]
    for path, name in asked:
        answer = alice_api.get(f"/api/v1/{path}", {name: number})
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_input"), (path, name)
        assert name in answer.json()["error"]["message"]


def test_a_number_in_a_page_is_bounded(alice_client: Any, alice_api: Any, dataset: Any) -> None:
    huge = "9" * 4400
    assert alice_client.get(f"/datasets/{dataset.pk}/versions/", {"from": huge, "to": huge}, follow=True).status_code == 200
    saved = alice_client.post(f"/datasets/{dataset.pk}/settings/save/", {"version": huge, "name": "X", "table_name": "x"})
    assert saved.status_code == 422
    assert "The form is older than" in saved.content.decode()
    board = alice_api.post("/api/v1/dashboards/", {"name": "Numbers"}, format="json").json()["id"]
    for number, seen, status in (("1", huge, 400), (huge, "1", 404)):
        assert alice_client.post(f"/dashboards/{board}/versions/{number}/restore/", {"version": seen}).status_code == status


def test_a_number_past_64_bits_leaves_the_history_readable(alice_api: Any, dataset: Any) -> None:
    huge = 10**400
    spec = {"dataset": dataset.pk, "rows": ["*"], "filters": {"field": "units", "op": "eq", "value": huge}}
    assert alice_api.post("/api/v1/queries/execute", {"spec": spec}, format="json").status_code == 400
    history = alice_api.get("/api/v1/queries/history")
    assert history.status_code == 200
    assert str(huge) in history.content.decode()
