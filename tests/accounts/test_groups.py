"""Groups: people who get rights and row rules together; and the facts about people that rules read."""

from __future__ import annotations

from typing import Any

import pytest
from factories import join
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.accounts.models import Grant, Group, Membership, Role
from apps.accounts.selectors import visible
from apps.accounts.services import rights
from apps.accounts.services.groups import delete_group, save_group
from apps.accounts.services.workspaces import remove_member
from apps.core.errors import Conflict, InvalidInput
from apps.core.models import AuditEntry
from apps.dashboards.models import Dashboard
from apps.datasets.models import RowRule

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(alice: Any, workspace: Any) -> Any:
    return Dashboard.objects.create(workspace=workspace, owner=alice, name="Sales")


@pytest.fixture
def group(alice: Any, bob: Any, workspace: Any) -> Any:
    """Bob's group."""
    return save_group(user=alice, workspace=workspace, name="Europe", members=[bob.pk])


def sees(user: Any, board: Any, need: str = "view") -> bool:
    return visible(Dashboard, user, need).filter(pk=board.pk).exists()  # type: ignore[arg-type]


def test_it_works(alice: Any, bob: Any, charlie: Any, workspace: Any, board: Any, group: Any) -> None:
    assert not sees(bob, board)
    rights.share(user=alice, obj=board, grants={f"group:{group.pk}": "view"})
    assert [sees(who, board) for who in (bob, charlie)] == [True, False]
    save_group(user=alice, workspace=workspace, group_id=group.pk, members=[])
    assert not sees(bob, board)


@pytest.mark.parametrize("whom", ["role:viewer", "everyone"])
def test_a_role_and_everybody_can_be_granted_rights(
    alice: Any, bob: Any, charlie: Any, other_workspace: Any, board: Any, whom: str
) -> None:
    rights.share(user=alice, obj=board, grants={whom: "view"})
    join(charlie, other_workspace, Role.VIEWER)
    assert [sees(who, board) for who in (bob, charlie)] == [True, False]


def test_leaving_the_workspace_is_leaving_its_groups(alice: Any, bob: Any, workspace: Any, board: Any, group: Any) -> None:
    rights.share(user=alice, obj=board, grants={f"group:{group.pk}": "view"})
    remove_member(user=alice, workspace=workspace, member_id=bob.pk)
    join(bob, workspace, Role.VIEWER)
    assert not sees(bob, board)


LEVELS = st.sampled_from([None, "view", "edit", "manage"])


@settings(max_examples=60)
@given(person=LEVELS, group_level=LEVELS, role=LEVELS, everyone=LEVELS, inside=st.booleans())
def test_the_strongest_grant_counts(
    alice: Any, bob: Any, workspace: Any, board: Any, group: Any, person: Any, group_level: Any, role: Any, everyone: Any, inside: bool
) -> None:
    join(bob, workspace, Role.ANALYST)
    group.seats.set(Membership.objects.filter(workspace=workspace, user=bob) if inside else [])
    wanted = {bob.pk: person, f"group:{group.pk}": group_level, "role:analyst": role, "role:viewer": "manage", "everyone": everyone}
    grants = {whom: level for whom, level in wanted.items() if level}
    rights.share(user=alice, obj=board, grants=grants)
    assert rights.rights_of(board)["grants"] == grants
    order = [None, "view", "edit", "manage"]
    reach = max(order.index(level) for level in (person, group_level if inside else None, role, everyone))
    assert [sees(bob, board, need) for need in ("view", "edit", "manage")] == [reach >= 1, reach >= 2, reach >= 3]


def test_what_is_not_of_the_workspace_gets_nothing(alice: Any, charlie: Any, other_workspace: Any, board: Any) -> None:
    foreign = save_group(user=charlie, workspace=other_workspace, name="Theirs")
    for whom in (f"group:{foreign.pk}", "role:king", "group:", "crowd:1", charlie.pk):
        with pytest.raises(InvalidInput):
            rights.share(user=alice, obj=board, grants={whom: "view"})
    assert not Grant.objects.exists()


def test_a_group_goes_with_its_grants_but_never_with_a_row_rule(alice: Any, workspace: Any, board: Any, group: Any, dataset: Any) -> None:
    rights.share(user=alice, obj=board, grants={f"group:{group.pk}": "view"})
    rule = RowRule.objects.create(dataset=dataset, group=group, masked={"price": "hide"})
    with pytest.raises(Conflict, match="Row rules are for Europe"):
        delete_group(user=alice, workspace=workspace, group_id=group.pk)
    rule.delete()
    delete_group(user=alice, workspace=workspace, group_id=group.pk)
    assert not Grant.objects.exists()
    assert AuditEntry.objects.filter(action="group.delete").count() == 1


def test_the_api(alice_api: Any, bob_api: Any, bob: Any, charlie: Any, workspace: Any) -> None:
    url = f"/api/v1/workspaces/{workspace.pk}/groups"
    made = alice_api.post(url, {"name": "Europe", "members": [bob.pk]}, format="json")
    assert made.status_code == 201, made.content
    assert [one["name"] for one in made.data["members"]] == ["Bob"]
    assert [one["name"] for one in bob_api.get(url).json()] == ["Europe"]
    assert alice_api.post(url, {"name": "EUROPE"}, format="json").status_code == 409
    assert alice_api.post(url, {"name": "Asia", "members": [charlie.pk]}, format="json").status_code == 400
    one = f"{url}/{made.data['id']}"
    assert alice_api.patch(one, {"members": []}, format="json").json()["members"] == []
    assert bob_api.patch(one, {"name": "Mine"}, format="json").status_code == 403
    assert alice_api.delete(one).status_code == 204
    assert not Group.objects.exists()


def test_the_pages(alice_client: Any, bob_client: Any, bob: Any, workspace: Any) -> None:
    made = alice_client.post("/workspace/groups/", {"name": "Europe"})
    path = made["Location"]
    saved = alice_client.post(path, {"name": "Europe", "description": "Sells there", "members": [bob.pk]}, follow=True)
    assert "Europe is saved" in saved.content.decode()
    assert "Bob" in bob_client.get(path).content.decode()
    assert "Save the group" not in bob_client.get(path).content.decode()
    assert "Another group is called" in alice_client.post("/workspace/groups/", {"name": "europe"}).content.decode()
    assert "Sells there" in bob_client.get("/workspace/groups/").content.decode()
    assert alice_client.post(f"{path}delete/")["Location"] == "/workspace/groups/"


def test_attributes_are_written_by_administrators_and_read_by_them(
    alice_client: Any, alice_api: Any, bob_api: Any, bob: Any, workspace: Any
) -> None:
    url = f"/workspace/members/{bob.pk}/attributes/"
    assert alice_client.post(url, {"attributes": "region: EU, US\nlevel: 2"}).status_code == 302
    assert "region: EU, US" in alice_client.get(url).content.decode()
    assert "is not a name, a colon" in alice_client.post(url, {"attributes": "region"}).content.decode()
    members = f"/api/v1/workspaces/{workspace.pk}/members"
    assert alice_api.get(members).json()[1]["attributes"] == {"region": ["EU", "US"], "level": "2"}
    assert "attributes" not in bob_api.get(members).json()[1]
    assert alice_api.patch(f"{members}/{bob.pk}", {"attributes": {"region": {"deep": 1}}}, format="json").status_code == 400
    changed = alice_api.patch(f"{members}/{bob.pk}", {"attributes": {"region": "EU"}, "role": "analyst"}, format="json").json()
    assert (changed["role"], changed["attributes"]) == ("analyst", {"region": "EU"})
    assert bob_api.patch(f"{members}/{bob.pk}", {"attributes": {}}, format="json").status_code == 403
