"""The chart endpoints: drawing, saving, and who may do what."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from factories import join

from apps.accounts.models import Role, Visibility
from apps.charts.kinds import get, kinds
from apps.charts.models import Chart
from apps.core.models import AuditEntry
from apps.dashboards.models import Dashboard, Tile
from apps.datasets.models import RowRule

BAR = {
    "dimensions": [{"field": "region"}],
    "measures": [{"agg": "sum", "field": "units", "as": "sold"}],
    "sort": [{"by": "sold", "dir": "desc"}],
}
POINTS = {"rows": ["units", "price", "region"]}
ARROW = "application/vnd.apache.arrow.stream"


@pytest.fixture
def chart(dataset: Any, alice: Any, workspace: Any) -> Chart:
    spec = {"v": 1, "dataset": dataset.pk, **BAR}
    return Chart.objects.create(
        workspace=workspace, owner=alice, dataset=dataset, name="Sold", kind="bar", spec=spec, visibility=Visibility.WORKSPACE
    )


def draw(api: Any, dataset: Any, spec: Any, **more: Any) -> Any:
    return api.post("/api/v1/charts/render", {"dataset_id": dataset.pk, "spec": spec, **more}, format="json")


def test_it_works(alice_api: Any, dataset: Any) -> None:
    answer = draw(alice_api, dataset, BAR, kind="bar", options={"labels": True}).json()
    assert answer["rows"] == [["US", 8], ["EU", 6], ["APAC", 4]]
    assert answer["figure"]["data"][0]["x"] == ["US", "EU", "APAC"]
    assert answer["renderer"] == "plotly"
    assert answer["total"] == answer["row_count"] == 3
    assert answer["summary"].startswith("sold by region: US is highest at 8")
    assert answer["question"] == "Sold by region; sorted by sold, highest first."
    assert answer["suggested"] == {"kind": "bar", "because": "a measure is grouped by categories", "label": "Bar"}


def test_without_a_kind_the_best_one_is_chosen(alice_api: Any, dataset: Any) -> None:
    assert draw(alice_api, dataset, {"measures": [{"agg": "count"}]}).json()["kind"] == "number"
    assert draw(alice_api, dataset, {"rows": ["*"]}).json()["kind"] == "table"
    over_time = {"measures": [{"agg": "count"}], "dimensions": [{"field": "day", "grain": "month"}]}
    assert draw(alice_api, dataset, over_time).json()["kind"] == "line"


def test_filters_narrow_what_is_drawn(alice_api: Any, dataset: Any) -> None:
    own = {**BAR, "filters": [{"field": "product", "op": "eq", "value": "Lamp"}]}
    narrowed = draw(alice_api, dataset, own, kind="bar", filters=[{"field": "region", "op": "in", "values": ["EU", "US"]}]).json()
    assert narrowed["rows"] == [["US", 5], ["EU", 3]]
    nested = {
        **BAR,
        "filters": {"or": [{"field": "product", "op": "eq", "value": "Lamp"}, {"field": "product", "op": "eq", "value": "Desk"}]},
    }
    assert draw(alice_api, dataset, nested, kind="bar", filters=[{"field": "region", "op": "eq", "value": "US"}]).json()["rows"] == [
        ["US", 7]
    ]


def test_a_limit_says_how_many_there_are(alice_api: Any, dataset: Any) -> None:
    answer = draw(alice_api, dataset, {**BAR, "limit": 2}, kind="bar").json()
    assert (answer["row_count"], answer["total"]) == (2, 3)


def test_points_say_where_they_lie_and_stream_as_arrow(alice_api: Any, dataset: Any) -> None:
    answer = draw(alice_api, dataset, POINTS, kind="points").json()
    assert answer["arrow"] is True
    assert answer["row_count"] == answer["total"] == 7  # one row has no units
    assert answer["extent"] == [1.0, 18.5, 5.0, 249.5]
    body = {"dataset_id": dataset.pk, "spec": POINTS, "kind": "points"}
    stream = alice_api.post("/api/v1/charts/render", body, format="json", HTTP_ACCEPT=ARROW)
    assert stream["Content-Type"] == ARROW
    table = pa.ipc.open_stream(b"".join(stream.streaming_content)).read_all()
    assert table.schema.names == ["units", "price", "region"]
    assert table.schema.field("price").type == pa.float32()
    assert table.schema.field("region").type == pa.dictionary(pa.int32(), pa.string())
    assert table.num_rows == 7
    assert table.column("units").to_pylist() != sorted(table.column("units").to_pylist())


def test_very_many_points_come_as_they_lie(alice_api: Any, dataset: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.charts.services.render.SHUFFLED", 3)
    body = {"dataset_id": dataset.pk, "spec": POINTS, "kind": "points"}
    stream = alice_api.post("/api/v1/charts/render", body, format="json", HTTP_ACCEPT=ARROW)
    table = pa.ipc.open_stream(b"".join(stream.streaming_content)).read_all()
    assert table.column("units").to_pylist() == [3, 1, 2, 5, 1, 4, 2]


def test_points_in_time_say_their_reach_in_milliseconds(alice_api: Any, dataset: Any) -> None:
    answer = draw(alice_api, dataset, {"rows": ["day", "price"], "limit": 3}, kind="points").json()
    assert answer["extent"][0] == 1767225600000.0
    assert answer["total"] == 3


@pytest.mark.parametrize(
    ("more", "status", "code", "field"),
    [
        ({"spec": {"measures": [{"agg": "sum", "field": "unitz"}]}, "kind": "number"}, 400, "spec_invalid", "measures.0.field"),
        ({"spec": {"measures": [{"agg": "count"}]}, "kind": "bar"}, 400, "chart_invalid", "kind"),
        ({"spec": BAR, "kind": "knot"}, 400, "invalid_input", "kind"),
        ({"spec": BAR, "kind": "bar", "options": {"mode": "pile"}}, 400, "invalid_input", "options.mode"),
        ({"spec": BAR, "kind": "bar", "options": [1]}, 400, "invalid_input", "options"),
        ({"spec": BAR, "kind": "bar", "filters": {"a": 1}}, 400, "invalid_input", "filters"),
        ({"spec": "all of it"}, 400, "invalid_input", "spec"),
        ({"spec": {**BAR, "dataset": "another"}}, 400, "chart_invalid", "spec.dataset"),
    ],
)
def test_a_mistake_says_where(alice_api: Any, dataset: Any, more: Any, status: int, code: str, field: str) -> None:
    answer = draw(alice_api, dataset, **more)
    assert answer.status_code == status
    error = answer.json()["error"]
    assert (error["code"], error["details"]["field"]) == (code, field)


def test_an_unknown_key_or_no_object_is_refused(alice_api: Any, dataset: Any) -> None:
    assert draw(alice_api, dataset, BAR, colour="red").json()["error"]["details"]["fields"] == ["colour"]
    assert alice_api.post("/api/v1/charts/render", [1], format="json").status_code == 400


def test_row_rules_hold_in_charts(bob_api: Any, dataset: Any, chart: Chart) -> None:
    RowRule.objects.create(
        dataset=dataset, role=Role.VIEWER, filter={"field": "region", "op": "eq", "value": "EU"}, masked={"product": "null"}
    )
    assert bob_api.post(f"/api/v1/charts/{chart.pk}/data", {}, format="json").json()["rows"] == [["EU", 6]]
    assert draw(bob_api, dataset, {"rows": ["product"]}).json()["rows"] == [[None]] * 4


def test_drawing_is_for_those_who_see_the_dataset(bob_api: Any, charlie_api: Any, nobody_api: Any, dataset: Any) -> None:
    assert draw(bob_api, dataset, BAR).status_code == 200
    assert draw(charlie_api, dataset, BAR).status_code == 404
    assert draw(nobody_api, dataset, BAR).status_code == 401


def test_a_chart_is_saved_read_changed_and_deleted(alice_api: Any, dataset: Any) -> None:
    body = {
        "dataset_id": dataset.pk,
        "name": " Sold ",
        "kind": "bar",
        "spec": BAR,
        "options": {"mode": "stacked"},
        "visibility": "workspace",
    }
    made = alice_api.post("/api/v1/charts/", body, format="json")
    assert made.status_code == 201
    chart = made.json()
    assert (chart["name"], chart["version"], chart["may"]) == ("Sold", 1, {"edit": True, "manage": True})
    assert chart["options"] == get("bar").defaults() | {"mode": "stacked"}
    assert chart["spec"]["dataset"] == dataset.pk
    path = f"/api/v1/charts/{chart['id']}"
    changed = alice_api.patch(path, {"name": "Units", "kind": "table"}, format="json", HTTP_IF_MATCH=made["ETag"])
    assert (changed.json()["name"], changed.json()["kind"], changed.json()["options"]) == ("Units", "table", {"totals": False})
    assert alice_api.get(path)["ETag"] == changed["ETag"] != made["ETag"]
    assert [c["id"] for c in alice_api.get("/api/v1/charts/?q=unit").json()["items"]] == [chart["id"]]
    assert alice_api.get("/api/v1/charts/?q=other").json()["items"] == []
    assert alice_api.delete(path, HTTP_IF_MATCH=changed["ETag"]).status_code == 204
    assert alice_api.get(path).status_code == 404
    assert [e.action for e in AuditEntry.objects.filter(object_id=chart["id"]).order_by("at")] == [
        "chart.create",
        "chart.update",
        "chart.delete",
    ]


def test_a_write_names_the_version_it_changes(alice_api: Any, chart: Chart) -> None:
    path = f"/api/v1/charts/{chart.pk}"
    assert alice_api.patch(path, {"name": "x"}, format="json").status_code == 428
    assert alice_api.patch(path, {"name": "x"}, format="json", HTTP_IF_MATCH='"old.7"').status_code == 412
    assert alice_api.delete(path, HTTP_IF_MATCH='"old.7"').status_code == 412
    assert Chart.objects.get().name == "Sold"


@pytest.mark.parametrize("fields", [{"name": " "}, {"visibility": "world"}, {"kind": "number"}, {"spec": {}}, {"owner": "bob"}])
def test_what_does_not_fit_is_not_saved(alice_api: Any, chart: Chart, fields: Any) -> None:
    answer = alice_api.patch(f"/api/v1/charts/{chart.pk}", fields, format="json", HTTP_IF_MATCH="*")
    assert answer.status_code == 400
    assert Chart.objects.get().version == 1


def test_a_chart_on_a_dashboard_is_not_deleted(alice_api: Any, alice: Any, workspace: Any, chart: Chart) -> None:
    board = Dashboard.objects.create(workspace=workspace, owner=alice, name="Board")
    Tile.objects.create(dashboard=board, chart=chart)
    answer = alice_api.delete(f"/api/v1/charts/{chart.pk}", HTTP_IF_MATCH="*")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "chart_in_use")


def test_who_may_do_what(alice_api: Any, bob_api: Any, charlie_api: Any, nobody_api: Any, bob: Any, workspace: Any, chart: Chart) -> None:
    path = f"/api/v1/charts/{chart.pk}"
    change = {"name": "Mine"}
    statuses = {}
    for name, api in {"bob": bob_api, "charlie": charlie_api, "nobody": nobody_api}.items():
        read, write = api.get(path), api.patch(path, change, format="json", HTTP_IF_MATCH="*")
        drop, data = api.delete(path, HTTP_IF_MATCH="*"), api.post(f"{path}/data", {}, format="json")
        statuses[name] = (read.status_code, write.status_code, drop.status_code, data.status_code)
    assert statuses == {"bob": (200, 403, 403, 200), "charlie": (404,) * 4, "nobody": (401,) * 4}
    assert bob_api.get(path).json()["may"] == {"edit": False, "manage": False}
    new = {"dataset_id": chart.dataset_id, "name": "B", "kind": "bar", "spec": BAR}
    assert bob_api.post("/api/v1/charts/", new, format="json").status_code == 403
    join(bob, workspace, Role.ANALYST)
    assert bob_api.post("/api/v1/charts/", new, format="json").status_code == 201
    assert charlie_api.post("/api/v1/charts/", new, format="json").status_code == 404
    chart.visibility = Visibility.PRIVATE
    chart.save()
    assert bob_api.get(path).status_code == 404


def test_lists_show_what_one_may_see(bob_api: Any, charlie_api: Any, chart: Chart) -> None:
    assert [c["name"] for c in bob_api.get("/api/v1/charts/").json()["items"]] == ["Sold"]
    assert charlie_api.get("/api/v1/charts/").json()["items"] == []
    assert bob_api.get("/api/v1/charts/?limit=many").status_code == 400


def test_the_kinds_and_their_options_are_listed(bob_api: Any) -> None:
    found = {kind["name"]: kind for kind in bob_api.get("/api/v1/charts/kinds").json()["items"]}
    assert set(found) == set(kinds())
    assert {"direction", "mode", "labels"} <= {o["name"] for o in found["bar"]["options"]}
    assert found["bar"]["shelves"][0] == {
        "label": "A category or time", "holds": "dimension", "least": 1, "most": 3, "help": "", "wants": ""
    }  # fmt: skip
