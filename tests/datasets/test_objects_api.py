"""Datasets through the API: list, change, delete; who may what."""

from __future__ import annotations

from typing import Any

import pytest

from apps.accounts.models import Grant, Level, Visibility
from apps.accounts.services.rights import share
from apps.core.models import AuditEntry
from apps.datasets.models import Dataset, DatasetVersion, LooseFile
from apps.datasets.services import dependents
from apps.datasets.services.dependents import Dependent

pytestmark = pytest.mark.django_db


def tag(api: Any, dataset: Any) -> dict[str, str]:
    return {"HTTP_IF_MATCH": api.get(f"/api/v1/datasets/{dataset.pk}")["ETag"]}


def test_it_works(alice_api: Any, dataset: Any) -> None:
    listed = alice_api.get("/api/v1/datasets/").json()
    assert [(d["id"], d["row_count"], d["column_count"], d["state"]) for d in listed["items"]] == [(dataset.pk, 8, 6, "ready")]
    found = alice_api.get(f"/api/v1/datasets/{dataset.pk}")
    assert found["ETag"] == f'"{dataset.pk}.{dataset.version}"'
    assert [v["number"] for v in found.json()["versions"]] == [1]


def test_the_list_is_searched_and_paged(alice_api: Any, send: Any, waiting: None) -> None:
    for name in ("North", "South", "Northwest"):
        send(alice_api, "a.csv", b"a\n1\n", name=name)
    assert {d["name"] for d in alice_api.get("/api/v1/datasets/?q=north").json()["items"]} == {"North", "Northwest"}
    first = alice_api.get("/api/v1/datasets/?limit=2").json()
    rest = alice_api.get(f"/api/v1/datasets/?limit=2&cursor={first['next']}").json()
    assert [d["name"] for d in first["items"] + rest["items"]] == ["Northwest", "South", "North"]
    assert alice_api.get("/api/v1/datasets/?limit=many").status_code == 400


def test_names_are_changed_with_if_match(alice_api: Any, alice: Any, dataset: Any) -> None:
    url, old = f"/api/v1/datasets/{dataset.pk}", tag(alice_api, dataset)
    changed = alice_api.patch(url, {"name": "Orders", "table_name": "orders", "description": "All of them"}, **old)
    assert (changed.status_code, changed.json()["table_name"]) == (200, "orders")
    assert alice_api.patch(url, {"name": "Late"}, **old).status_code == 412
    assert alice_api.patch(url, {"name": "Late"}).status_code == 428
    assert alice_api.delete(url, **old).status_code == 412
    assert alice_api.delete(url).status_code == 428
    entry = AuditEntry.objects.get(action="dataset.update", user=alice)
    assert (entry.before["name"], entry.after["name"]) == ("Sales", "Orders")


@pytest.mark.parametrize("name", ["", "select", "2x", "Große", "a b", "a" * 64, 'x"; DROP TABLE y'])
def test_a_table_name_that_sql_would_not_take_is_refused(alice_api: Any, dataset: Any, name: str) -> None:
    answer = alice_api.patch(f"/api/v1/datasets/{dataset.pk}", {"table_name": name}, **tag(alice_api, dataset))
    assert (answer.status_code, list(answer.json()["error"]["details"]["fields"])) == (400, ["table_name"])


def test_a_taken_table_name_is_a_conflict(alice_api: Any, dataset: Any, send: Any, outcome: Any, waiting: None) -> None:
    other, _ = outcome(send(alice_api, "other.csv", b"a\n1\n"))
    assert alice_api.patch(f"/api/v1/datasets/{other.pk}", {"table_name": "sales"}, **tag(alice_api, other)).status_code == 409


@pytest.mark.parametrize("body", [{"name": "  "}, {"notes": {"nope": {"label": "x"}}}, {"state": "ready"}, [1]])
def test_other_changes_that_do_not_fit_are_refused(alice_api: Any, dataset: Any, body: Any) -> None:
    assert alice_api.patch(f"/api/v1/datasets/{dataset.pk}", body, **tag(alice_api, dataset)).status_code == 400


def test_columns_get_labels_and_descriptions(alice_api: Any, dataset: Any) -> None:
    column = dataset.current_version.columns[3]["id"]
    url = f"/api/v1/datasets/{dataset.pk}"
    alice_api.patch(url, {"notes": {column: {"label": "Units sold", "description": "Pieces"}}}, **tag(alice_api, dataset))
    alice_api.patch(url, {"notes": {column: {"description": ""}}}, **tag(alice_api, dataset))
    found = next(c for c in alice_api.get(url).json()["columns"] if c["id"] == column)
    assert (found["name"], found["label"], found["description"]) == ("units", "Units sold", "")


def test_deleting_removes_all_but_leaves_files_to_the_sweep(alice_api: Any, alice: Any, bob: Any, dataset: Any) -> None:
    share(user=alice, obj=dataset, grants={bob.pk: Level.EDIT})
    dataset.refresh_from_db()
    key = dataset.current_version.parquet_key
    assert alice_api.delete(f"/api/v1/datasets/{dataset.pk}", **tag(alice_api, dataset)).status_code == 204
    assert not Dataset.objects.exists()
    assert not DatasetVersion.objects.exists()
    assert not Grant.objects.filter(object_id=dataset.pk).exists()
    assert [loose.key for loose in LooseFile.objects.all()] == [key]
    assert alice_api.get(f"/api/v1/datasets/{dataset.pk}").status_code == 404


def test_what_is_used_elsewhere_cannot_be_deleted(alice_api: Any, dataset: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    uses = [Dependent("chart", f"Chart {n}", f"/charts/{n}/") for n in range(5)]
    monkeypatch.setattr(dependents, "_finders", [lambda found: uses if found.pk == dataset.pk else []])
    answer = alice_api.delete(f"/api/v1/datasets/{dataset.pk}", **tag(alice_api, dataset))
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], len(error["details"]["dependents"])) == (409, "dataset_in_use", 5)
    assert "2 more" in error["message"]
    assert Dataset.objects.filter(pk=dataset.pk).exists()


def test_a_chart_stands_in_the_way_of_deleting_its_data(alice_api: Any, alice: Any, dataset: Any) -> None:
    from apps.charts.models import Chart

    Chart.objects.create(workspace=dataset.workspace, owner=alice, dataset=dataset, name="Turnover", kind="bar", spec={})
    answer = alice_api.delete(f"/api/v1/datasets/{dataset.pk}", **tag(alice_api, dataset))
    assert (answer.status_code, answer.json()["error"]["details"]["dependents"][0]["name"]) == (409, "Turnover")


def test_apps_tell_what_they_build_once(dataset: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dependents, "_finders", [])

    def finder(found: Dataset) -> list[Dependent]:
        return [Dependent("chart", "B", "/b"), Dependent("chart", "A", "/a")]

    dependents.register(dependents.register(finder))
    assert [one.name for one in dependents.dependents_of(dataset)] == ["A", "B"]


READS = ("", "/profile", "/preview", "/versions", "/versions/1", "/download?format=csv", "/download?format=parquet")
EDITS = (("patch", ""), ("post", "/retry"), ("post", "/profile"), ("post", "/versions/1/restore"), ("get", "/rejects"))
MANAGES = (("delete", ""), ("get", "/row-rules"), ("post", "/row-rules"))


def _call(api: Any, dataset: Any, method: str, part: str) -> int:
    answer = getattr(api, method)(f"/api/v1/datasets/{dataset.pk}{part}", **({} if method == "get" else {"HTTP_IF_MATCH": "*"}))
    return int(answer.status_code)


def test_a_stranger_and_nobody_get_nothing(charlie_api: Any, nobody_api: Any, dataset: Any, send: Any) -> None:
    for method, part in [("get", part) for part in READS] + list(EDITS) + list(MANAGES):
        assert (_call(charlie_api, dataset, method, part), _call(nobody_api, dataset, method, part)) == (404, 401), part
    assert send(charlie_api, "a.csv", b"a\n1\n", to=f"{dataset.pk}/upload").status_code == 404
    assert charlie_api.get("/api/v1/datasets/").json()["items"] == []
    assert Dataset.objects.get(pk=dataset.pk).name == "Sales"


def test_a_teammate_looks_but_does_not_change(bob_api: Any, analyst: Any, dataset: Any, send: Any) -> None:
    for part in READS:
        assert _call(bob_api, dataset, "get", part) == 200, part
    for method, part in EDITS + MANAGES:
        assert _call(bob_api, dataset, method, part) == 403, part
    assert send(bob_api, "a.csv", b"a\n1\n", to=f"{dataset.pk}/upload").status_code == 403


def test_a_private_dataset_is_hidden_until_it_is_shared(bob_api: Any, bob: Any, alice: Any, dataset: Any) -> None:
    share(user=alice, obj=dataset, visibility=Visibility.PRIVATE)
    assert _call(bob_api, dataset, "get", "") == 404
    assert bob_api.get("/api/v1/datasets/").json()["items"] == []
    share(user=alice, obj=dataset, grants={bob.pk: Level.VIEW})
    assert _call(bob_api, dataset, "get", "/preview") == 200


def test_a_grant_to_edit_lets_an_analyst_change_but_not_manage(bob_api: Any, analyst: Any, alice: Any, dataset: Any) -> None:
    share(user=alice, obj=dataset, grants={analyst.pk: Level.EDIT})
    dataset.refresh_from_db()
    assert bob_api.patch(f"/api/v1/datasets/{dataset.pk}", {"name": "Ours"}, **tag(bob_api, dataset)).status_code == 200
    assert _call(bob_api, dataset, "get", "/row-rules") == 403
    assert _call(bob_api, dataset, "delete", "") == 403


def test_downloads_hold_every_row(alice_api: Any, alice: Any, dataset: Any, tmp_path: Any) -> None:
    import duckdb

    for kind in ("csv", "parquet"):
        answer = alice_api.get(f"/api/v1/datasets/{dataset.pk}/download?format={kind}", HTTP_ACCEPT="text/csv")
        assert f"sales.{kind}" in answer["Content-Disposition"]
        path = tmp_path / f"out.{kind}"
        path.write_bytes(b"".join(answer.streaming_content))
        assert duckdb.sql(f"SELECT count(*), sum(units) FROM '{path}'").fetchall() == [(8, 18)]
    assert path.read_bytes()[:4] == b"PAR1"
    assert AuditEntry.objects.filter(action="dataset.download", user=alice).count() == 2
    assert alice_api.get(f"/api/v1/datasets/{dataset.pk}/download?format=exe").status_code == 400
    assert alice_api.get(f"/api/v1/datasets/{dataset.pk}/download?version=x").status_code == 400
    assert alice_api.get(f"/api/v1/datasets/{dataset.pk}/download?version=9").status_code == 404


def test_the_profile_is_made_anew_on_request(alice_api: Any, dataset: Any) -> None:
    DatasetVersion.objects.update(profile=None)
    assert alice_api.get(f"/api/v1/datasets/{dataset.pk}/profile").status_code == 404
    assert alice_api.post(f"/api/v1/datasets/{dataset.pk}/profile").status_code == 202
    assert alice_api.get(f"/api/v1/datasets/{dataset.pk}/profile").json()["row_count"] == 8


@pytest.mark.django_db(transaction=True)
async def test_a_download_is_streamed_to_a_browser_piece_by_piece(alice: Any, dataset: Any) -> None:
    from django.test import AsyncClient

    client = AsyncClient()
    await client.aforce_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = await client.get(f"/api/v1/datasets/{dataset.pk}/download?format=csv")
    pieces = [piece async for piece in answer]
    assert len(pieces) == 2
    assert b"".join(pieces).count(b"\n") == 9


def test_odd_values_become_plain_json(alice_api: Any, send: Any, outcome: Any, tmp_path: Any) -> None:
    import duckdb

    path = tmp_path / "odd.parquet"
    duckdb.sql(
        f"""COPY (SELECT 'x'::VARCHAR AS word, 1.5::DECIMAL(9, 2) AS exact, 'nan'::DOUBLE AS nothing, 'infinity'::DOUBLE AS endless,
            [1, 2] AS list, {{'a': DATE '2026-01-02'}} AS struct, TIME '10:30:00' AS clock, repeat('y', 5000) AS long,
            TIMESTAMP '2026-01-02 03:04:05' AS moment, true AS yes, INTERVAL 2 HOUR AS span) TO '{path}' (FORMAT parquet)"""
    )
    dataset, job = outcome(send(alice_api, "odd.parquet", path))
    assert job.state == "completed", job.error
    found = alice_api.get(f"/api/v1/datasets/{dataset.pk}/preview").json()
    row = dict(zip(found["columns"], found["rows"][0], strict=True))
    assert (row["exact"], row["nothing"], row["endless"], row["yes"]) == (1.5, None, None, True)
    assert row["moment"].startswith("2026-01-02T03:04:05")
    assert len(row["long"]) == 2001
