"""Tiles of counts behind a dashboard's points: kept by the browser for as long as data, choices and the person's rows are the same."""

from __future__ import annotations

import json
from typing import Any

import pytest
from dashboards.boards import api, make_board

from apps.accounts.models import Role, Visibility
from apps.charts.models import Chart
from apps.dashboards.models import Tile
from apps.datasets.models import RowRule
from apps.engine.tiles.counts import Packed, unpack


@pytest.fixture
def address(alice: Any, workspace: Any, dataset: Any) -> str:
    """Of the one tile of a board that the workspace sees; chart and dataset are alice's alone."""
    dataset.visibility = Visibility.PRIVATE
    dataset.save()
    spec = {"v": 1, "dataset": dataset.pk, "rows": ["units", "price", "region"]}
    points = Chart.objects.create(workspace=workspace, owner=alice, dataset=dataset, name="Prices", kind="points", spec=spec)
    board = make_board(alice, points, visibility=Visibility.WORKSPACE)
    return api(board, f"/tiles/{Tile.objects.get(dashboard=board, kind='chart').pk}/counts")


def counted(answer: Any) -> int:
    assert answer.status_code == 200, answer.content
    return int(unpack(Packed(answer.content, False, 0, 0)).sum())


def asked(**filters: Any) -> dict[str, str]:
    return {"ask": json.dumps({"filters": filters})}


def test_it_works(alice_api: Any, bob_api: Any, charlie_api: Any, nobody_api: Any, address: str, dataset: Any) -> None:
    """Owner, teammate (with and without row rules), stranger; with and without a choice."""
    tile = f"{address}/0/0/0"
    whole = alice_api.get(tile)
    assert (counted(whole), whole["Cache-Control"]) == (7, "private, no-cache")
    assert counted(alice_api.post(address, {"tile": [0, 0, 0]}, format="json")) == 7
    again = alice_api.get(tile, HTTP_IF_NONE_MATCH=whole["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    narrowed = alice_api.get(tile, asked(region=["EU"]), HTTP_IF_NONE_MATCH=whole["ETag"])
    assert counted(narrowed) == 3
    assert alice_api.get(tile, asked(region=["EU"]), HTTP_IF_NONE_MATCH=narrowed["ETag"]).status_code == 304
    assert bob_api.get(tile, HTTP_IF_NONE_MATCH=whole["ETag"]).status_code == 304
    RowRule.objects.create(dataset=dataset, role=Role.VIEWER, filter={"field": "region", "op": "eq", "value": "EU"})
    ruled = bob_api.get(tile, HTTP_IF_NONE_MATCH=whole["ETag"])
    assert counted(ruled) == 3
    assert bob_api.get(tile, HTTP_IF_NONE_MATCH=ruled["ETag"]).status_code == 304
    assert alice_api.get(tile, HTTP_IF_NONE_MATCH=whole["ETag"]).status_code == 304
    for client, status in ((charlie_api, 404), (nobody_api, 401)):
        assert client.get(tile, HTTP_IF_NONE_MATCH=whole["ETag"]).status_code == status
    assert alice_api.get(tile, {"ask": '{"tile": [0, 0, 0]}'}).status_code == 400
