"""What tiles show: rights through the dashboard, filters, row rules, and that one failing tile harms no other."""

from __future__ import annotations

import csv
from typing import Any

import pyarrow as pa
import pytest
from dashboards.boards import BY_REGION, api, make_board, make_chart, tag

from apps.accounts.models import Visibility
from apps.core.models import AuditEntry
from apps.dashboards.models import Tile
from apps.datasets.models import RowRule
from apps.queries.models import QueryRun

SORTED = BY_REGION | {"sort": [{"by": "units", "dir": "desc"}]}


@pytest.fixture
def sales(alice: Any, dataset: Any) -> Any:
    """A board the workspace sees, of a chart and a dataset that are alice's alone."""
    dataset.visibility = Visibility.PRIVATE
    dataset.save()
    return make_board(alice, make_chart(alice, dataset, **SORTED), visibility=Visibility.WORKSPACE)


def tile_of(board: Any, kind: str = "chart") -> Tile:
    return Tile.objects.filter(dashboard=board, kind=kind).first()


def ask(client: Any, board: Any, kind: str = "chart", **filters: Any) -> Any:
    return client.post(api(board, f"/tiles/{tile_of(board, kind).pk}/data"), {"filters": filters}, format="json")


def test_it_works(alice_api: Any, bob_api: Any, charlie_api: Any, nobody_api: Any, bob: Any, sales: Any, dataset: Any) -> None:
    """One import for many looks."""
    answer = ask(alice_api, sales)
    assert answer.status_code == 200, answer.content
    payload = answer.json()
    assert payload["rows"] == [["EU", 6], ["US", 8], ["APAC", 4]] or payload["rows"] == [["US", 8], ["EU", 6], ["APAC", 4]]
    assert (payload["title"], payload["tile"], payload["filtered_by"]) == ("Units by region", tile_of(sales).pk, [])
    assert payload["as_of"]
    assert "sql" not in payload
    filters_narrow_the_tile(alice_api, sales)
    seeing_the_dashboard_is_enough(bob_api, charlie_api, nobody_api, sales, dataset)
    all_rows_come_as_arrow_and_as_csv(alice_api, charlie_api, sales)
    row_rules_bind_the_viewer(alice_api, bob_api, bob, sales, dataset)
    a_chart_that_no_longer_fits_its_data_fails_alone(alice_api, sales)
    assert QueryRun.objects.filter(origin="tile").exists()


def filters_narrow_the_tile(client: Any, board: Any) -> None:
    narrowed = ask(client, board, region="EU", day="2026-01-01..2026-01-02").json()
    assert narrowed["rows"] == [["EU", 5]]
    assert narrowed["filtered_by"] == ["region", "day"]
    assert ask(client, board, region=[]).json()["filtered_by"] == []
    assert ask(client, board, region="Atlantis").json()["rows"] == []
    for bad in ({"colour": "red"}, {"day": "someday"}, {"region": {"op": "ne"}}):
        refused = ask(client, board, **bad)
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "filter_invalid")
    path = api(board, f"/tiles/{tile_of(board).pk}/data")
    assert client.post(path, {"spec": {"rows": ["*"]}}, format="json").status_code == 400
    assert client.get(path).status_code == 405


def seeing_the_dashboard_is_enough(bob: Any, charlie: Any, nobody: Any, board: Any, dataset: Any) -> None:
    assert len(ask(bob, board).json()["rows"]) == 3
    assert bob.get(f"/api/v1/datasets/{dataset.pk}").status_code == 404
    assert ask(charlie, board).status_code == 404
    assert ask(nobody, board).status_code == 401
    other = make_board(board.owner, tile_of(board).chart, "Hidden")
    foreign = api(board, f"/tiles/{tile_of(other).pk}/data")
    assert bob.post(foreign, {}, format="json").status_code == 404  # a tile of a board that bob does not see


def all_rows_come_as_arrow_and_as_csv(client: Any, charlie: Any, board: Any) -> None:
    path = api(board, f"/tiles/{tile_of(board).pk}")
    streamed = client.post(f"{path}/data", {"filters": {"region": "EU"}}, format="json", HTTP_ACCEPT="application/vnd.apache.arrow.stream")
    table = pa.ipc.open_stream(b"".join(streamed.streaming_content)).read_all()
    assert table.to_pydict() == {"region": ["EU"], "units": [6]}
    file = client.get(f"{path}/csv?f.region=EU&f.region=US", HTTP_ACCEPT="text/html")
    assert file.headers["Content-Disposition"] == 'attachment; filename="units-by-region.csv"'
    rows = list(csv.reader(b"".join(file.streaming_content).decode().splitlines()))
    assert rows == [["region", "units"], ["US", "8"], ["EU", "6"]]
    assert client.get(f"{path}/csv?f.colour=red").status_code == 400
    assert AuditEntry.objects.get(action="tile.export").after["format"] == "csv"
    assert charlie.get(f"{path}/csv").status_code == 404


def row_rules_bind_the_viewer(alice: Any, bob: Any, person: Any, board: Any, dataset: Any) -> None:
    RowRule.objects.create(dataset=dataset, user=person, filter={"field": "region", "op": "eq", "value": "EU"})
    assert ask(bob, board).json()["rows"] == [["EU", 6]]
    assert ask(bob, board, region="US").json()["rows"] == []
    assert len(ask(alice, board).json()["rows"]) == 3


def test_a_text_tile_has_no_data(alice_api: Any, board: Any) -> None:
    refused = ask(alice_api, board, "text")
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "no_data")


def test_a_tile_that_is_gone_says_so(alice_api: Any, board: Any) -> None:
    tile = tile_of(board)
    alice_api.delete(api(board, f"/tiles/{tile.pk}"), **tag(board))
    assert alice_api.post(api(board, f"/tiles/{tile.pk}/data"), {}, format="json").status_code == 404


def test_a_dashboard_in_the_trash_shows_no_data(alice_api: Any, board: Any) -> None:
    alice_api.delete(api(board), **tag(board))
    assert ask(alice_api, board).status_code == 410


def test_a_failing_tile_answers_in_the_one_error_form_and_the_page_stays(alice_api: Any, alice_client: Any, board: Any, shell: Any) -> None:
    shell.current_version = None
    shell.save()
    failed = ask(alice_api, board)
    assert 400 <= failed.status_code < 500
    assert set(failed.json()["error"]) == {"code", "message", "details", "request_id", "timestamp"}
    assert alice_client.get(board.path).status_code == 200
    assert alice_client.get(f"{board.path}?edit=1").status_code == 200


def a_chart_that_no_longer_fits_its_data_fails_alone(client: Any, board: Any) -> None:
    chart = tile_of(board).chart
    chart.spec = {"rows": ["colour"]}
    chart.save()
    failed = ask(client, board)
    assert failed.status_code == 400
    assert "colour" in failed.json()["error"]["message"]
