"""Cross-filters: what is chosen on one tile narrows the others of its dataset, and only what the tile shows can be chosen."""

from __future__ import annotations

import csv
from typing import Any

import pytest
from dashboards.boards import BY_REGION, api, make_board, make_chart, make_dataset

from apps.accounts.models import Visibility
from apps.charts.services import render
from apps.dashboards.errors import FilterInvalid
from apps.dashboards.models import Tile
from apps.dashboards.services.crossing import across, crossed_by
from apps.dashboards.services.depth import Depth
from apps.dashboards.services.viewing import read_viewing
from apps.datasets.models import RowRule
from apps.engine.spec import QuerySpec

N = [{"agg": "count", "as": "n"}]
BY_MONTH = {"dimensions": [{"field": "day", "grain": "month"}], "measures": N}
BY_PRICE = {"dimensions": [{"field": "price", "width": 5}], "measures": N}
BY_PARTS = {"dimensions": [{"field": "units", "bins": 4, "range": [0, 10]}], "measures": N}
BY_PRODUCT = {
    "dimensions": [{"field": "product"}],
    "measures": [{"agg": "sum", "field": "units", "as": "units"}],
    "sort": [{"by": "product"}],
}
LISTED = {"rows": ["price", "units", "returned"]}


def add(board: Any, chart: Any, place: int) -> Tile:
    return Tile.objects.create(dashboard=board, chart=chart, title=chart.name, y=10 * place, w=6)


def tiles_of(board: Any, owner: Any, dataset: Any, *specs: dict[str, Any]) -> list[Tile]:
    return [add(board, make_chart(owner, dataset, f"Chart {place}", **spec), place + 1) for place, spec in enumerate(specs)]


@pytest.fixture
def five(board: Any, alice: Any, shell: Any) -> dict[str, Tile]:
    """Tiles of the shell by region, month, price, parts of units, and one that lists rows."""
    made = tiles_of(board, alice, shell, BY_REGION, BY_MONTH, BY_PRICE, BY_PARTS, LISTED)
    return dict(zip(("region", "month", "price", "parts", "listed"), made, strict=True))


def meaning(board: Any, five: dict[str, Tile], **chosen: Any) -> list[Any]:
    """The conditions that choices, given by the tiles' names, put on the board's first tile."""
    crossed = looking(board, {five[name].pk: what for name, what in chosen.items()}).crossed
    target = Tile.objects.select_related("dashboard", "chart__dataset").filter(dashboard=board, kind="chart").order_by("y").first()
    return [axis.condition()["or"] for axis in across(crossed, target) if axis.chosen]


def looking(board: Any, cross: Any, **more: Any) -> Any:
    return read_viewing(board.owner, board, cross=cross, **more)


@pytest.mark.parametrize(
    ("chosen", "condition"),
    [
        ({"region": {"region": ["EU", "∅"]}}, {"field": "region", "op": "in", "values": ["EU", None]}),
        ({"region": {"region": "EU"}}, {"field": "region", "op": "in", "values": ["EU"]}),
        ({"month": {"day_month": "2026-02-01"}}, {"field": "day", "op": "period", "value": {"from": "2026-02-01", "to": "2026-02-28"}}),
        ({"month": {"day_month": [None]}}, {"field": "day", "op": "is_null"}),
        (
            {"month": {"day_month": {"from": "2026-02-01", "to": "2026-04-01"}}},
            {"field": "day", "op": "period", "value": {"from": "2026-02-01", "to": "2026-04-30"}},
        ),
        ({"month": {"day_month": {"from": "2026-02-01"}}}, {"field": "day", "op": "period", "value": {"from": "2026-02-01"}}),
        ({"price": {"price_bin": {"from": 5, "to": ""}}}, {"field": "price", "op": "gte", "value": 5.0}),
        ({"parts": {"units_bin": {"from": 7.5}}}, {"field": "units", "op": "gte", "value": 7.5}),
        ({"parts": {"units_bin": {"from": 6}}}, {"field": "units", "op": "gte", "value": 5.0}),
        ({"parts": {"units_bin": 8}}, {"field": "units", "op": "gte", "value": 7.5}),
        ({"parts": {"units_bin": {"from": -3, "to": 12}}}, {"field": "units", "op": "not_null"}),
        ({"listed": {"price": {"from": "1.5", "to": 2}}}, {"field": "price", "op": "between", "values": [1.5, 2.0]}),
        ({"listed": {"units": {"to": 4}}}, {"field": "units", "op": "lte", "value": 4}),
        ({"listed": {"returned": False}}, {"field": "returned", "op": "in", "values": [False]}),
    ],
    ids=str,
)
def test_a_choice_becomes_a_condition_of_the_query_object(board: Any, five: Any, chosen: Any, condition: Any) -> None:
    assert meaning(board, five, **chosen) == [[condition]]
    assert QuerySpec.parse({"rows": ["*"], "filters": [condition]}).filters


def test_groups_of_one_width_take_in_their_numbers_only(board: Any, five: Any) -> None:
    [[wide]] = meaning(board, five, price={"price_bin": [5]})
    [[part]] = meaning(board, five, parts={"units_bin": {"from": 5, "to": 5}})
    for (low, high), end in ((wide["values"], 10), (part["values"], 7.5)):
        assert (low, high < end, high > end - 0.001) == (5.0, True, True)


def test_what_was_chosen_can_be_left_out(board: Any, five: Any) -> None:
    target = five["region"]
    for column, values in (("day_month", ["2026-02-01"]), ("day_month", {"from": "2026-02-01", "to": "2026-04-01"})):
        [axis] = [a for a in across(looking(board, {five["month"].pk: {column: {"not": values}}}).crossed, target) if a.chosen]
        [kept] = [a for a in across(looking(board, {five["month"].pk: {column: values}}).crossed, target) if a.chosen]
        assert axis.condition() == {"not": kept.condition()}


@pytest.mark.parametrize(
    "chosen",
    [
        {"region": {"product": "Lamp"}},
        {"region": {"units": 3}},
        {"region": {"region; drop table": "EU"}},
        {"region": "EU"},
        {"region": {"region": {"op": "ne"}}},
        {"region": {"region": [["EU"]]}},
        {"region": {"region": []}},
        {"region": {"region": ["x"] * 201}},
        {"region": {"region": {"from": "A", "to": "B"}}},
        {"month": {"day_month": "2026-02-15"}},
        {"month": {"day_month": "soon"}},
        {"month": {"day_month": "9999-12-01"}},
        {"month": {"day_month": {"from": "2026-04-01", "to": "2026-02-01"}}},
        {"month": {"day": "2026-02-01"}},
        {"price": {"price_bin": "nan"}},
        {"parts": {"units_bin": "many"}},
        {"region": {"region": {"not": {"from": "A"}}}},
        {"region": {"region": {"not": "EU", "from": 1}}},
        {"listed": {"units": "1.5"}},
        {"listed": {"returned": "maybe"}},
        {"listed": {"region": "EU"}},
    ],
    ids=lambda c: str(c)[:50],
)
def test_what_the_tile_does_not_show_or_does_not_fit_is_refused(board: Any, five: Any, chosen: Any) -> None:
    with pytest.raises(FilterInvalid):
        meaning(board, five, **chosen)


@pytest.mark.parametrize("raw", ["region", ["region"], 3, {"nowhere": {"region": "EU"}}, {"x" * 300: {}}])
def test_cross_filters_are_an_object_of_tiles_of_this_dashboard(board: Any, raw: Any) -> None:
    with pytest.raises(FilterInvalid):
        looking(board, raw)


def test_several_tiles_combine_and_the_own_tile_keeps_its_marks(board: Any, five: Any) -> None:
    raw = {five["month"].pk: {"day_month": "2026-02-01"}, five["region"].pk: {"region": "EU"}}
    crossed = looking(board, raw).crossed
    assert crossed_by(crossed, five["price"]) == [five["region"].pk, five["month"].pk]  # as they lie on the board
    assert crossed_by(crossed, five["region"]) == [five["month"].pk]
    assert len([axis for axis in across(crossed, five["region"]) if axis.chosen]) == 1


def test_tiles_of_another_dataset_stay_as_they_are(board: Any, five: Any, alice: Any, workspace: Any) -> None:
    other = add(board, make_chart(alice, make_dataset(alice, workspace, "Other"), "Other", **BY_REGION), 9)
    assert crossed_by(looking(board, {five["region"].pk: {"region": "EU"}}).crossed, other) == []


def test_charts_that_no_longer_fit_offer_nothing(board: Any, five: Any, shell: Any) -> None:
    shell.current_version.columns = []
    shell.current_version.save()
    tile = Tile.objects.select_related("chart__dataset__current_version").get(pk=five["region"].pk)
    assert Depth.of(tile.chart).shown() == ()
    assert looking(board, {}).crossed_with(five["region"].pk).crossed == ()
    with pytest.raises(FilterInvalid):
        looking(board, {five["region"].pk: {"region": "EU"}})


@pytest.fixture
def sales(alice: Any, dataset: Any) -> Any:
    """A board the workspace sees, of charts and a dataset that are alice's alone: by region, by product, by month."""
    dataset.visibility = Visibility.PRIVATE
    dataset.save()
    board = make_board(alice, make_chart(alice, dataset, **BY_REGION), visibility=Visibility.WORKSPACE)
    tiles_of(board, alice, dataset, BY_PRODUCT, BY_MONTH)
    return board


def ask(client: Any, board: Any, tile: Tile, cross: Any, **more: Any) -> Any:
    return client.post(api(board, f"/tiles/{tile.pk}/data"), {"cross": cross, **more}, format="json")


def test_it_works(alice_api: Any, bob_api: Any, charlie_api: Any, bob: Any, sales: Any, dataset: Any, monkeypatch: Any) -> None:
    """One import for many looks."""
    region, product, month = Tile.objects.filter(dashboard=sales, kind="chart").order_by("y")
    chosen = {region.pk: {"region": ["EU"]}}
    everything = ask(alice_api, sales, product, {}).json()
    narrowed = ask(alice_api, sales, product, chosen).json()
    assert sum(row[1] for row in narrowed["rows"]) == 6 < sum(row[1] for row in everything["rows"])
    assert (narrowed["crossed_by"], everything["crossed_by"]) == ([region.pk], [])
    assert len(ask(alice_api, sales, region, chosen).json()["rows"]) == 3  # its own marks all stay
    rights_and_forged_columns(bob_api, charlie_api, sales, region, product, month)
    streams_and_files_are_narrowed_too(alice_api, sales, region, product)
    row_rules_bind_the_viewer(bob_api, bob, dataset, sales, region, product)
    cubes_answer_as_the_rows_do(alice_api, bob_api, sales, region, product, month, monkeypatch)


def rights_and_forged_columns(bob: Any, charlie: Any, board: Any, region: Tile, product: Tile, month: Tile) -> None:
    chosen = {region.pk: {"region": ["EU"]}}
    assert ask(bob, board, product, chosen).status_code == 200
    assert ask(charlie, board, product, chosen).status_code == 404
    assert ask(charlie, board, product, {}, prepare=region.pk).status_code == 404
    other = make_board(board.owner, region.chart, "Hidden")
    hidden = Tile.objects.get(dashboard=other, kind="chart")
    for forged in ({region.pk: {"units": 3}}, {month.pk: {"price": {"from": 1}}}, {hidden.pk: {"region": "EU"}}, {region.pk: {"UNITS": 1}}):
        refused = ask(bob, board, product, forged)
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "filter_invalid"), forged
    assert ask(bob, board, product, {}, prepare=hidden.pk).status_code == 400


def streams_and_files_are_narrowed_too(client: Any, board: Any, region: Tile, product: Tile) -> None:
    path = api(board, f"/tiles/{product.pk}/csv?x.{region.pk}.region=EU&xr.nothing=1")
    rows = list(csv.reader(b"".join(client.get(path, HTTP_ACCEPT="text/html").streaming_content).decode().splitlines()))
    assert sum(int(row[1]) for row in rows[1:]) == 6
    assert client.get(api(board, f"/tiles/{product.pk}/csv?x.{region.pk}.price=1")).status_code == 400


def row_rules_bind_the_viewer(bob: Any, person: Any, dataset: Any, board: Any, region: Tile, product: Tile) -> None:
    rule = RowRule.objects.create(dataset=dataset, user=person, filter={"field": "region", "op": "eq", "value": "EU"})
    assert ask(bob, board, product, {region.pk: {"region": ["US"]}}).json()["rows"] == []
    rule.delete()


def cubes_answer_as_the_rows_do(alice: Any, bob: Any, board: Any, region: Tile, product: Tile, month: Tile, monkeypatch: Any) -> None:
    monkeypatch.setattr(render, "CUBED", 0)
    prepared = ask(bob, board, product, {}, prepare=region.pk)
    assert prepared.json() == {"prepared": True}, prepared.content
    choices = [{region.pk: {"region": ["US"]}}, {region.pk: {"region": ["US", "APAC"]}}, {month.pk: {"day_month": {"from": "2026-01-01"}}}]
    for chosen in choices:
        assert ask(alice, board, product, {}, prepare=next(iter(chosen))).json()["prepared"]
        cubed = ask(alice, board, product, chosen).json()["rows"]
        monkeypatch.setattr(render, "CUBED", 1 << 60)
        assert ask(alice, board, product, chosen).json()["rows"] == cubed
        monkeypatch.setattr(render, "CUBED", 0)
    assert ask(alice, board, product, {}, prepare=product.pk).json() == {"prepared": False}  # a tile does not narrow itself


@pytest.mark.parametrize(
    ("chosen", "low", "end"), [([7], 5, 10), ({"from": 7, "to": 8}, 5, 10), ({"from": 5, "to": 12.5}, 5, 15), ([-0.1], -5, 0)], ids=str
)
def test_of_groups_of_one_width_only_whole_ones_can_be_chosen(board: Any, five: Any, chosen: Any, low: float, end: float) -> None:
    """Else people would read single prices out of a tile that shows groups of five."""
    [[found]] = meaning(board, five, price={"price_bin": chosen})
    assert (found["values"][0], found["values"][1] < end, found["values"][1] > end - 0.001) == (low, True, True)
