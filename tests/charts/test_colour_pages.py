"""Choosing colours of values: on the page, through the API, and by whom."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import Visibility
from apps.charts.models import ValueColour
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
