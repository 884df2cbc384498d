"""Saving the whole layout, single tiles, versions, and two people saving at once."""

from __future__ import annotations

from typing import Any

import pytest
from dashboards.boards import api, make_board, make_chart, make_dataset, tag
from rest_framework.test import APIClient

from apps.accounts.models import Visibility
from apps.core.models import Event
from apps.dashboards.models import Tile


def as_person(user: Any) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def layout(client: Any, board: Any) -> dict[str, Any]:
    data = client.get(api(board, "/layout")).data
    return {name: data[name] for name in ("name", "description", "filters", "tiles")}


@pytest.fixture
def editor(alice_api: Any, analyst: Any, board: Any) -> APIClient:
    """Anna, who may edit alice's board."""
    alice_api.put(api(board, "/share"), {"grants": {analyst.pk: "edit"}}, format="json")
    return as_person(analyst)


def test_it_works(alice_api: Any, board: Any) -> None:
    content = layout(alice_api, board)
    content["tiles"][0] |= {"w": 4, "h": 8, "title": "Renamed"}
    content["tiles"].append({"id": "new-1", "kind": "text", "text": "Below", "y": 20, "w": 12, "h": 1})
    saved = alice_api.put(api(board, "/layout"), content, format="json", **tag(board))
    assert saved.status_code == 200, saved.data
    assert saved.data["version"] == 2
    assert [(t["title"], t["w"], t["h"]) for t in saved.data["tiles"]] == [("Renamed", 4, 8), ("Read me", 6, 4), ("", 12, 1)]
    event = Event.objects.filter(channel=f"dashboard:{board.pk}").order_by("-pk").first()
    assert event.data["version"] == 2
    assert event.data["by"] == "Alice"


def test_what_is_left_out_of_the_layout_is_removed(alice_api: Any, board: Any) -> None:
    content = layout(alice_api, board)
    saved = alice_api.put(api(board, "/layout"), {"tiles": content["tiles"][:1]}, format="json", **tag(board))
    assert [t["id"] for t in saved.data["tiles"]] == [content["tiles"][0]["id"]]
    assert len(saved.data["filters"]) == 2


def test_saving_needs_the_version(alice_api: Any, board: Any) -> None:
    assert alice_api.put(api(board, "/layout"), layout(alice_api, board), format="json").status_code == 428


def test_the_second_of_two_savers_learns_what_the_first_did(alice_api: Any, editor: APIClient, board: Any) -> None:
    mine, start = layout(alice_api, board), tag(board)
    editor.put(api(board, "/layout"), mine | {"name": "Theirs"}, format="json", **start)
    late = alice_api.put(api(board, "/layout"), mine | {"name": "Mine"}, format="json", **start)
    assert late.status_code == 412
    details = late.json()["error"]["details"]
    assert (details["saved_by"], details["version"], details["stored"]["name"]) == ("Anna", 2, "Theirs")
    assert details["saved_at"]
    assert layout(alice_api, board)["name"] == "Theirs"
    won = alice_api.put(api(board, "/layout"), mine | {"name": "Mine"}, format="json", HTTP_IF_MATCH=f'"{board.pk}.2"')
    assert (won.data["name"], won.data["version"]) == ("Mine", 3)


@pytest.mark.parametrize(
    "change",
    [{"x": 7}, {"w": 13}, {"w": 0}, {"h": 0}, {"x": -1}, {"x": 6}, {"y": 5000}, {"x": "left"}, {"colour": "red"}, {"id": "unknownid00000"}],
    ids=str,
)
def test_a_tile_outside_the_grid_or_on_another_is_refused(alice_api: Any, board: Any, change: dict[str, Any]) -> None:
    content = layout(alice_api, board)
    content["tiles"][0] |= change
    refused = alice_api.put(api(board, "/layout"), content, format="json", **tag(board))
    assert refused.status_code == 400
    assert refused.json()["error"]["code"] == "layout_invalid"
    assert Tile.objects.filter(dashboard=board, x=0, w=6).exists()


def test_a_chart_tile_names_a_chart(alice_api: Any, board: Any) -> None:
    refused = alice_api.post(api(board, "/tiles/"), {"kind": "chart"}, format="json")
    assert refused.status_code == 400


def test_somebody_elses_private_chart_cannot_be_put_on_show(
    alice: Any, shell: Any, editor: APIClient, board: Any, charlie: Any, other_workspace: Any
) -> None:
    hidden = make_chart(alice, shell, "Hidden")
    foreign = make_chart(charlie, make_dataset(charlie, other_workspace))
    assert editor.post(api(board, "/tiles/"), {"chart": hidden.pk}, format="json").status_code == 404
    assert editor.post(api(board, "/tiles/"), {"chart": foreign.pk}, format="json").status_code == 404
    open_chart = make_chart(alice, shell, "Open", visibility=Visibility.WORKSPACE)
    assert editor.post(api(board, "/tiles/"), {"chart": open_chart.pk}, format="json").status_code == 201


def test_a_chart_that_one_may_only_look_at_stays_where_it_is(alice: Any, analyst: Any, shell: Any, editor: APIClient, board: Any) -> None:
    from apps.accounts.services.rights import share

    seen = make_chart(alice, shell, "Seen")
    share(user=alice, obj=seen, grants={analyst.pk: "view"})
    refused = editor.post(api(board, "/tiles/"), {"chart": seen.pk}, format="json")
    assert refused.status_code == 403
    assert "share it with the workspace" in refused.json()["error"]["message"]


def test_tiles_are_added_below_changed_and_removed(alice_api: Any, board: Any, chart: Any) -> None:
    added = alice_api.post(api(board, "/tiles/"), {"chart": chart.pk, "title": "Again"}, format="json")
    assert (added.status_code, added.data["y"], added.data["title"]) == (201, 4, "Again")
    path = api(board, f"/tiles/{added.data['id']}")
    changed = alice_api.patch(path, {"w": 12}, format="json", **tag(board))
    assert (changed.data["w"], changed.data["title"]) == (12, "Again")
    assert alice_api.get(path).data["w"] == 12
    assert alice_api.patch(path, {"w": 12}, format="json").status_code == 428
    assert alice_api.patch(path, {"w": 12}, format="json", HTTP_IF_MATCH='"old"').status_code == 412
    assert alice_api.delete(path, **tag(board)).status_code == 204
    assert alice_api.get(path).status_code == 404
    assert len(alice_api.get(api(board, "/tiles/")).data["items"]) == 2


def test_a_removed_tile_comes_back_with_the_version_before(alice_api: Any, board: Any) -> None:
    content = layout(alice_api, board)
    linked = content["filters"][0] | {"tiles": [content["tiles"][0]["id"]]}
    alice_api.put(api(board, "/layout"), content | {"filters": [linked]}, format="json", **tag(board))
    alice_api.delete(api(board, f"/tiles/{content['tiles'][0]['id']}"), **tag(board))
    assert layout(alice_api, board)["filters"][0]["tiles"] == []
    back = alice_api.post(api(board, "/versions/2/restore"), {}, format="json", **tag(board))
    assert back.status_code == 200
    assert len(back.data["tiles"]) == 2
    assert back.data["filters"][0]["tiles"] == [t["id"] for t in back.data["tiles"] if t["kind"] == "chart"]
    assert [v["number"] for v in alice_api.get(api(board, "/versions")).data["items"]] == [4, 3, 2, 1]


def test_restoring_needs_the_newest_version_and_one_that_exists(alice_api: Any, board: Any) -> None:
    assert alice_api.post(api(board, "/versions/1/restore"), {}, format="json").status_code == 428
    assert alice_api.post(api(board, "/versions/1/restore"), {}, format="json", HTTP_IF_MATCH='"x"').status_code == 412
    assert alice_api.post(api(board, "/versions/9/restore"), {}, format="json", **tag(board)).status_code == 404


def test_a_version_whose_chart_was_deleted_comes_back_without_it(alice_api: Any, board: Any, chart: Any) -> None:
    alice_api.put(api(board, "/layout"), {"tiles": []}, format="json", **tag(board))
    chart.delete()
    back = alice_api.post(api(board, "/versions/1/restore"), {}, format="json", **tag(board))
    assert [t["kind"] for t in back.data["tiles"]] == ["text"]


def test_an_editor_may_bring_back_what_they_removed(editor: APIClient, board: Any) -> None:
    editor.put(api(board, "/layout"), {"tiles": []}, format="json", **tag(board))
    back = editor.post(api(board, "/versions/1/restore"), {}, format="json", **tag(board))
    assert back.status_code == 200
    assert len(back.data["tiles"]) == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"column": "colour"}, "no column colour"),
        ({"type": "range"}, "choose another way"),
        ({"dataset": "elsewhere"}, "No tile here shows"),
        ({"id": "day"}, "called day"),
        ({"id": "Ré gion"}, "cannot be saved"),
        ({"label": ""}, "cannot be saved"),
        ({"type": "colour"}, "cannot be saved"),
    ],
    ids=str,
)
def test_a_filter_that_does_not_fit_is_refused(alice_api: Any, board: Any, change: dict[str, Any], words: str) -> None:
    content = layout(alice_api, board)
    content["filters"][0] |= change
    refused = alice_api.put(api(board, "/layout"), content, format="json", **tag(board))
    assert refused.status_code == 400
    assert words in refused.json()["error"]["message"]


def test_a_filter_over_a_foreign_dataset_is_refused(alice_api: Any, board: Any, charlie: Any, other_workspace: Any) -> None:
    content = layout(alice_api, board)
    content["filters"][0] |= {"dataset": make_dataset(charlie, other_workspace).pk}
    assert alice_api.put(api(board, "/layout"), content, format="json", **tag(board)).status_code == 400


def test_a_filter_stays_when_its_last_tile_goes(alice_api: Any, board: Any) -> None:
    saved = alice_api.put(api(board, "/layout"), {"tiles": []}, format="json", **tag(board))
    assert len(saved.data["filters"]) == 2


def test_a_chart_on_a_dashboard_cannot_be_deleted(board: Any, chart: Any) -> None:
    from django.db.models import ProtectedError

    with pytest.raises(ProtectedError):
        chart.delete()


def test_a_hundred_tiles_are_enough(alice_api: Any, board: Any) -> None:
    tiles = [{"kind": "text", "x": 0, "y": n, "w": 12, "h": 1} for n in range(101)]
    assert alice_api.put(api(board, "/layout"), {"tiles": tiles}, format="json", **tag(board)).status_code == 400
    saved = alice_api.put(api(board, "/layout"), {"tiles": tiles[:100]}, format="json", **tag(board))
    assert len(saved.data["tiles"]) == 100


def test_a_board_with_the_same_chart_twice_is_fine(alice: Any, chart: Any, alice_api: Any) -> None:
    board = make_board(alice, chart)
    assert alice_api.post(api(board, "/tiles/"), {"chart": chart.pk}, format="json").status_code == 201
