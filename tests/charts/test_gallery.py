"""The gallery, its static pictures, and charts without scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from apps.accounts.models import Visibility
from apps.charts.examples import EXAMPLES
from apps.charts.kinds import kinds
from apps.charts.models import Chart
from apps.charts.services.gallery import cards
from apps.dashboards.models import Dashboard, Tile
from apps.datasets.sample import make_retail
from apps.datasets.services.upload import create_from_file

BAR = {"v": 1, "dimensions": [{"field": "region"}], "measures": [{"agg": "sum", "field": "units", "as": "sold"}]}


@pytest.fixture
def orders(alice: Any, workspace: Any, tmp_path: Path) -> Any:
    """A small sample of orders as a ready dataset that the workspace sees."""
    from apps.core.jobs.execute import run_job

    path = make_retail(tmp_path / "orders.parquet", rows=2000)
    dataset, job = create_from_file(user=alice, workspace=workspace, path=path, filename="orders.parquet", name="Orders", move=False)
    run_job(job.pk)
    dataset.refresh_from_db()
    dataset.visibility = Visibility.WORKSPACE
    dataset.save()
    return dataset


@pytest.fixture
def chart(dataset: Any) -> Chart:
    return Chart.objects.create(
        workspace=dataset.workspace,
        owner=dataset.owner,
        dataset=dataset,
        name="Sold <b>",
        kind="bar",
        spec=BAR,
        visibility=Visibility.WORKSPACE,
    )


def test_it_works(alice_client: Any, orders: Any) -> None:
    text = alice_client.get("/charts/gallery/").content.decode()
    for kind in kinds().values():
        assert f'data-example="{kind.name}"' in text
        assert f"/charts/new?dataset={orders.pk}&amp;kind={kind.name}" in text


def test_every_group_has_its_kinds_once() -> None:
    shown = [card.kind.name for group in cards().values() for card in group]
    assert sorted(shown) == sorted(EXAMPLES)


def test_without_the_sample_it_says_what_to_do(charlie_client: Any, nobody_client: Any, alice_client: Any, dataset: Any) -> None:
    assert "The gallery needs the sample" in charlie_client.get("/charts/gallery/").content.decode()
    assert "The gallery needs the sample" in alice_client.get("/charts/gallery/").content.decode()
    assert alice_client.get("/charts/gallery/picture", {"kind": "bar"}).status_code == 404
    assert nobody_client.get("/charts/gallery/").status_code == 302


def test_static_pictures_are_for_those_who_see_the_sample(bob_client: Any, charlie_client: Any, orders: Any) -> None:
    answer = bob_client.get("/charts/gallery/picture", {"kind": "treemap", "width": "320", "height": "200"})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert bob_client.get("/charts/gallery/picture", {"kind": "hologram"}).status_code == 404
    assert charlie_client.get("/charts/gallery/picture", {"kind": "bar"}).status_code == 404


def test_a_kind_is_used_with_its_question(alice_client: Any, orders: Any) -> None:
    text = alice_client.get("/charts/new", {"dataset": orders.pk, "kind": "sankey"}).content.decode()
    assert '"start": {"kind": "sankey"' in text


def test_a_dataset_that_cannot_answer_begins_empty(alice_client: Any, dataset: Any) -> None:
    assert '"start": null' in alice_client.get("/charts/new", {"dataset": dataset.pk, "kind": "sankey"}).content.decode()


def test_a_chart_without_scripts_is_a_picture_and_a_table(bob_client: Any, charlie_client: Any, chart: Chart) -> None:
    page = bob_client.get(f"/charts/{chart.pk}/").content.decode()
    assert f'<noscript><div class="card-body stack"><img class="static-picture" src="/api/v1/charts/{chart.pk}/picture' in page
    text = bob_client.get(f"/charts/{chart.pk}/plain/").content.decode()
    assert 'alt="Sold by region' in text or 'alt="sold by region' in text.lower()
    assert "<td>EU</td>" in text
    assert "Sold &lt;b&gt;" in text
    assert charlie_client.get(f"/charts/{chart.pk}/plain/").status_code == 404


def test_a_tile_without_scripts_keeps_the_filters(bob_client: Any, charlie_client: Any, chart: Chart) -> None:
    board = Dashboard.objects.create(workspace=chart.workspace, owner=chart.owner, name="Board", visibility=Visibility.WORKSPACE, filters=[
        {"id": "region", "label": "Region", "dataset": chart.dataset_id, "column": "region", "type": "values", "default": [], "tiles": None}
    ])  # fmt: skip
    tile = Tile.objects.create(dashboard=board, chart=chart, kind="chart")
    page = bob_client.get(board.path, {"f.region": "EU"}).content.decode()
    assert f"/tiles/{tile.pk}/picture?title=0&amp;width=720&amp;height=360&amp;f.region=EU" in page
    text = bob_client.get(f"/dashboards/{board.pk}/tiles/{tile.pk}/plain/", {"f.region": "EU"}).content.decode()
    assert "<td>EU</td>" in text
    assert "<td>US</td>" not in text
    assert charlie_client.get(f"/dashboards/{board.pk}/tiles/{tile.pk}/plain/").status_code == 404


def test_without_scripts_one_group_at_a_time_has_pictures(alice_client: Any, orders: Any) -> None:
    def drawn(address: str) -> set[str]:
        text = alice_client.get(address).content.decode()
        return {card.kind.name for group in cards().values() for card in group if f"picture?kind={card.kind.name}&amp;" in text}

    flows = {card.kind.name for card in cards()["Flow"]}
    assert drawn("/charts/gallery/?group=Flow") == flows
    assert drawn("/charts/gallery/") == drawn("/charts/gallery/?group=nothing") == {card.kind.name for card in next(iter(cards().values()))}


def test_a_plain_page_leads_to_all_rows(alice_client: Any, chart: Chart) -> None:
    text = alice_client.get(f"/charts/{chart.pk}/plain/").content.decode()
    for name in ("csv", "xlsx"):
        assert f"/api/v1/charts/{chart.pk}/{name}" in text
        assert alice_client.get(f"/api/v1/charts/{chart.pk}/{name}").status_code == 200
