"""The pages: home, list, a dashboard in view and edit mode, share dialog, versions, trash, adding from a chart."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from dashboards.boards import api, make_board, make_chart, tag
from django.utils import timezone

from apps.accounts.models import Grant, Visibility
from apps.dashboards.models import Dashboard, Visit
from apps.dashboards.services.lifecycle import remove_old_trash


def page_data(response: Any) -> dict[str, Any]:
    found = re.search(r'<script id="dashboard-data" type="application/json">(.*?)</script>', response.content.decode(), re.DOTALL)
    assert found
    return json.loads(found[1])


def test_it_works(alice_client: Any, board: Any) -> None:
    page = alice_client.get(board.path)
    assert page.status_code == 200
    html = page.content.decode()
    assert "Units by region" in html
    assert "What this is." in html
    data = page_data(page)
    assert data["etag"] == f'"{board.pk}.1"'
    assert [f["id"] for f in data["filters"]] == ["region", "day"]
    assert data["datasets"] == []


def test_the_slug_is_decoration(alice_client: Any, board: Any) -> None:
    for old in (f"/dashboards/{board.pk}", f"/dashboards/{board.pk}/", f"/dashboards/{board.pk}-an-old-name/"):
        moved = alice_client.get(f"{old}?f.region=EU", follow=True)
        assert moved.redirect_chain[-1] == (f"{board.path}?f.region=EU", 301)
        assert moved.status_code == 200


def test_looking_is_remembered_for_the_home_page(alice_client: Any, alice: Any, board: Any, chart: Any) -> None:
    make_board(alice, chart, "Never opened")
    alice_client.get(board.path)
    alice_client.get(board.path)
    assert Visit.objects.count() == 1
    home = alice_client.get("/")
    assert [d.pk for d in home.context["recents"]] == [board.pk]
    assert "Recently opened" in home.content.decode()


def test_a_viewer_sees_no_way_to_change_it(bob_client: Any, alice: Any, chart: Any) -> None:
    board = make_board(alice, chart, visibility=Visibility.WORKSPACE)
    html = bob_client.get(board.path).content.decode()
    assert "?edit=1" not in html
    assert "Move to trash" not in html
    assert 'id="share"' not in html
    assert f"/charts/{chart.pk}/" not in html  # private to alice
    assert bob_client.get(f"{board.path}?edit=1").status_code == 403


PAGES = ["", "?edit=1", "share/", "versions/", "charts/"]
ACTIONS = ["share/", "share/people/", "duplicate/", "trash/", "restore/", "delete/", "versions/1/restore/"]


@pytest.mark.parametrize("rest", PAGES)
def test_a_stranger_finds_no_page(charlie_client: Any, board: Any, rest: str) -> None:
    assert charlie_client.get(f"/dashboards/{board.pk}/{rest}").status_code == 404


@pytest.mark.parametrize("rest", ACTIONS)
def test_a_stranger_can_do_nothing_and_a_viewer_nothing_but_look(charlie_client: Any, bob_client: Any, board: Any, rest: str) -> None:
    path = f"/dashboards/{board.pk}/{rest}"
    assert charlie_client.post(path).status_code == 404
    assert bob_client.post(path).status_code == 403
    assert Dashboard.objects.get().version == 1


@pytest.mark.parametrize("path", ["/", "/dashboards/", "/dashboards/new", "/dashboards/trash/"])
def test_nobody_is_led_to_the_sign_in_page(nobody_client: Any, db: None, path: str) -> None:
    answer = nobody_client.get(path)
    assert answer.status_code == 302
    assert "/accounts/login/" in answer.headers["Location"]


def test_the_first_visit_offers_ways_to_begin(alice_client: Any, bob_client: Any) -> None:
    html = alice_client.get("/").content.decode()
    assert "Explore the sample" in html
    assert "Drop a file" in html
    assert "Your role here is viewer" in bob_client.get("/").content.decode()


def test_the_list_searches_by_name(alice_client: Any, alice: Any, chart: Any, board: Any) -> None:
    make_board(alice, chart, "Monthly returns")
    html = alice_client.get("/dashboards/").content.decode()
    assert "Sales" in html
    assert "Monthly returns" in html
    part = alice_client.get("/dashboards/?q=returns", headers={"HX-Request": "true"}).content.decode()
    assert "Monthly returns" in part
    assert "Sales" not in part
    assert "<html" not in part
    assert "No dashboard is called" in alice_client.get("/dashboards/?q=nothing").content.decode()


def test_an_empty_list_says_what_a_dashboard_is(alice_client: Any) -> None:
    assert "puts charts side by side" in alice_client.get("/dashboards/").content.decode()


def test_a_new_dashboard_opens_in_edit_mode(alice_client: Any, bob_client: Any) -> None:
    assert alice_client.get("/dashboards/new").status_code == 200
    assert alice_client.post("/dashboards/new", {"name": " ", "visibility": "private"}).status_code == 422
    made = alice_client.post("/dashboards/new", {"name": "Fresh", "visibility": "workspace"}, follow=True)
    assert made.redirect_chain[-1][0].endswith("-fresh/?edit=1")
    assert "Add the first tile" in made.content.decode()
    assert bob_client.get("/dashboards/new").status_code == 403


def test_edit_mode_offers_the_columns_of_its_datasets(alice_client: Any, board: Any, shell: Any) -> None:
    page = alice_client.get(f"{board.path}?edit=1")
    [dataset] = page_data(page)["datasets"]
    assert dataset["id"] == shell.pk
    assert {"name": "region", "label": "region", "type": "text"} in dataset["columns"]


def test_a_name_cannot_smuggle_markup_in(alice_client: Any, alice: Any, shell: Any) -> None:
    bad = "</script><script>alert(1)</script>"
    board = make_board(alice, make_chart(alice, shell, bad), bad)
    for path in (
        board.path,
        f"{board.path}?edit=1",
        f"/dashboards/{board.pk}/charts/",
        f"/dashboards/{board.pk}/share/",
        "/dashboards/",
        "/",
    ):
        assert "<script>alert" not in alice_client.get(path).content.decode(), path


def test_charts_are_offered_by_name(alice_client: Any, alice: Any, board: Any, shell: Any) -> None:
    make_chart(alice, shell, "Returns")
    path = f"/dashboards/{board.pk}/charts/"
    assert "Units by region" in alice_client.get(path).content.decode()
    found = alice_client.get(f"{path}?q=ret").content.decode()
    assert "Returns" in found
    assert "Units by region" not in found
    assert "No chart is called" in alice_client.get(f"{path}?q=zzz").content.decode()


def test_sharing_with_a_member_by_address(alice_client: Any, bob_client: Any, alice: Any, bob: Any, chart: Any) -> None:
    board = make_board(alice, chart)
    path = f"/dashboards/{board.pk}/share/"
    assert "bob@example.com" in alice_client.get(path).content.decode()
    assert bob_client.get(board.path).status_code == 404
    shared = alice_client.post(f"{path}people/", {"email": "BOB@example.com", "level": "view"})
    assert "Sharing changed" in shared.headers["HX-Trigger"]
    assert bob_client.get(board.path).status_code == 200
    alice_client.post(f"{path}people/", {"whom": bob.pk, "level": "edit"})
    assert Grant.objects.get(object_id=board.pk).level == "edit"
    alice_client.post(f"{path}people/", {"whom": bob.pk, "level": ""})
    assert bob_client.get(board.path).status_code == 404
    alice_client.post(path, {"visibility": "workspace"})
    assert bob_client.get(board.path).status_code == 200
    assert alice_client.post(path, {"visibility": "everybody"}).status_code == 400


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("charlie@example.com", "Nobody in this workspace"),
        ("alice@example.com", "is the owner"),
        ("no address", "Nobody in this workspace"),
    ],
)
def test_sharing_with_somebody_who_does_not_fit_says_why(alice_client: Any, board: Any, charlie: Any, email: str, words: str) -> None:
    answer = alice_client.post(f"/dashboards/{board.pk}/share/people/", {"email": email, "level": "view"})
    assert words in answer.content.decode()
    assert not Grant.objects.exists()


def test_the_trash_is_emptied_after_thirty_days(alice: Any, chart: Any) -> None:
    boards = {days: make_board(alice, chart, name=f"{days} days") for days in (29, 31)}
    for days, made in boards.items():
        Dashboard.objects.filter(pk=made.pk).update(trashed_at=timezone.now() - timedelta(days=days), trashed_by=alice)
    kept = make_board(alice, chart)
    assert remove_old_trash() == 1
    assert set(Dashboard.objects.values_list("pk", flat=True)) == {boards[29].pk, kept.pk}


def test_the_trash_and_back(alice_client: Any, bob_client: Any, board: Any) -> None:
    moved = alice_client.post(f"/dashboards/{board.pk}/trash/", follow=True)
    assert "Sales was moved to the trash" in moved.content.decode()
    gone = bob_client.get(board.path)
    assert gone.status_code == 410
    assert "Ask Alice" in gone.content.decode()
    assert "Restore it" in alice_client.get(board.path).content.decode()
    assert "Sales" in alice_client.get("/dashboards/trash/").content.decode()
    assert "Sales" not in bob_client.get("/dashboards/trash/").content.decode()
    alice_client.post(f"/dashboards/{board.pk}/restore/")
    assert alice_client.get(board.path).status_code == 200


def test_deleting_for_ever_needs_the_name(alice_client: Any, board: Any) -> None:
    alice_client.post(f"/dashboards/{board.pk}/trash/")
    assert alice_client.post(f"/dashboards/{board.pk}/delete/", {"name": "sales"}).status_code == 400
    assert alice_client.post(f"/dashboards/{board.pk}/delete/", {"name": "Sales"}).status_code == 302
    assert not Dashboard.objects.exists()


def test_only_what_lies_in_the_trash_is_deleted(alice_client: Any, board: Any) -> None:
    assert alice_client.post(f"/dashboards/{board.pk}/delete/", {"name": "Sales"}).status_code == 400
    assert Dashboard.objects.exists()


def test_a_trash_undo_for_something_else_is_not_offered(alice_client: Any, board: Any) -> None:
    assert alice_client.get("/dashboards/?trashed=..%2F..").status_code == 200


def test_versions_are_listed_and_restored(alice_client: Any, alice_api: Any, board: Any) -> None:
    alice_api.patch(api(board), {"name": "Renamed"}, format="json", **tag(board))
    html = alice_client.get(f"/dashboards/{board.pk}/versions/").content.decode()
    assert "Renamed" in html
    back = alice_client.post(f"/dashboards/{board.pk}/versions/1/restore/", {"version": 2}, follow=True)
    assert back.redirect_chain[-1][0].endswith("-sales/")
    assert alice_client.post(f"/dashboards/{board.pk}/versions/1/restore/", {"version": 2}).status_code == 412
    assert alice_client.post(f"/dashboards/{board.pk}/versions/1/restore/", {"version": "two"}).status_code == 400


def test_a_copy_opens_in_edit_mode(alice_client: Any, board: Any) -> None:
    made = alice_client.post(f"/dashboards/{board.pk}/duplicate/")
    assert "copy-of-sales/?edit=1" in made.headers["Location"]


def test_a_chart_is_added_to_a_dashboard_from_its_own_page(
    alice_client: Any, bob_client: Any, charlie_client: Any, board: Any, chart: Any
) -> None:
    path = f"/charts/{chart.pk}/add-to-dashboard/"
    assert "Sales" in alice_client.get(path).content.decode()
    assert bob_client.get(path).status_code == 404
    assert charlie_client.post(path, {"dashboard": board.pk}).status_code == 404
    led = alice_client.post(path, {"dashboard": board.pk}, headers={"HX-Request": "true"})
    assert led.headers["HX-Redirect"] == board.path
    assert board.tiles.count() == 3
    assert alice_client.post(path, {}).status_code == 400
    made = alice_client.post(path, {"name": "Brand new"})
    assert made.status_code == 302
    assert Dashboard.objects.get(name="Brand new").tiles.get().chart_id == chart.pk


def test_who_may_only_look_is_offered_no_dashboard(bob_client: Any, alice: Any, board: Any, shell: Any) -> None:
    chart = make_chart(alice, shell, "Open", visibility=Visibility.WORKSPACE)
    path = f"/charts/{chart.pk}/add-to-dashboard/"
    assert "You have no dashboard yet" in bob_client.get(path).content.decode()
    assert bob_client.post(path, {"dashboard": board.pk}).status_code == 403
    assert bob_client.post(path, {"name": "Mine"}).status_code == 403
