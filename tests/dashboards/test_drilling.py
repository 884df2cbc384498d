"""Drilling down on a tile: the rows of a mark by another column, and for each viewer no more than they may know."""

from __future__ import annotations

import csv
from typing import Any

import pytest
from dashboards.boards import BY_REGION, api, make_board, make_chart

from apps.accounts.models import Visibility
from apps.charts.models import Chart
from apps.dashboards.models import Tile
from apps.datasets.models import RowRule

N = [{"agg": "count", "as": "n"}]
BY_MONTH = {"dimensions": [{"field": "day", "grain": "month"}], "measures": N}
BY_PRICE = {"dimensions": [{"field": "price", "bins": 4}], "measures": N}
EU = {"where": {"region": ["EU"]}, "by": "each:product"}


@pytest.fixture
def sales(alice: Any, dataset: Any) -> Any:
    """A board the workspace sees, of charts and a dataset that are alice's alone: bars by region, a histogram, months."""
    dataset.visibility = Visibility.PRIVATE
    dataset.save()
    bars = make_chart(alice, dataset, **BY_REGION)
    Chart.objects.filter(pk=bars.pk).update(kind="bar")
    board = make_board(alice, bars, visibility=Visibility.WORKSPACE)
    for place, (kind, spec) in enumerate((("histogram", BY_PRICE), ("line", BY_MONTH))):
        chart = make_chart(alice, dataset, f"Chart {place}", **spec)
        Chart.objects.filter(pk=chart.pk).update(kind=kind)
        Tile.objects.create(dashboard=board, chart=chart, title=chart.name, y=10 + 10 * place, w=6)
    return board


def ask(client: Any, board: Any, tile: Tile, *steps: Any, **more: Any) -> Any:
    return client.post(api(board, f"/tiles/{tile.pk}/data"), {"drill": {tile.pk: list(steps)}, **more}, format="json")


def refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_it_works(alice_api: Any, bob_api: Any, charlie_api: Any, nobody_api: Any, bob: Any, sales: Any, dataset: Any) -> None:
    """One import for many looks."""
    region, price, month = Tile.objects.filter(dashboard=sales, kind="chart").order_by("y")
    answer = ask(alice_api, sales, region, EU)
    assert answer.status_code == 200, answer.content
    payload = answer.json()
    assert (payload["kind"], sum(row[1] for row in payload["rows"])) == ("bar", 6)
    assert [c["name"] for c in payload["columns"]] == ["product", "units"]
    assert payload["trail"] == [{"columns": payload["trail"][0]["columns"], "by": "Product"}]
    assert payload["trail"][0]["columns"][0]["name"] == "region"
    assert [one["name"] for one in payload["cross"]] == ["product"]
    several_steps_and_other_shapes(alice_api, sales, region, price)
    a_choice_on_a_drilled_tile_narrows_by_its_whole_way(alice_api, sales, region, month)
    files_say_what_the_tile_shows(alice_api, sales, region)
    what_does_not_fit_is_refused(alice_api, sales, region)
    who_sees_only_the_dashboard_groups_by_what_it_shows(bob_api, sales, region, price)
    strangers_find_nothing((charlie_api, nobody_api), sales, region)
    row_rules_bind_the_viewer(bob_api, bob, dataset, sales, region)
    ranges_stay_where_they_are(alice_api, sales, region, price)


def several_steps_and_other_shapes(client: Any, board: Any, region: Tile, price: Tile) -> None:
    deeper = ask(client, board, region, EU, {"where": {"product": "Lamp"}, "by": "month:day"}).json()
    assert (deeper["kind"], len(deeper["trail"])) == ("bar", 2)
    assert ask(client, board, region, {"where": {"region": "EU"}, "by": "day:day"}).json()["columns"][0]["grain"] == "day"
    counted = ask(client, board, price, {"where": {"price_bin": [0]}, "by": "each:region"}).json()
    assert "kind" in counted, counted
    assert (counted["kind"], counted["columns"][0]["name"]) == ("bar", "region")
    ranged = ask(client, board, region, {"where": {"region": "EU"}, "by": "ranges:price"}).json()
    assert ranged["columns"][0]["bins"] == 10


def a_choice_on_a_drilled_tile_narrows_by_its_whole_way(client: Any, board: Any, region: Tile, month: Tile) -> None:
    shown = ask(client, board, region, EU).json()["rows"]
    product = shown[0][0]
    body = {"drill": {region.pk: [EU]}, "cross": {region.pk: {"product": [product]}}}
    counted = client.post(api(board, f"/tiles/{month.pk}/data"), body, format="json").json()
    rows = client.post(api(board, f"/tiles/{month.pk}/rows"), body, format="json").json()
    assert counted["crossed_by"] == [region.pk]
    assert {(row[1], row[2]) for row in rows["rows"]} == {("EU", product)}
    assert sum(row[1] for row in counted["rows"]) == rows["total"]
    own = client.post(api(board, f"/tiles/{region.pk}/rows"), {"drill": {region.pk: [EU]}}, format="json").json()
    assert {row[1] for row in own["rows"]} == {"EU"}


def files_say_what_the_tile_shows(client: Any, board: Any, region: Tile) -> None:
    path = api(board, f"/tiles/{region.pk}/csv?d.{region.pk}.0=each:product&dx.{region.pk}.0.region=EU")
    rows = list(csv.reader(b"".join(client.get(path, HTTP_ACCEPT="text/html").streaming_content).decode().splitlines()))
    assert rows[0] == ["product", "units"]
    assert sum(int(row[1]) for row in rows[1:]) == 6
    picture = client.get(path.replace("/csv?", "/picture?format=svg&"))
    assert b"Lamp" in picture.content


def what_does_not_fit_is_refused(client: Any, board: Any, region: Tile) -> None:
    for steps in (
        [{"where": {}, "by": "each:product"}],
        [{"where": {"price": 3}, "by": "each:product"}],
        [{"where": {"region": "EU"}, "by": "each:nothing"}],
        [{"where": {"region": "EU"}, "by": "month:region"}],
        [{"where": {"region": "EU"}, "by": "product) --"}],
        [{"where": {"region": "EU"}, "by": {"field": "product"}}],
        [{"where": {"region": "EU"}, "by": "each:product", "spec": {}}],
        [{"where": {"region": {}}, "by": "each:product"}],
        [EU] * 9,
        [EU, EU],
    ):
        assert refused(ask(client, board, region, *steps)) == (400, "filter_invalid"), steps
    for drill in ({"nowhere": [EU]}, [EU], {region.pk: "EU"}, {region.pk: []}):
        answer = client.post(api(board, f"/tiles/{region.pk}/data"), {"drill": drill}, format="json")
        assert refused(answer) == (400, "filter_invalid"), drill


def who_sees_only_the_dashboard_groups_by_what_it_shows(client: Any, board: Any, region: Tile, price: Tile) -> None:
    """By months, which a tile shows, and by days, which the filter by day lets them take one by one; never by another column."""
    for key in ("month:day", "day:day"):
        assert ask(client, board, region, {"where": {"region": "EU"}, "by": key}).status_code == 200, key
    assert ask(client, board, price, {"where": {"price_bin": [0]}, "by": "each:region"}).status_code == 200
    for key in ("each:product", "each:units", "ranges:price", "hour:day", "each:returned"):
        assert refused(ask(client, board, region, {"where": {"region": "EU"}, "by": key})) == (400, "filter_invalid"), key


def strangers_find_nothing(clients: Any, board: Any, region: Tile) -> None:
    assert [ask(client, board, region, EU).status_code for client in clients] == [404, 401]


def row_rules_bind_the_viewer(client: Any, person: Any, dataset: Any, board: Any, region: Tile) -> None:
    rule = RowRule.objects.create(dataset=dataset, user=person, filter={"field": "region", "op": "eq", "value": "US"})
    assert ask(client, board, region, {"where": {"region": "EU"}, "by": "month:day"}).json()["rows"] == []
    rule.delete()


def ranges_stay_where_they_are(client: Any, board: Any, region: Tile, price: Tile) -> None:
    """What is chosen elsewhere moves no edge, so that edges tell nothing of single values and a drag can be answered from cubes."""
    whole = ask_plain(client, board, price).json()
    narrowed = ask_plain(client, board, price, cross={region.pk: {"region": "EU"}}).json()
    assert whole["columns"][0]["range"] == narrowed["columns"][0]["range"]
    assert {row[0] for row in narrowed["rows"]} <= {row[0] for row in whole["rows"]}
    filtered = ask_plain(client, board, price, filters={"region": "EU"}).json()
    assert filtered["columns"][0]["range"] != whole["columns"][0]["range"]


def ask_plain(client: Any, board: Any, tile: Tile, **body: Any) -> Any:
    return client.post(api(board, f"/tiles/{tile.pk}/data"), body, format="json")


def test_the_page_says_by_what_one_may_drill(alice_client: Any, bob_client: Any, sales: Any, dataset: Any) -> None:
    def keys(client: Any) -> set[str]:
        return {one["by"] for one in client.get(sales.path).context["data"]["drills"][dataset.pk]}

    assert {"each:product", "ranges:price", "month:day", "each:returned"} <= keys(alice_client)
    assert keys(bob_client) == {"each:region", "year:day", "quarter:day", "month:day", "week:day", "day:day"}
