"""The pages of charts, for owner, teammate, stranger and nobody."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from factories import join

from apps.accounts.models import Role, Visibility
from apps.charts.kinds import kinds
from apps.charts.models import Chart
from apps.dashboards.models import Dashboard, Tile

BAR = {"v": 1, "dimensions": [{"field": "region"}], "measures": [{"agg": "sum", "field": "units", "as": "sold"}]}


@pytest.fixture
def chart(dataset: Any, alice: Any, workspace: Any) -> Chart:
    return Chart.objects.create(
        workspace=workspace, owner=alice, dataset=dataset, name="Sold <b>", kind="bar", spec=BAR, visibility=Visibility.WORKSPACE
    )


def script_data(page: Any) -> dict[str, Any]:
    found = re.search(r'<script id="chart-data" type="application/json">(.*?)</script>', page.content.decode(), re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def test_it_works(alice_client: Any, dataset: Any) -> None:
    page = alice_client.get("/charts/new", {"dataset": dataset.pk})
    data = script_data(page)
    assert [c["name"] for c in data["columns"]] == ["day", "region", "product", "units", "price", "returned"]
    assert set(data["kinds"]) == set(kinds())
    assert data["chart"] is None
    assert "Save the chart" in page.content.decode()


def test_a_new_chart_begins_with_the_choice_of_data(alice_client: Any, charlie_client: Any, dataset: Any) -> None:
    assert f"/charts/new?dataset={dataset.pk}" in alice_client.get("/charts/new").content.decode()
    assert "There is no data to draw yet" in charlie_client.get("/charts/new").content.decode()


def test_the_owner_sees_the_builder_with_the_chart(alice_client: Any, chart: Chart) -> None:
    page = alice_client.get(f"/charts/{chart.pk}/")
    text = page.content.decode()
    assert "Sold &lt;b&gt;" in text
    assert "<h1>Sold <b>" not in text
    assert 'data-builder="edit"' in text
    assert "Sold by region." in text
    assert "delete-chart" in text
    data = script_data(page)["chart"]
    assert (data["kind"], data["spec"], data["etag"]) == ("bar", BAR, f'"{chart.pk}.1"')


def test_a_teammate_who_looks_sees_the_picture_alone(bob_client: Any, chart: Chart) -> None:
    text = bob_client.get(f"/charts/{chart.pk}/").content.decode()
    assert 'data-builder="view"' in text
    assert "data-form" not in text
    assert "delete-chart" not in text


def test_a_viewer_may_explore_but_not_save(bob_client: Any, dataset: Any) -> None:
    text = bob_client.get("/charts/new", {"dataset": dataset.pk}).content.decode()
    assert "data-form" in text
    assert 'data-opens="save-chart"' not in text


def test_strangers_find_nothing_and_nobody_signs_in(charlie_client: Any, nobody_client: Any, chart: Chart, dataset: Any) -> None:
    for path in (f"/charts/{chart.pk}/", f"/charts/new?dataset={dataset.pk}"):
        assert charlie_client.get(path).status_code == 404
        assert nobody_client.get(path).status_code == 302
    assert charlie_client.post(f"/charts/{chart.pk}/delete/").status_code == 404
    assert "Sold" not in charlie_client.get("/charts/").content.decode()


def test_the_list_shows_and_searches_charts(alice_client: Any, bob_client: Any, chart: Chart) -> None:
    assert "Sold &lt;b&gt;" in bob_client.get("/charts/").content.decode()
    part = alice_client.get("/charts/", {"q": "sol"}, HTTP_HX_REQUEST="true").content.decode()
    assert "Sold &lt;b&gt;" in part
    assert "<html" not in part
    assert "No chart is called “zz”" in alice_client.get("/charts/", {"q": "zz"}).content.decode()
    chart.delete()
    assert "A chart answers one question" in alice_client.get("/charts/").content.decode()


def test_deleting_leads_to_the_list(alice_client: Any, chart: Chart) -> None:
    answer = alice_client.post(f"/charts/{chart.pk}/delete/", follow=True)
    assert "was deleted" in answer.content.decode()
    assert not Chart.objects.exists()


def test_a_chart_on_a_dashboard_stays_and_the_page_says_so(alice_client: Any, alice: Any, workspace: Any, chart: Chart) -> None:
    Tile.objects.create(dashboard=Dashboard.objects.create(workspace=workspace, owner=alice, name="Board"), chart=chart)
    assert "Remove it there first" in alice_client.post(f"/charts/{chart.pk}/delete/", follow=True).content.decode()
    assert Chart.objects.exists()


def test_a_teammate_with_the_right_to_edit_gets_the_builder_and_may_not_delete(
    bob: Any, bob_client: Any, workspace: Any, chart: Chart
) -> None:
    join(bob, workspace, Role.ANALYST)
    assert 'data-builder="view"' in bob_client.get(f"/charts/{chart.pk}/").content.decode()
    assert bob_client.post(f"/charts/{chart.pk}/delete/").status_code == 403
