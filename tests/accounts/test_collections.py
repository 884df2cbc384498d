"""Collections: rights on them hold for what lies in them and is not private."""

from __future__ import annotations

from typing import Any

import pytest
from factories import join, make_user
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.accounts.models import Collection, Grant, Group, Heritage, Membership, Role
from apps.accounts.selectors import kind_of, visible
from apps.accounts.selectors.collections import flat, tree_of, way_to
from apps.accounts.selectors.why import explain, place_of, seats_for
from apps.accounts.services import rights
from apps.accounts.services.collections import create_collection, delete_collection, move
from apps.accounts.services.heritage import settle
from apps.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from apps.dashboards.models import Dashboard
from apps.datasets.models import RowRule

pytestmark = pytest.mark.django_db
LEVELS = ["", "view", "edit", "manage"]


@pytest.fixture
def anna(workspace: Any) -> Any:
    """An analyst of alice's workspace."""
    user = make_user("anna")
    join(user, workspace, Role.ANALYST)
    return user


@pytest.fixture
def board(anna: Any, workspace: Any) -> Any:
    return Dashboard.objects.create(workspace=workspace, owner=anna, name="Sales", visibility="workspace")


def folder(user: Any, workspace: Any, name: str, parent: Any = None, visibility: str = "workspace") -> Any:
    return create_collection(user=user, workspace=workspace, name=name, collection=parent and parent.pk, visibility=visibility)


def level(user: Any, obj: Any) -> str:
    """The strongest need that `visible` grants."""
    return max((need for need in LEVELS[1:] if visible(type(obj), user, need).filter(pk=obj.pk).exists()), key=LEVELS.index, default="")  # type: ignore[arg-type]


def test_it_works(alice: Any, anna: Any, bob: Any, charlie: Any, workspace: Any, board: Any) -> None:
    """What lies in a private collection of somebody else is not there, unless the collection or the thing itself is shared."""
    private = folder(anna, workspace, "Drafts", visibility="private")
    inner = folder(anna, workspace, "Old", private)
    assert [level(who, board) for who in (anna, bob, alice, charlie)] == ["manage", "view", "manage", ""]
    move(user=anna, obj=board, to=inner.pk)
    assert [level(who, board) for who in (anna, bob, alice, charlie)] == ["manage", "", "manage", ""]
    assert [level(bob, one) for one in (private, inner)] == ["", ""]
    rights.share(user=anna, obj=private, grants={bob.pk: "view"})
    assert [level(bob, one) for one in (private, inner, board)] == ["view", "view", "view"]
    rights.share(user=anna, obj=board, visibility="private")
    assert level(bob, board) == ""


def test_a_private_collection_within_an_open_one_inherits_nothing(anna: Any, bob: Any, workspace: Any, board: Any) -> None:
    outer = folder(anna, workspace, "Team")
    inner = folder(anna, workspace, "Mine", outer, "private")
    rights.share(user=anna, obj=outer, grants={bob.pk: "view"})
    move(user=anna, obj=board, to=inner.pk)
    assert level(bob, board) == ""
    rights.share(user=anna, obj=inner, visibility="workspace")
    assert level(bob, board) == "view"


def test_moving_a_collection_moves_the_rights_of_everything_in_it(anna: Any, bob: Any, workspace: Any, board: Any) -> None:
    secret, team = folder(anna, workspace, "Secret", visibility="private"), folder(anna, workspace, "Team")
    inner = folder(anna, workspace, "Inner", team)
    move(user=anna, obj=board, to=inner.pk)
    assert level(bob, board) == "view"
    move(user=anna, obj=team, to=secret.pk)
    assert level(bob, board) == ""
    move(user=anna, obj=Collection.objects.get(pk=team.pk), to=None)
    assert level(bob, board) == "view"


def test_a_collection_never_lies_in_itself_nor_too_deep(anna: Any, workspace: Any) -> None:
    line = [folder(anna, workspace, "0")]
    for n in range(1, 10):
        line.append(folder(anna, workspace, str(n), line[-1]))
    with pytest.raises(InvalidInput, match="cannot lie in itself"):
        move(user=anna, obj=line[0], to=line[3].pk)
    with pytest.raises(InvalidInput, match="at most 10 deep"):
        move(user=anna, obj=folder(anna, workspace, "more"), to=line[-1].pk)


def test_who_may_move_what_where(alice: Any, anna: Any, bob: Any, charlie: Any, workspace: Any, other_workspace: Any, board: Any) -> None:
    hidden = folder(alice, workspace, "Board room", visibility="private")
    readable = folder(alice, workspace, "Published")
    foreign = folder(charlie, other_workspace, "Theirs")
    for target, error in ((hidden, NotFound), (readable, Forbidden), (foreign, NotFound)):
        with pytest.raises(error):
            move(user=anna, obj=board, to=target.pk)
    with pytest.raises(Forbidden):
        move(user=bob, obj=board, to=None)
    with pytest.raises(Forbidden):
        folder(bob, workspace, "A viewer's")


def test_a_collection_goes_only_when_it_is_empty(anna: Any, workspace: Any, board: Any) -> None:
    one = folder(anna, workspace, "Team")
    move(user=anna, obj=board, to=one.pk)
    with pytest.raises(Conflict, match="is not empty"):
        delete_collection(user=anna, collection_id=one.pk)
    move(user=anna, obj=board, to=None)
    delete_collection(user=anna, collection_id=one.pk)
    assert not Heritage.objects.exists()


def test_a_workspace_goes_with_its_nested_collections_and_groups(alice: Any, anna: Any, workspace: Any, board: Any, dataset: Any) -> None:
    move(user=anna, obj=board, to=folder(anna, workspace, "Inner", folder(anna, workspace, "Outer")).pk)
    RowRule.objects.create(dataset=dataset, group=Group.objects.create(workspace=workspace, name="Europe"), masked={"price": "hide"})
    workspace.delete()
    assert not Collection.objects.exists()


def test_the_tree_and_the_way_show_only_what_one_sees(anna: Any, bob: Any, workspace: Any, board: Any) -> None:
    top = folder(anna, workspace, "Top", visibility="private")
    inner = folder(anna, workspace, "Inner", top)
    move(user=anna, obj=board, to=inner.pk)
    rights.share(user=anna, obj=inner, grants={bob.pk: "view"})
    assert [(depth, one.name) for depth, one in flat(tree_of(anna, workspace))] == [(0, "Top"), (1, "Inner")]
    assert [(depth, one.name) for depth, one in flat(tree_of(bob, workspace))] == [(0, "Inner")]
    board.refresh_from_db()
    assert [one.name for one in way_to(bob, board)] == ["Inner"]


@settings(max_examples=60)
@given(data=st.data())
def test_visibility_in_the_database_is_what_the_explanation_says(
    alice: Any, anna: Any, bob: Any, charlie: Any, workspace: Any, data: Any
) -> None:
    """Random trees, grants and roles: `visible`, in one SQL statement, and `explain`, in Python, never differ."""
    join(bob, workspace, Role(data.draw(st.sampled_from(Role.values))))
    group, _ = Group.objects.get_or_create(workspace=workspace, name="Europe")
    group.seats.set(Membership.objects.filter(workspace=workspace, user=bob) if data.draw(st.booleans()) else [])
    drawn = st.fixed_dictionaries({"visibility": st.sampled_from(["private", "workspace"]), "owner": st.sampled_from([anna, bob])})
    things: list[Any] = []
    for number in range(data.draw(st.integers(0, 3))):
        above = data.draw(st.sampled_from([None, *things]))
        things.append(Collection.objects.create(workspace=workspace, name=str(number), collection=above, **data.draw(drawn)))
    settle(workspace.pk)
    where = data.draw(st.sampled_from([None, *things]))
    things.append(Dashboard.objects.create(workspace=workspace, name="x", collection=where, **data.draw(drawn)))
    whoms = st.sampled_from([{"user": bob}, {"group": group}, {"role": "viewer"}, {"role": "analyst"}, {}])
    for thing in things:
        whom, granted = data.draw(whoms), data.draw(st.sampled_from(LEVELS))
        if granted:
            Grant.objects.create(workspace=workspace, kind=kind_of(thing), object_id=thing.pk, level=granted, **whom)
    seats = {seat.user_id: seat for seat in seats_for(workspace.pk)}
    for thing in things:
        place = place_of(type(thing).objects.get(pk=thing.pk))
        for who in (anna, bob, charlie):
            assert explain(who, seats.get(who.pk), place).level == level(who, thing), (who, thing)


def test_the_api(alice_api: Any, bob_api: Any, alice: Any, bob: Any, workspace: Any, board: Any) -> None:
    made = alice_api.post("/api/v1/collections", {"name": "Finance", "visibility": "private"}, format="json")
    assert made.status_code == 201, made.content
    url = f"/api/v1/access/dashboard/{board.pk}"
    dry = alice_api.post(f"{url}/move", {"collection": made.data["id"], "dry_run": True}, format="json").json()
    assert ([one["name"] for one in dry["losing"]], dry["gaining"], dry["moved"]) == (["Bob"], [], False)
    assert bob_api.get(url).json()["level"] == "view"
    assert alice_api.post(f"{url}/move", {"collection": made.data["id"]}, format="json").json()["moved"] is True
    assert bob_api.get(url).status_code == 404
    why = alice_api.get(f"{url}?person={bob.pk}").json()
    assert (why["level"], why["steps"][-1]["text"]) == ("", "The collection Finance, in which it lies, is private.")
    assert [one["name"] for one in alice_api.get(f"/api/v1/collections/{made.data['id']}").json()["contents"]] == ["Sales"]
    assert bob_api.get(f"/api/v1/collections/{made.data['id']}").status_code == 404
    assert bob_api.get("/api/v1/collections").json() == []
    share = f"/api/v1/access/collection/{made.data['id']}/share"
    assert alice_api.put(share, {"grants": {"role:viewer": "view"}}, format="json").json()["others"][0]["name"] == "Every viewer"
    assert bob_api.get(url).json()["steps"][-2]["level"] == "view"
    assert alice_api.post(f"{url}/move", {}, format="json").status_code == 400
    assert alice_api.delete(f"/api/v1/collections/{made.data['id']}").status_code == 409


def test_the_pages(alice_client: Any, bob_client: Any, bob: Any, workspace: Any, board: Any) -> None:
    made = alice_client.post("/collections/new/", {"name": "Finance", "visibility": "private"})["Location"]
    folder_id = made.strip("/").rpartition("/")[2]
    access = f"/access/dashboard/{board.pk}/"
    shown = alice_client.get(f"{access}?to={folder_id}").content.decode()
    assert "Will no longer see it: Anna, Bob" in shown or "Will no longer see it: Bob" in shown
    assert "lies in Finance now" in alice_client.post(f"{access}move/", {"to": folder_id}, follow=True).content.decode()
    assert "Sales" in alice_client.get(made).content.decode()
    assert "Finance" in alice_client.get("/collections/").content.decode()
    assert "Finance" in alice_client.get(board.path).content.decode(), "breadcrumbs"
    assert "Finance" not in bob_client.get("/collections/").content.decode()
    assert [bob_client.get(path).status_code for path in (made, access, board.path)] == [404, 404, 404]
    shared = alice_client.post(f"/access/collection/{folder_id}/share/", {"email": "bob@example.com", "level": "view"})
    assert "Sharing changed" in shared["HX-Trigger"]
    seen = bob_client.get(access).content.decode()
    assert "The collection Finance, in which it lies, is shared with Bob." in seen
    assert "So Bob can look at it." in seen
    assert "Who can see it" not in seen
    assert bob_client.get(f"{access}?who={board.owner_id}").status_code == 404
    renamed = alice_client.post(made, {"name": "Money"}, follow=True)
    assert "Money" in renamed.content.decode()


def test_lists_ask_the_database_equally_often_however_much_there_is(
    alice_client: Any, anna: Any, workspace: Any, board: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        one = folder(anna, workspace, str(number))
        Dashboard.objects.create(workspace=workspace, owner=anna, name=str(number), visibility="workspace", collection=one)
    with django_assert_max_num_queries(12):
        assert alice_client.get("/collections/").status_code == 200
    with django_assert_max_num_queries(20):
        assert alice_client.get("/dashboards/").status_code == 200
