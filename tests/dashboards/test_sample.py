"""The sample: loaded through the real doors, once; shown on the home page; removed with one action."""

from __future__ import annotations

import dataclasses
import functools
from io import StringIO
from typing import Any

import pytest
from dashboards.boards import make_board, make_chart, make_dataset
from django.core.management import CommandError, call_command

from apps.accounts.models import Membership, Role, User, Visibility
from apps.accounts.services.setup import first_administrator
from apps.charts.models import Chart
from apps.core.models import Job
from apps.dashboards import tasks
from apps.dashboards.models import Dashboard, SampleItem, Tile
from apps.dashboards.services import sample_load
from apps.dashboards.services.content import Content
from apps.dashboards.services.lifecycle import create_dashboard, move_to_trash
from apps.dashboards.services.sample import RETAIL, TRIPS, had_sample, remove_sample, sample_state, start_sample
from apps.dashboards.services.sample_retail import RETAIL_SAMPLE
from apps.dashboards.services.sample_trips import TRIPS_SAMPLE
from apps.datasets.models import Dataset
from apps.datasets.sample import make_retail, make_trips


def small(sample: Any, make: Any, rows: int) -> Any:
    """The sample with fewer rows."""
    return dataclasses.replace(sample, data=(dataclasses.replace(sample.data[0], make=functools.partial(make, rows=rows)),))


@pytest.fixture
def few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "RETAIL_SAMPLE", small(RETAIL_SAMPLE, make_retail, 20_000))
    monkeypatch.setattr(tasks, "TRIPS_SAMPLE", small(TRIPS_SAMPLE, make_trips, 5_000))


def test_it_works(few_rows: None, alice: Any, alice_api: Any, alice_client: Any, bob_api: Any, bob_client: Any, workspace: Any) -> None:
    """One load for many looks, because it imports a file."""
    assert "Load the sample" in alice_client.get("/").content.decode()
    alice_client.post("/home/sample/")
    board = sample_state(workspace)[RETAIL]["dashboard"]
    assert board.name == "Retail overview"
    assert board.visibility == Visibility.WORKSPACE
    every_tile_draws(bob_api, board)
    every_filter_offers_something(bob_api, board)
    loading_again_changes_nothing(alice, workspace)
    home = alice_client.get("/").content.decode()
    assert "Generate ten million trips" in home
    assert "Remove the sample" in home
    assert "Remove the sample" not in bob_client.get("/").content.decode()
    what_people_built_stays(alice, alice_client, workspace)


def every_tile_draws(client: Any, board: Dashboard) -> None:
    for tile in Tile.objects.filter(dashboard=board, kind="chart").select_related("chart"):
        answer = client.post(f"/api/v1/dashboards/{board.pk}/tiles/{tile.pk}/data", {}, format="json")
        assert answer.status_code == 200, (tile.chart.name, answer.content)
        assert answer.json()["rows"], tile.chart.name
        assert answer.json()["summary"], tile.chart.name


def every_filter_offers_something(client: Any, board: Dashboard) -> None:
    for declared in board.filters:
        offers = client.get(f"/api/v1/dashboards/{board.pk}/filters/{declared['id']}/values").json()
        assert offers.get("items") or offers.get("max"), declared["id"]


def loading_again_changes_nothing(user: User, workspace: Any) -> None:
    before = (Dashboard.objects.count(), Chart.objects.count(), Dataset.objects.count(), Job.objects.count())
    assert start_sample(user=user, workspace=workspace, name=RETAIL) is None
    assert (Dashboard.objects.count(), Chart.objects.count(), Dataset.objects.count(), Job.objects.count()) == before


def what_people_built_stays(user: User, client: Any, workspace: Any) -> None:
    chart = Chart.objects.get(name="Share returned by category")
    content = Content.parse({"name": "Mine", "tiles": [{"kind": "chart", "chart": chart.pk}]})
    mine = create_dashboard(user=user, workspace=workspace, content=content)
    client.post("/home/sample/remove/")
    assert [d.pk for d in Dashboard.objects.all()] == [mine.pk]
    assert [c.pk for c in Chart.objects.all()] == [chart.pk]
    assert Dataset.objects.count() == 1  # the chart that stays needs it
    assert sample_state(workspace)["any"] is False
    assert had_sample(workspace, RETAIL)


def test_ten_million_trips_come_on_demand(few_rows: None, alice: Any, alice_client: Any, bob_api: Any, workspace: Any) -> None:
    alice_client.post("/home/sample/trips/")
    board = sample_state(workspace)[TRIPS]["dashboard"]
    assert board.name == "Ten million trips"
    every_tile_draws(bob_api, board)
    every_filter_offers_something(bob_api, board)
    assert remove_sample(user=alice, workspace=workspace) == {"dashboards": 1, "charts": 7, "datasets": 1}
    assert not Dataset.objects.exists()


@pytest.mark.parametrize("rest", ["", "trips/", "remove/"])
def test_a_viewer_can_neither_load_nor_remove_it(bob_client: Any, rest: str) -> None:
    assert bob_client.post(f"/home/sample/{rest}").status_code == 403
    assert not Job.objects.exists()


def test_an_analyst_cannot_remove_it(bob: Any, bob_client: Any, workspace: Any) -> None:
    Membership.objects.filter(user=bob).update(role=Role.ANALYST)
    assert bob_client.post("/home/sample/remove/").status_code == 403


def test_the_command_loads_it_once_and_not_again_after_it_was_removed(few_rows: None, db: None) -> None:
    with pytest.raises(CommandError, match="no such person"):
        call_command("load_sample")
    owner = first_administrator("root@example.com")
    out = StringIO()
    call_command("load_sample", now=True, stdout=out)
    board = Dashboard.objects.get()
    assert board.path in out.getvalue()
    call_command("load_sample", stdout=out)
    assert "loaded before" in out.getvalue()
    remove_sample(user=owner, workspace=board.workspace)
    call_command("load_sample", verbosity=0)
    assert not Dashboard.objects.exists()


def test_a_load_that_died_halfway_goes_on_where_it_ended(
    few_rows: None, alice: Any, workspace: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(**fields: Any) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(sample_load, "create_chart", dies)
        job = start_sample(user=alice, workspace=workspace, name=TRIPS)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "killed" not in str(job.error)
    start_sample(user=alice, workspace=workspace, name=TRIPS)
    assert Dataset.objects.count() == 1
    assert Dashboard.objects.get().tiles.count() == 8


def test_a_dashboard_of_the_sample_that_was_moved_to_the_trash_comes_back(few_rows: None, alice: Any, workspace: Any) -> None:
    start_sample(user=alice, workspace=workspace, name=TRIPS)
    board = Dashboard.objects.get()
    move_to_trash(user=alice, dashboard_id=board.pk)
    assert sample_state(workspace)[TRIPS]["dashboard"] is None
    start_sample(user=alice, workspace=workspace, name=TRIPS)
    assert sample_state(workspace)[TRIPS]["dashboard"] == board


def test_items_of_another_workspace_are_not_touched(alice: Any, charlie: Any, other_workspace: Any, workspace: Any) -> None:
    foreign = make_board(charlie, make_chart(charlie, make_dataset(charlie, other_workspace)))
    SampleItem.objects.create(workspace=workspace, key="retail.dashboard", kind="dashboards.dashboard", object_id=foreign.pk)
    remove_sample(user=alice, workspace=workspace)
    assert Dashboard.objects.filter(pk=foreign.pk).exists()
