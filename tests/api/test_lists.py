"""Lists: filters, order, sparse fields, cursors; and one action on many objects."""

from __future__ import annotations

import itertools

import pytest
from factories import join
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from apps.accounts.models import Role
from apps.charts.models import Chart
from apps.dashboards.models import Dashboard

pytestmark = pytest.mark.django_db
LISTS = ("datasets/", "charts/", "dashboards/", "jobs", "queries/history")
BOARDS = "/api/v1/dashboards/"


@pytest.fixture
def boards(alice, workspace):
    names = ["Beta", "alpha", "Gamma", "delta", "Beta"]
    return [Dashboard.objects.create(name=name, workspace=workspace, owner=alice, visibility="workspace") for name in names]


def test_it_works(alice_api, boards):
    page = alice_api.get(BOARDS, {"order": "-name", "fields": "name,version", "limit": 3}).json()
    assert page["items"][0].keys() == {"name", "version"}
    rest = alice_api.get(BOARDS, {"order": "-name", "fields": "name", "cursor": page["next"]}).json()
    names = [one["name"] for one in page["items"] + rest["items"]]
    assert sorted(names) == sorted(board.name for board in boards)
    assert names == list(Dashboard.objects.order_by("-name", "-pk").values_list("name", flat=True))


@hypothesis_settings(max_examples=100, derandomize=True)
@given(order=st.sampled_from(["name", "-name", "created_at", "-created_at", "updated_at", "-updated_at"]), limit=st.integers(1, 6))
def test_pages_of_any_order_hold_every_row_once(alice_api, boards, order, limit):
    seen, cursor = [], ""
    while cursor is not None:
        page = alice_api.get(BOARDS, {"order": order, "limit": limit} | ({"cursor": cursor} if cursor else {})).json()
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
    field = order.removeprefix("-")
    down = "-" if order.startswith("-") else ""
    assert seen == list(Dashboard.objects.order_by(order, f"{down}pk").values_list("pk", flat=True)), field


def test_filters_narrow_and_alternatives_add_up(alice_api, bob_api, boards, bob, workspace):
    Dashboard.objects.filter(pk=boards[0].pk).update(visibility="private")
    assert [one["id"] for one in alice_api.get(BOARDS, {"visibility": "private"}).json()["items"]] == [boards[0].pk]
    assert bob_api.get(BOARDS, {"visibility": "private"}).json()["items"] == []
    both = alice_api.get(f"{BOARDS}?visibility=private&visibility=workspace").json()["items"]
    assert len(both) == len(boards)
    assert alice_api.get(BOARDS, {"owner": bob.pk}).json()["items"] == []
    assert alice_api.get(BOARDS, {"since": "2999-01-01"}).json()["items"] == []
    assert len(alice_api.get(BOARDS, {"since": "2001-01-01T00:00:00Z"}).json()["items"]) == len(boards)


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("order", ["password", "owner__password", "-workspace__name", "?", "name; drop", "id"])
def test_nothing_orders_by_what_is_not_offered(alice_api, path, order):
    answer = alice_api.get(f"/api/v1/{path}", {"order": order})
    assert (answer.status_code, answer.json()["error"]["details"]["field"]) == (400, "order")


@pytest.mark.parametrize("path", LISTS)
def test_odd_words_are_refused(alice_api, path):
    for query in ({"since": "yesterday"}, {"cursor": "x"}):
        assert alice_api.get(f"/api/v1/{path}", query).status_code == 400, query


def test_a_cursor_of_another_order_is_refused(alice_api, boards):
    page = alice_api.get(BOARDS, {"order": "name", "limit": 2}).json()
    assert alice_api.get(BOARDS, {"order": "-name", "cursor": page["next"]}).status_code == 400


def test_single_objects_have_sparse_fields_too(alice_api, boards, dataset):
    for path in (f"{BOARDS}{boards[0].pk}", f"/api/v1/datasets/{dataset.pk}"):
        assert alice_api.get(path, {"fields": "name,id"}).json().keys() == {"name", "id"}
        assert alice_api.get(path, {"fields": "name"})["ETag"]
        unknown = alice_api.get(path, {"fields": "password"})
        assert unknown.status_code == 400
        assert "Known: id, name" in unknown.json()["error"]["message"]


def ask(api, path, action, items, **more):
    answer = api.post(f"/api/v1/{path}/bulk", {"action": action, "items": items, **more})
    assert answer.status_code == 200, answer.content
    return [one["status"] for one in answer.json()["results"]]


def test_many_are_done_each_by_itself(alice_api, boards, dataset):
    first, second, third, *_ = boards
    items = [{"id": first.pk, "version": 1}, {"id": second.pk, "version": 9}, {"id": third.pk}, {"id": "none", "version": 1}]
    assert ask(alice_api, "dashboards", "delete", items) == [200, 412, 428, 404]
    assert list(Dashboard.objects.filter(trashed_at__isnull=False)) == [first]
    assert ask(alice_api, "dashboards", "restore", [{"id": first.pk, "version": "*"}]) == [200]
    assert ask(alice_api, "dashboards", "share", [{"id": first.pk, "version": "*"}], visibility="private") == [200]
    assert Dashboard.objects.get(pk=first.pk).visibility == "private"
    spec = {"dataset": dataset.pk, "measures": [{"agg": "count"}]}
    made = alice_api.post("/api/v1/charts/", {"dataset_id": dataset.pk, "name": "N", "kind": "number", "spec": spec}).json()
    assert ask(alice_api, "datasets", "delete", [{"id": dataset.pk, "version": "*"}]) == [409]
    assert ask(alice_api, "charts", "share", [{"id": made["id"], "version": 1}], visibility="nobody") == [400]
    assert ask(alice_api, "charts", "delete", [{"id": made["id"], "version": 1}]) == [200]
    assert not Chart.objects.exists()
    assert ask(alice_api, "datasets", "delete", [{"id": dataset.pk, "version": "*"}]) == [200]


def test_rights_hold_for_each(alice_api, bob_api, charlie_api, boards, workspace, bob):
    items = [{"id": board.pk, "version": "*"} for board in boards]
    assert ask(bob_api, "dashboards", "delete", items) == [403] * 5
    assert ask(charlie_api, "dashboards", "delete", items) == [404] * 5
    join(bob, workspace, Role.ADMIN)
    assert ask(bob_api, "dashboards", "delete", items) == [200] * 5


@pytest.mark.parametrize(
    "body",
    [[], {}, {"action": "drop", "items": [{"id": "x"}]}, {"action": "delete", "items": []}, {"action": "delete", "items": ["x"]},
     {"action": "delete", "items": [{"id": "x"}] * 2}, {"action": "delete", "items": [{"id": 1}]},
     {"action": "delete", "items": [{"id": "x", "all": True}]}, {"action": "delete", "items": [{"id": "x"}], "force": True},
     {"action": "delete", "items": [{"id": str(number)} for number in range(101)]}],
)  # fmt: skip
def test_a_call_that_makes_no_sense_does_nothing(alice_api, workspace, body):
    for path in ("datasets", "charts", "dashboards"):
        assert alice_api.post(f"/api/v1/{path}/bulk", body).status_code == 400


def test_every_list_says_what_it_offers(alice_client):
    document = alice_client.get("/api/v1/schema").json()
    for path in itertools.islice(LISTS, 5):
        named = {one["name"] for one in document["paths"][f"/api/v1/{path}"]["get"]["parameters"] if "name" in one}
        assert {"order", "since", "fields", "cursor", "limit"} <= named, path
