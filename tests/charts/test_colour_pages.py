"""Choosing colours of values: on the page, through the API, and by whom."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import Grant, Membership, Role, Visibility
from apps.accounts.selectors import kind_of
from apps.charts.models import ValueColour
from apps.charts.services.colours import column_key, paints
from apps.datasets.models import RowRule


def test_it_works(alice_client: Any, dataset: Any) -> None:
    path = f"/charts/colours/{dataset.pk}/"
    page = alice_client.get(f"{path}?column=region").content.decode()
    assert "Colour of EU" in page
    answer = alice_client.post(f"{path}choose", {"column": "region", "value": '"EU"', "hue": "own", "own": "#AA5500"})
    assert answer["Location"] == f"{path}?column=region"
    assert ValueColour.objects.get(value='"EU"').chosen == "#aa5500"
    assert 'value="#aa5500"' in alice_client.get(f"{path}?column=region").content.decode()


def test_the_api_lists_and_sets(alice_api: Any, dataset: Any) -> None:
    path = f"/api/v1/charts/colours/{dataset.pk}"
    items = alice_api.get(f"{path}?column=region").json()["items"]
    assert [(one["value"], one["slot"]) for one in items] == [("EU", 0), ("US", 1), ("APAC", 2)]
    assert alice_api.put(path, {"column": "region", "value": "US", "colour": "7"}, format="json").json()["slot"] == 6
    spec = {"dimensions": [{"field": "day"}, {"field": "region"}], "measures": [{"agg": "sum", "field": "units", "as": "sold"}]}
    drawn = alice_api.post("/api/v1/charts/render", {"dataset_id": dataset.pk, "spec": spec, "kind": "line"}, format="json").json()
    assert {trace["name"]: trace["meta"]["slot"] for trace in drawn["figure"]["data"]} == {"EU": 0, "US": 6, "APAC": 2}
    assert alice_api.put(path, {"column": "region", "value": "US", "colour": "blue"}, format="json").status_code == 400
    assert alice_api.put(path, {"column": "nothing", "value": "US", "colour": "1"}, format="json").status_code == 400


def test_only_who_may_change_the_dataset(bob_client: Any, bob_api: Any, charlie_api: Any, dataset: Any) -> None:
    dataset.visibility = Visibility.WORKSPACE
    dataset.save()
    assert bob_client.get(f"/charts/colours/{dataset.pk}/").status_code == 403
    assert bob_api.put(f"/api/v1/charts/colours/{dataset.pk}", {}, format="json").status_code == 403
    assert charlie_api.get(f"/api/v1/charts/colours/{dataset.pk}").status_code == 404


def test_the_list_keeps_row_rules(alice_api: Any, alice: Any, dataset: Any) -> None:
    RowRule.objects.create(dataset=dataset, user=alice, filter={"field": "region", "op": "eq", "value": "US"})
    items = alice_api.get(f"/api/v1/charts/colours/{dataset.pk}?column=region").json()["items"]
    assert {one["value"] for one in items} <= {"US", "EU", "APAC"}


def test_choosing_tells_nobody_which_values_their_rows_hold_back(bob: Any, bob_api: Any, alice: Any, dataset: Any) -> None:
    """The place of a value's colour would say whether somebody has drawn it before."""
    paints(dataset, column_key(dataset, "region"), ["EU", "US", "APAC"])
    Membership.objects.filter(user=bob).update(role=Role.ANALYST)
    Grant.objects.create(workspace=dataset.workspace, kind=kind_of(dataset), object_id=dataset.pk, user=bob, level="edit")
    RowRule.objects.create(dataset=dataset, user=bob, filter={"field": "region", "op": "eq", "value": "EU"})
    path = f"/api/v1/charts/colours/{dataset.pk}"
    assert bob_api.put(path, {"column": "region", "value": "EU", "colour": "2"}, format="json").status_code == 200
    hidden = bob_api.put(path, {"column": "region", "value": "APAC", "colour": ""}, format="json")
    made_up = bob_api.put(path, {"column": "region", "value": "NOWHERE", "colour": ""}, format="json")
    assert (hidden.status_code, made_up.status_code) == (400, 400)
