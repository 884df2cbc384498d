"""A chart that others see about data that only its owner sees: they get the chart, and nothing else of the data."""

from __future__ import annotations

from typing import Any

import pytest
from factories import join, make_user
from rest_framework.test import APIClient

from apps.accounts.models import Role, Visibility
from apps.charts.models import Chart

BAR = {"dimensions": [{"field": "region"}], "measures": [{"agg": "sum", "field": "units", "as": "sold"}]}
ARROW = "application/vnd.apache.arrow.stream"


@pytest.fixture
def chart(dataset: Any, alice: Any, workspace: Any) -> Chart:
    dataset.visibility = Visibility.PRIVATE
    dataset.save()
    spec = {"v": 1, "dataset": dataset.pk, **BAR}
    return Chart.objects.create(
        workspace=workspace, owner=alice, dataset=dataset, name="Sold", kind="bar", spec=spec, visibility=Visibility.WORKSPACE
    )


def ask(client: Any, chart: Chart, *filters: Any, **headers: Any) -> Any:
    return client.post(f"/api/v1/charts/{chart.pk}/data", {"filters": list(filters)}, format="json", **headers)


def test_it_works(alice_api: Any, bob_api: Any, charlie_api: Any, bob_client: Any, alice_client: Any, chart: Chart) -> None:
    """One import for many looks."""
    probe = {"field": "price", "op": "gt", "value": 5}
    assert ask(alice_api, chart, probe).status_code == 200
    assert "SELECT" in ask(alice_api, chart).json()["sql"]
    seen = ask(bob_api, chart)
    assert (len(seen.json()["rows"]), seen.json()["sql"]) == (3, "")
    for headers in ({}, {"HTTP_ACCEPT": ARROW}):
        refused = ask(bob_api, chart, probe, **headers)
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "forbidden")
    assert ask(charlie_api, chart, probe).status_code == 404
    assert b'"price"' in alice_client.get(f"/charts/{chart.pk}/").content
    assert b'"price"' not in bob_client.get(f"/charts/{chart.pk}/").content


def test_an_owner_who_lost_the_dataset_keeps_the_chart_but_asks_nothing_new(dataset: Any, workspace: Any) -> None:
    anna = make_user("anna")
    join(anna, workspace, Role.ANALYST)
    client = APIClient()
    client.force_authenticate(anna)
    made = {"dataset_id": dataset.pk, "name": "Hers", "kind": "bar", "spec": BAR}
    dataset.visibility = Visibility.WORKSPACE
    dataset.save()
    chart = client.post("/api/v1/charts/", made, format="json")
    assert chart.status_code == 201
    dataset.visibility = Visibility.PRIVATE
    dataset.save()
    path, tag = f"/api/v1/charts/{chart.json()['id']}", {"HTTP_IF_MATCH": chart["ETag"]}
    everything = {"kind": "table", "spec": {"rows": ["*"]}, "options": {}}
    assert client.patch(path, everything, format="json", **tag).status_code == 404
    assert client.patch(path, {"name": "Still hers", "spec": chart.json()["spec"]}, format="json", **tag).status_code == 200
    dataset.visibility = Visibility.WORKSPACE
    dataset.save()
    tag = {"HTTP_IF_MATCH": client.get(path)["ETag"]}
    assert client.patch(path, everything, format="json", **tag).status_code == 200
