"""Rows behind a mark of a tile: the same filters, the same row rules, and only for who sees the dataset."""

from __future__ import annotations

from typing import Any

import pytest

from apps.accounts.models import Visibility
from apps.charts.models import Chart
from apps.dashboards.models import Dashboard, Tile
from apps.datasets.models import RowRule

EU = [{"field": "region", "op": "in", "values": ["EU"]}]


@pytest.fixture
def tile(dataset: Any, alice: Any, workspace: Any) -> Tile:
    spec = {
        "v": 1,
        "dataset": dataset.pk,
        "dimensions": [{"field": "region"}],
        "measures": [{"agg": "sum", "field": "units", "as": "sold"}],
        "filters": {"field": "product", "op": "in", "values": ["Lamp", "Chair"]},
    }
    chart = Chart.objects.create(
        workspace=workspace, owner=alice, dataset=dataset, name="Sold", kind="bar", spec=spec, visibility=Visibility.WORKSPACE
    )
    board = Dashboard.objects.create(workspace=workspace, owner=alice, name="Sales", visibility=Visibility.WORKSPACE)
    return Tile.objects.create(dashboard=board, kind="chart", chart=chart, x=0, y=0, w=6, h=4)


def rows(api: Any, tile: Tile, **body: Any) -> Any:
    return api.post(f"/api/v1/dashboards/{tile.dashboard_id}/tiles/{tile.pk}/rows", body, format="json")


def test_it_works(alice_api: Any, tile: Tile) -> None:
    answer = rows(alice_api, tile, where=EU).json()
    assert answer["kind"] == "table"
    assert {row[1] for row in answer["rows"]} == {"EU"}
    assert {row[2] for row in answer["rows"]} == {"Lamp", "Chair"}  # the chart's own filter stays
    assert answer["total"] == len(answer["rows"]) == 3
    assert "sql" not in answer


def test_row_rules_hold(bob_api: Any, bob: Any, tile: Tile, dataset: Any) -> None:
    dataset.visibility = Visibility.WORKSPACE
    dataset.save()
    RowRule.objects.create(dataset=dataset, user=bob, filter={"field": "region", "op": "eq", "value": "US"})
    assert rows(bob_api, tile, where=EU).json()["rows"] == []
    assert {row[1] for row in rows(bob_api, tile).json()["rows"]} == {"US"}


def test_who_sees_only_the_dashboard_sees_no_rows(bob_api: Any, tile: Tile, dataset: Any) -> None:
    dataset.visibility = Visibility.PRIVATE
    dataset.save()
    assert rows(bob_api, tile, where=EU).status_code == 403


def test_strangers_find_nothing(charlie_api: Any, tile: Tile) -> None:
    assert rows(charlie_api, tile).status_code == 404


def test_only_conditions_are_heard(alice_api: Any, tile: Tile) -> None:
    assert rows(alice_api, tile, where="region = 'EU'").status_code == 400
    assert rows(alice_api, tile, spec={}).status_code == 400
