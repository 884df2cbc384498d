"""A filter lists values of a column to all who see the dashboard: who declares one has to see the dataset."""

from __future__ import annotations

from typing import Any

import pytest
from dashboards.boards import BY_REGION, api, filters_on, make_board, make_chart, tag
from rest_framework.test import APIClient

from apps.accounts.models import Grant, Visibility
from apps.dashboards.services.content import Content
from apps.dashboards.services.lifecycle import create_dashboard, duplicate_dashboard
from apps.dashboards.services.versions import restore_version


@pytest.fixture
def shown(alice: Any, shell: Any) -> Any:
    """A chart the workspace sees, about data that are alice's alone."""
    return make_chart(alice, shell, visibility=Visibility.WORKSPACE, **BY_REGION)


@pytest.fixture
def shared(alice: Any, analyst: Any, shown: Any) -> Any:
    """A board of alice's that the analyst may edit, with filters by region and day."""
    board = make_board(alice, shown, visibility=Visibility.WORKSPACE)
    Grant.objects.create(user=analyst, workspace=board.workspace, kind="dashboards.dashboard", object_id=board.pk, level="edit")
    return board


def client_of(user: Any) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def price(dataset: Any, **more: Any) -> dict[str, Any]:
    return {"id": "price", "label": "Price", "dataset": dataset.pk, "column": "product", "type": "values", **more}


def put(client: Any, board: Any, filters: list[dict[str, Any]]) -> Any:
    tiles = client.get(api(board)).json()["tiles"]
    return client.put(api(board, "/layout"), {"filters": filters, "tiles": tiles}, format="json", **tag(board))


def test_it_works(analyst: Any, alice: Any, shared: Any, shell: Any) -> None:
    client = client_of(analyst)
    more = [*filters_on(shell), price(shell)]
    refused = put(client, shared, more)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "forbidden"), refused.content
    assert client.get(api(shared, "/filters/price/values")).status_code == 404
    assert put(client_of(alice), shared, more).status_code == 200
    shell.visibility = Visibility.WORKSPACE
    shell.save()
    assert put(client, shared, [*more, price(shell, id="again", column="units")]).status_code == 200


def test_a_board_of_ones_own_lists_no_values_of_a_private_dataset(analyst: Any, shown: Any, shell: Any) -> None:
    tile = {"kind": "chart", "chart": shown.pk, "w": 6, "h": 4}
    client = client_of(analyst)
    asked = {"name": "Mine", "tiles": [tile], "filters": [price(shell)]}
    assert client.post("/api/v1/dashboards/", asked, format="json").status_code == 403
    assert client.post("/api/v1/dashboards/", asked | {"filters": []}, format="json").status_code == 201


def test_declared_filters_can_be_changed_by_every_editor_but_not_widened(analyst: Any, shared: Any, shell: Any) -> None:
    region, day = filters_on(shell)
    client = client_of(analyst)
    assert put(client, shared, [region | {"label": "Where", "default": ["EU"]}, day]).status_code == 200
    assert put(client, shared, [region, day | {"type": "values"}]).status_code == 403


def test_copies_and_restored_versions_keep_their_filters(analyst: Any, shared: Any, shell: Any) -> None:
    copy = duplicate_dashboard(user=analyst, dashboard_id=shared.pk)
    assert [f["id"] for f in copy.filters] == ["region", "day"]
    shared.refresh_from_db()
    saved = restore_version(user=analyst, dashboard_id=shared.pk, number=1, expected=shared.version)
    assert [f["id"] for f in saved.filters] == ["region", "day"]


def test_the_owner_of_the_data_declares_what_they_like(alice: Any, workspace: Any, shown: Any, shell: Any) -> None:
    content = Content.parse({"name": "All", "tiles": [{"kind": "chart", "chart": shown.pk}], "filters": [price(shell)]})
    assert create_dashboard(user=alice, workspace=workspace, content=content).filters[0]["column"] == "product"
