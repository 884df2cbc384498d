"""The home page: favourites, pins, activity, what failed, and the offer of the tour."""

from __future__ import annotations

from typing import Any

import pytest
from dashboards.boards import make_board

from apps.accounts.models import Favourite, Visibility
from apps.core.models import AuditEntry
from apps.datasets.models import Dataset

pytestmark = pytest.mark.django_db


def star(client: Any, obj: Any, on: str = "1", kind: str = "dashboard") -> Any:
    return client.post(f"/favourites/{kind}/{obj.pk}/", {"on": on})


def lines(page: Any, section: str) -> list[str]:
    return [item.object.name for item in page.context[section]]


def test_it_works(alice_client: Any, board: Any, dataset: Any) -> None:
    pressed = star(alice_client, board)
    assert 'aria-pressed="true"' in pressed.content.decode()
    star(alice_client, dataset, kind="dataset")
    star(alice_client, board)  # twice is no error
    home = alice_client.get("/")
    assert lines(home, "starred") == [board.name, dataset.name]
    assert "Favourites" in home.content.decode()
    assert 'aria-pressed="false"' in star(alice_client, board, on="0").content.decode()
    assert lines(alice_client.get("/"), "starred") == [dataset.name]


def test_a_star_is_ones_own_and_needs_the_right_to_see(alice_client: Any, bob_client: Any, charlie_client: Any, board: Any) -> None:
    star(alice_client, board)
    assert star(charlie_client, board).status_code == 404
    assert star(alice_client, board, kind="user").status_code == 404
    assert lines(bob_client.get("/"), "starred") == []
    assert Favourite.objects.count() == 1


def test_what_can_no_longer_be_seen_is_no_favourite(bob_client: Any, alice: Any, chart: Any) -> None:
    shared = make_board(alice, chart, "Shared", visibility=Visibility.WORKSPACE)
    star(bob_client, shared)
    assert lines(bob_client.get("/"), "starred") == ["Shared"]
    type(shared).objects.filter(pk=shared.pk).update(visibility=Visibility.PRIVATE)
    assert lines(bob_client.get("/"), "starred") == []


def test_programs_star_too(alice_api: Any, charlie_api: Any, board: Any) -> None:
    path = f"/api/v1/favourites/dashboard/{board.pk}"
    assert alice_api.put(path).status_code == 204
    assert alice_api.get("/api/v1/favourites").json() == [
        {"id": board.pk, "kind": "dashboard", "name": board.name, "workspace": board.workspace_id}
    ]
    assert charlie_api.put(path).status_code == 404
    assert alice_api.delete(path).status_code == 204
    assert alice_api.get("/api/v1/favourites").json() == []


def test_a_pinned_dashboard_is_on_everybodys_home(alice_client: Any, bob_client: Any, charlie_client: Any, alice: Any, chart: Any) -> None:
    board = make_board(alice, chart, "Pinned one", visibility=Visibility.WORKSPACE)
    path = f"/dashboards/{board.pk}/pin/"
    assert bob_client.post(path, {"on": "1"}).status_code == 403
    assert charlie_client.post(path, {"on": "1"}).status_code == 404
    assert alice_client.post(path, {"on": "1"}).status_code == 302
    assert [d.pk for d in bob_client.get("/").context["pinned"]] == [board.pk]
    assert AuditEntry.objects.filter(action="dashboard.pin", object_id=board.pk).count() == 1
    alice_client.post(path, {"on": "0"})
    assert bob_client.get("/").context["pinned"] == []


def test_activity_tells_only_of_what_one_may_see(alice_client: Any, bob_client: Any, charlie_client: Any, alice: Any, chart: Any) -> None:
    body = {"name": "Seen by all", "visibility": "workspace"}
    alice_client.post("/dashboards/new", body)
    alice_client.post("/dashboards/new", {"name": "Alice alone", "visibility": "private"})
    assert lines(alice_client.get("/"), "activity")[:2] == ["Alice alone", "Seen by all"]
    told = bob_client.get("/")
    assert "Seen by all" in lines(told, "activity")
    assert "Alice alone" not in told.content.decode()
    assert "Seen by all" not in charlie_client.get("/").content.decode()
    first = told.context["activity"][0]
    assert (first.by, first.deed) == ("Alice", "created")


def test_a_failed_import_of_ones_own_is_told(alice_client: Any, bob_client: Any, dataset: Any) -> None:
    Dataset.objects.filter(pk=dataset.pk).update(state="failed")
    assert "The last import of a dataset of yours failed" in alice_client.get("/").content.decode()
    assert bob_client.get("/").context["failing"] == []


def test_the_tour_is_offered_until_it_was_seen(alice_client: Any, alice_api: Any, board: Any) -> None:
    assert "data-tour-offer" in alice_client.get("/").content.decode()
    seen = alice_api.patch("/api/v1/me", {"preferences": {"tour": "seen"}}, format="json")
    assert seen.json()["preferences"]["tour"] == "seen"
    assert "data-tour-offer" not in alice_client.get("/").content.decode()
    assert "data-start" in alice_client.get("/?tour=1").content.decode()
