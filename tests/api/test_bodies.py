"""Ids inside bodies and headers are looked up with the rights of the person who sends them."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from api.world import MARK, SPEC, World, make_world

from apps.accounts.models import Visibility
from apps.charts.models import Chart
from apps.dashboards.models import Dashboard
from apps.datasets.models import Dataset

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(alice, bob, workspace, tmp_path) -> World:
    return make_world(alice, bob, workspace, tmp_path)


def tus(world: World) -> dict[str, str]:
    told = ",".join(
        f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in {"filename": "x.csv", "dataset": world.dataset.pk}.items()
    )
    return {"Tus-Resumable": "1.0.0", "Upload-Length": "10", "Upload-Metadata": told}


def requests_for(world: World) -> list[tuple[str, str, dict[str, Any], dict[str, str]]]:
    """What reaches for alice's things through a body or a header: method, address, JSON, headers."""
    spec = {"v": 1, "dataset": world.dataset.pk, **SPEC}
    tile = {"kind": "chart", "chart": world.chart.pk}
    return [
        ("POST", "/api/v1/queries/execute", {"dataset_id": world.dataset.pk, "spec": spec}, {}),
        ("POST", "/api/v1/queries/execute", {"spec": spec}, {}),
        ("POST", "/api/v1/queries/execute", {"dataset_id": world.dataset.pk, "sql": f"select * from {world.dataset.table_name}"}, {}),
        ("POST", "/api/v1/queries/execute", {"sql": f"select * from {world.dataset.table_name}"}, {}),
        ("POST", "/api/v1/queries/validate", {"dataset_id": world.dataset.pk, "spec": spec}, {}),
        ("POST", "/api/v1/charts/render", {"dataset_id": world.dataset.pk, "spec": spec, "kind": "bar"}, {}),
        ("POST", "/api/v1/charts/", {"dataset_id": world.dataset.pk, "name": "Mine", "spec": spec, "kind": "bar"}, {}),
        ("POST", "/api/v1/dashboards/", {"name": "Mine", "tiles": [tile]}, {}),
        ("POST", "/uploads/", {}, tus(world)),
        ("GET", "/api/v1/datasets/", {}, {"X-Workspace": world.workspace.pk}),
        ("GET", "/api/v1/dashboards/", {}, {"X-Workspace": world.workspace.pk}),
        ("GET", "/api/v1/charts/", {}, {"X-Workspace": world.workspace.pk}),
        ("GET", "/api/v1/queries/history", {}, {"X-Workspace": world.workspace.pk}),
        ("POST", "/api/v1/dashboards/", {"name": "Mine"}, {"X-Workspace": world.workspace.pk}),
    ]


def test_it_works(world, alice_api):
    spec = {"v": 1, "dataset": world.dataset.pk, **SPEC}
    answer = alice_api.post("/api/v1/queries/execute", {"dataset_id": world.dataset.pk, "spec": spec})
    assert answer.status_code == 200, answer.content
    assert {row[0] for row in answer.json()["rows"]} == {"EU", "US", "APAC"}


def test_a_stranger_reaches_nothing_through_a_body_or_a_header(world, charlie_api):
    counts = [model.objects.count() for model in (Dataset, Chart, Dashboard)]
    for method, address, body, headers in requests_for(world):
        answer = charlie_api.generic(method, address, _json(body), content_type="application/json", headers=headers)
        assert answer.status_code in (400, 403, 404), f"{method} {address} {body}: {answer.status_code}"
        text = answer.content.decode().replace(world.dataset.table_name, "") if "sql" in body else answer.content.decode()
        assert MARK not in text, f"{method} {address} {body}"
    assert [model.objects.count() for model in (Dataset, Chart, Dashboard)] == counts


def test_a_teammate_reaches_nothing_that_is_private(world, bob_api):
    for model in (Dataset, Chart, Dashboard):
        model.objects.update(visibility=Visibility.PRIVATE)
    for method, address, body, headers in requests_for(world)[:9]:
        answer = bob_api.generic(method, address, _json(body), content_type="application/json", headers=headers)
        assert answer.status_code in (400, 403, 404), f"{method} {address} {body}: {answer.status_code}"


def test_a_grant_cannot_name_a_stranger(world, alice_api, charlie):
    answer = alice_api.put(f"/api/v1/dashboards/{world.dashboard.pk}/share", {"grants": {charlie.pk: "view"}}, headers={"If-Match": "*"})
    assert answer.status_code == 400


def test_a_tile_cannot_show_a_chart_of_another_workspace(world, charlie_api, charlie, other_workspace):
    mine = Dashboard.objects.create(workspace=other_workspace, owner=charlie, name="Mine")
    tile = {"kind": "chart", "chart": world.chart.pk}
    answer = charlie_api.post(f"/api/v1/dashboards/{mine.pk}/tiles/", tile)
    assert answer.status_code in (400, 404)
    assert not mine.tiles.exists()


def _json(body: dict[str, Any]) -> bytes:
    import orjson

    return orjson.dumps(body)
