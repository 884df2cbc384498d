"""Dashboards through the API: create, read, rename, copy, trash, delete."""

from __future__ import annotations

from typing import Any

import pytest
from dashboards.boards import api, make_board, make_chart, tag
from factories import make_user

from apps.accounts.models import Grant, Visibility
from apps.core.models import AuditEntry, Event
from apps.dashboards.models import Dashboard, DashboardVersion, Tile


def test_it_works(alice_api: Any, chart: Any) -> None:
    made = alice_api.post("/api/v1/dashboards/", {"name": "First", "tiles": [{"kind": "chart", "chart": chart.pk}]}, format="json")
    assert made.status_code == 201, made.data
    read = alice_api.get(f"/api/v1/dashboards/{made.data['id']}")
    assert read.data["name"] == "First"
    assert read.data["tiles"][0]["chart"] == chart.pk
    assert read.headers["ETag"] == f'"{made.data["id"]}.1"'
    assert read.data["may"] == {"edit": True, "manage": True}


def test_every_dashboard_gets_an_id_of_its_own(alice_api: Any) -> None:
    ids = {alice_api.post("/api/v1/dashboards/", {"name": "Same name"}, format="json").data["id"] for _ in range(5)}
    assert len(ids) == 5


def test_a_viewer_may_not_create(bob_api: Any) -> None:
    assert bob_api.post("/api/v1/dashboards/", {"name": "Mine"}, format="json").status_code == 403


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "layout_invalid"),
        ({"name": ""}, "layout_invalid"),
        ({"name": "x", "colour": 1}, "invalid_input"),
        ({"name": "x", "visibility": "all"}, "invalid_input"),
        ([1], "invalid_input"),
    ],
)
def test_a_dashboard_that_does_not_fit_is_refused(alice_api: Any, body: Any, code: str) -> None:
    answer = alice_api.post("/api/v1/dashboards/", body, format="json")
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == code


def test_lists_show_what_a_person_may_see(alice_api: Any, bob_api: Any, charlie_api: Any, board: Any, alice: Any, chart: Any) -> None:
    hidden = make_board(alice, chart, "Hidden")
    names = [d["name"] for d in alice_api.get("/api/v1/dashboards/").data["items"]]
    assert names == ["Hidden", "Sales"]
    assert [d["id"] for d in bob_api.get("/api/v1/dashboards/").data["items"]] == [board.pk]
    assert charlie_api.get("/api/v1/dashboards/").data["items"] == []
    found = alice_api.get("/api/v1/dashboards/?q=hid").data["items"]
    assert [(d["id"], d["tile_count"]) for d in found] == [(hidden.pk, 2)]


def test_lists_come_in_pages(alice_api: Any, alice: Any, chart: Any) -> None:
    for n in range(3):
        make_board(alice, chart, f"Board {n}")
    first = alice_api.get("/api/v1/dashboards/?limit=2").data
    second = alice_api.get(f"/api/v1/dashboards/?limit=2&cursor={first['next']}").data
    assert [d["name"] for d in first["items"] + second["items"]] == ["Board 2", "Board 1", "Board 0"]
    assert alice_api.get("/api/v1/dashboards/?limit=many").status_code == 400


def test_a_stranger_finds_nothing_and_a_teammate_may_only_look(bob_api: Any, charlie_api: Any, board: Any) -> None:
    assert charlie_api.get(api(board)).status_code == 404
    assert bob_api.get(api(board)).data["may"] == {"edit": False, "manage": False}
    for method, rest, code in [
        ("patch", "", 403),
        ("delete", "", 403),
        ("put", "/layout", 403),
        ("post", "/restore", 403),
        ("get", "/versions", 403),
    ]:
        assert getattr(bob_api, method)(api(board, rest), {}, format="json", **tag(board)).status_code == code, (method, rest)
        assert getattr(charlie_api, method)(api(board, rest), {}, format="json", **tag(board)).status_code == 404, (method, rest)


def test_nobody_gets_in_without_a_name(nobody_api: Any, board: Any) -> None:
    assert nobody_api.get(api(board)).status_code == 401


def test_renaming_needs_the_version_and_is_remembered(alice_api: Any, board: Any) -> None:
    assert alice_api.patch(api(board), {"name": "New"}, format="json").status_code == 428
    done = alice_api.patch(api(board), {"name": "New", "description": "Why"}, format="json", **tag(board))
    assert (done.data["name"], done.data["version"], len(done.data["tiles"])) == ("New", 2, 2)
    assert alice_api.patch(api(board), {"owner": "me"}, format="json", **tag(board)).status_code == 400
    assert AuditEntry.objects.filter(action="dashboard.save", object_id=board.pk).count() == 1
    assert Event.objects.filter(channel=f"dashboard:{board.pk}", type="dashboard.changed").count() == 2


def test_a_copy_is_private_and_its_own(alice_api: Any, board: Any) -> None:
    copy = alice_api.post(api(board, "/duplicate"), {}, format="json")
    assert copy.status_code == 201
    assert (copy.data["name"], copy.data["visibility"], copy.data["version"]) == ("Copy of Sales", "private", 1)
    assert {t["id"] for t in copy.data["tiles"]}.isdisjoint(board.tiles.values_list("pk", flat=True))
    assert len(copy.data["filters"]) == 2


def test_a_copy_cannot_show_what_was_only_seen(analyst: Any, board: Any) -> None:
    from rest_framework.test import APIClient

    anna = APIClient()
    anna.force_authenticate(analyst)
    answer = anna.post(api(board, "/duplicate"), {}, format="json")
    assert answer.status_code in (403, 404)  # the chart on it is private to alice
    assert Dashboard.objects.count() == 1


def test_the_trash_keeps_a_dashboard_until_it_is_deleted(alice_api: Any, board: Any) -> None:
    assert alice_api.delete(api(board), **tag(board)).status_code == 204
    gone = alice_api.get(api(board))
    assert (gone.status_code, gone.json()["error"]["code"]) == (410, "in_trash")
    assert alice_api.get("/api/v1/dashboards/").data["items"] == []
    assert alice_api.post(api(board, "/restore"), {}, format="json").data["name"] == "Sales"
    alice_api.delete(api(board), **tag(board))
    assert alice_api.delete(api(board), **tag(board)).status_code == 204
    assert alice_api.get(api(board)).status_code == 404
    assert not Tile.objects.exists()
    assert not DashboardVersion.objects.exists()


def test_deleting_takes_the_grants_along(alice_api: Any, board: Any, bob: Any) -> None:
    alice_api.put(api(board, "/share"), {"grants": {bob.pk: "edit"}}, format="json")
    alice_api.delete(api(board), **tag(board))
    alice_api.delete(api(board), **tag(board))
    assert not Grant.objects.exists()


def test_a_stale_delete_is_refused(alice_api: Any, board: Any) -> None:
    old = tag(board)
    alice_api.patch(api(board), {"name": "New"}, format="json", **old)
    assert alice_api.delete(api(board), **old).status_code == 412
    assert Dashboard.objects.filter(pk=board.pk, trashed_at=None).exists()


def test_sharing_decides_who_sees(alice_api: Any, bob_api: Any, bob: Any, alice: Any, chart: Any) -> None:
    board = make_board(alice, chart)
    assert bob_api.get(api(board)).status_code == 404
    assert bob_api.get(api(board, "/share")).status_code == 404
    shared = alice_api.put(api(board, "/share"), {"grants": {bob.pk: "view"}}, format="json")
    person = {"user_id": bob.pk, "whom": bob.pk, "name": "Bob", "email": "bob@example.com", "level": "view"}
    assert shared.data["people"] == [person]
    assert bob_api.get(api(board)).status_code == 200
    assert bob_api.get(api(board, "/share")).status_code == 403
    alice_api.put(api(board, "/share"), {"grants": {}}, format="json")
    assert bob_api.get(api(board)).status_code == 404
    alice_api.post(api(board, "/share"), {"visibility": "workspace"}, format="json")
    assert bob_api.get(api(board)).status_code == 200


def test_a_changed_visibility_is_a_version(alice_api: Any, board: Any) -> None:
    before = tag(board)
    alice_api.put(api(board, "/share"), {"visibility": "private"}, format="json")
    assert alice_api.patch(api(board), {"name": "New"}, format="json", **before).status_code == 412
    notes = [v["note"] for v in alice_api.get(api(board, "/versions")).data["items"]]
    assert notes[0].startswith("Shared")


@pytest.mark.parametrize("body", [{"visibility": "everybody"}, {"grants": {"nobody": "view"}}, {"grants": ["bob"]}, {"link": True}])
def test_sharing_that_does_not_fit_is_refused(alice_api: Any, board: Any, body: Any) -> None:
    assert alice_api.put(api(board, "/share"), body, format="json").status_code == 400


def test_only_members_can_be_given_a_level(alice_api: Any, board: Any) -> None:
    stranger = make_user("stranger")
    assert alice_api.put(api(board, "/share"), {"grants": {stranger.pk: "view"}}, format="json").status_code == 400


def test_an_editor_edits_but_does_not_manage(alice_api: Any, analyst: Any, alice: Any, shell: Any) -> None:
    from rest_framework.test import APIClient

    board = make_board(alice, make_chart(alice, shell, visibility=Visibility.WORKSPACE))
    alice_api.put(api(board, "/share"), {"grants": {analyst.pk: "edit"}}, format="json")
    anna = APIClient()
    anna.force_authenticate(analyst)
    assert anna.patch(api(board), {"name": "Hers"}, format="json", **tag(board)).status_code == 200
    assert anna.delete(api(board), **tag(board)).status_code == 403


def test_who_sees_a_dashboard_hears_of_its_changes(alice: Any, bob: Any, charlie: Any, board: Any, chart: Any) -> None:
    from apps.core.live.channels import may_listen

    hidden = make_board(alice, chart, "Hidden")
    assert [may_listen(user, f"dashboard:{board.pk}") for user in (alice, bob, charlie)] == [True, True, False]
    assert [may_listen(user, f"dashboard:{hidden.pk}") for user in (alice, bob)] == [True, False]
