"""Row rules hold on every way out: rows, downloads, the profile, the quarantine, and the source that queries read."""

from __future__ import annotations

from typing import Any

import pytest
from factories import join

from apps.accounts.models import Role
from apps.core.models import AuditEntry
from apps.datasets.models import RowRule
from apps.datasets.selectors import rules_for, source_for

pytestmark = pytest.mark.django_db
ONLY_EU = {"field": "region", "op": "in", "values": ["EU"]}


def rules(dataset: Any) -> str:
    return f"/api/v1/datasets/{dataset.pk}/row-rules"


def seen(api: Any, dataset: Any) -> list[list[Any]]:
    return list(api.get(f"/api/v1/datasets/{dataset.pk}/preview").json()["rows"])


def test_it_works(alice_api: Any, bob_api: Any, bob: Any, dataset: Any) -> None:
    made = alice_api.post(rules(dataset), {"user": bob.pk, "filter": ONLY_EU, "masked": ["price"]})
    assert made.status_code == 201, made.content
    assert {row[1] for row in seen(bob_api, dataset)} == {"EU"}
    assert {row[4] for row in seen(bob_api, dataset)} == {None}
    assert {row[1] for row in seen(alice_api, dataset)} == {"EU", "US", "APAC"}


def test_downloads_hold_only_what_a_person_sees(alice_api: Any, bob_api: Any, bob: Any, dataset: Any, tmp_path: Any) -> None:
    import duckdb

    alice_api.post(rules(dataset), {"user": bob.pk, "filter": ONLY_EU, "masked": ["price"]})
    for kind in ("csv", "parquet"):
        path = tmp_path / f"bob.{kind}"
        path.write_bytes(b"".join(bob_api.get(f"/api/v1/datasets/{dataset.pk}/download?format={kind}").streaming_content))
        found = duckdb.sql(f"SELECT DISTINCT region, price FROM '{path}'").fetchall()
        assert found == [("EU", None)], kind


def test_the_profile_hides_values_and_is_withheld_from_who_sees_some_rows(alice_api: Any, bob_api: Any, bob: Any, dataset: Any) -> None:
    url = f"/api/v1/datasets/{dataset.pk}/profile"
    made = alice_api.post(rules(dataset), {"user": bob.pk, "masked": ["region", "price"]}).json()
    columns = {c["name"]: c for c in bob_api.get(url).json()["columns"]}
    assert columns["region"]["unique_count"] == 3
    assert not {"min", "max", "top_values", "mean", "quantiles", "histogram", "pattern"} & set(columns["region"])
    assert "19.9" not in str(columns["price"])
    assert columns["product"]["top_values"]
    alice_api.put(f"{rules(dataset)}/{made['id']}", {"user": bob.pk, "filter": ONLY_EU})
    answer = bob_api.get(url)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "restricted_by_rules")
    assert alice_api.get(url).status_code == 200


def test_the_profile_page_says_what_it_hides(alice_api: Any, bob_client: Any, bob: Any, dataset: Any) -> None:
    made = alice_api.post(rules(dataset), {"user": bob.pk, "masked": ["region"]}).json()
    assert "The values are hidden from you" in bob_client.get(f"{dataset.path}profile/").content.decode()
    alice_api.put(f"{rules(dataset)}/{made['id']}", {"user": bob.pk, "filter": ONLY_EU})
    assert "you see only some of them" in bob_client.get(f"{dataset.path}profile/").content.decode()


def test_raw_rejected_lines_are_not_for_people_under_rules(
    alice_api: Any, bob_api: Any, analyst: Any, alice: Any, send: Any, outcome: Any
) -> None:
    from apps.accounts.services.rights import share

    lines = "".join(f"{i},{i}\n" for i in range(200))
    dataset, _ = outcome(send(alice_api, "r.csv", f"region,b\n{lines}1,2,3\n".encode()))
    share(user=alice, obj=dataset, grants={analyst.pk: "edit"})
    url = f"/api/v1/datasets/{dataset.pk}/rejects"
    assert bob_api.get(url).status_code == 200
    alice_api.post(rules(dataset), {"user": analyst.pk, "masked": ["b"]})
    assert bob_api.get(url).status_code == 403


def test_rules_of_person_and_role_add_up(alice: Any, bob: Any, workspace: Any, dataset: Any) -> None:
    RowRule.objects.create(dataset=dataset, user=bob, filter=ONLY_EU, masked={"price": "null"})
    RowRule.objects.create(dataset=dataset, role="viewer", filter={"field": "units", "op": "gt", "value": 1}, masked={"day": "null"})
    source = source_for(bob, dataset)
    assert set(source.masks) == {"price", "day"}
    assert len(source.row_filter["and"]) == 2
    join(bob, workspace, Role.ANALYST)
    assert set(source_for(bob, dataset).masks) == {"price"}
    RowRule.objects.create(dataset=dataset, role="admin", masked={"day": "null"})
    assert rules_for(alice, dataset) == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"masked": ["price"]}, "user"),
        ({"user": "BOB", "role": "viewer", "masked": ["price"]}, "user"),
        ({"role": "king", "masked": ["price"]}, "role"),
        ({"user": "charlie", "masked": ["price"]}, "user"),
        ({"user": "ALICE", "masked": ["price"]}, "user"),
        ({"role": "viewer", "masked": ["nope"]}, "masked"),
        ({"role": "viewer"}, "filter"),
        ({"role": "viewer", "filter": {"field": "region", "op": "resembles", "value": 1}}, "filter"),
    ],
)
def test_a_rule_that_does_not_fit_is_refused(alice_api: Any, alice: Any, bob: Any, dataset: Any, body: Any, field: str) -> None:
    people = {"ALICE": alice.pk, "BOB": bob.pk}
    answer = alice_api.post(rules(dataset), body | ({"user": people.get(body["user"], body["user"])} if "user" in body else {}))
    assert answer.status_code == 400
    assert list(answer.json()["error"]["details"]["fields"]) == [field]
    assert not RowRule.objects.exists()


def test_a_filter_on_an_unknown_column_names_it(alice_api: Any, dataset: Any) -> None:
    answer = alice_api.post(rules(dataset), {"role": "viewer", "filter": {"field": "regoin", "op": "eq", "value": "EU"}})
    assert answer.status_code == 400
    assert "regoin" in answer.json()["error"]["message"]


def test_rules_are_listed_read_and_removed(alice_api: Any, alice: Any, dataset: Any) -> None:
    made = alice_api.post(rules(dataset), {"role": "viewer", "masked": ["price", "price", "day"]}).json()
    assert made["masked"] == {"day": "null", "price": "null"}
    url = f"{rules(dataset)}/{made['id']}"
    assert alice_api.get(url).json() == made == alice_api.get(rules(dataset)).json()["items"][0]
    assert alice_api.delete(url).status_code == 204
    assert alice_api.get(url).status_code == 404
    acts = AuditEntry.objects.filter(user=alice, action__startswith="dataset.rule").values_list("action", flat=True)
    assert sorted(acts) == ["dataset.rule.delete", "dataset.rule.save"]
