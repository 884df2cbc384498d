"""Workspaces: who is in them, as what, and which one is the current one."""

from __future__ import annotations

import pytest
from factories import join, make_user, make_workspace

from apps.accounts.models import Grant, Membership, Role, Workspace
from apps.accounts.services import workspaces as services
from apps.core.errors import Conflict, Forbidden
from apps.core.models import AuditEntry

pytestmark = pytest.mark.django_db
MEMBERS = "/workspace/members/"


def role_of(user, workspace) -> str | None:
    return Membership.objects.filter(user=user, workspace=workspace).values_list("role", flat=True).first()


def test_it_works(alice_client, bob, workspace):
    text = alice_client.get(MEMBERS).content.decode()
    assert "Members of Acme" in text
    assert "bob@example.com" in text
    assert "Add member" in text


def test_a_viewer_sees_the_members_and_no_controls(bob_client):
    text = bob_client.get(MEMBERS).content.decode()
    assert "alice@example.com" in text
    assert "Add member" not in text
    assert "Leave" in text


def test_an_administrator_adds_somebody_by_address(alice_client, workspace, alice):
    dora = make_user("dora")
    answer = alice_client.post(MEMBERS + "add/", {"email": "Dora@Example.com", "role": "analyst"}, follow=True)
    assert "Dora is now in Acme." in answer.content.decode()
    assert role_of(dora, workspace) == "analyst"
    entry = AuditEntry.objects.get(action="member.add")
    assert (entry.user_id, entry.workspace_id, entry.object_id, entry.after) == (alice.pk, workspace.pk, dora.pk, {"role": "analyst"})


def test_somebody_without_an_account_gets_an_invitation_link(alice_client):
    text = alice_client.post(MEMBERS + "add/", {"email": "dora@example.com", "role": "viewer"}, follow=True).content.decode()
    assert "http://localhost:8000/invitations/" in text
    assert "Open invitations" in text
    assert "http://localhost:8000/invitations/" not in alice_client.get(MEMBERS).content.decode(), "the link is shown once"


@pytest.mark.parametrize(
    ("form", "complaint"),
    [({"email": "no address", "role": "viewer"}, "valid email"), ({"email": "x@example.com", "role": "king"}, "valid choice")],
)
def test_a_wrong_form_is_shown_again_with_the_reason(alice_client, form, complaint):
    answer = alice_client.post(MEMBERS + "add/", form)
    assert answer.status_code == 400
    assert complaint in answer.content.decode()


def test_nobody_is_added_twice(alice_client, bob):
    answer = alice_client.post(MEMBERS + "add/", {"email": "bob@example.com", "role": "admin"})
    assert answer.status_code == 409
    assert "Bob is already a member of Acme." in answer.content.decode()


def test_an_administrator_changes_a_role(alice_client, bob, workspace):
    alice_client.post(f"{MEMBERS}{bob.pk}/role/", {"role": "analyst"})
    assert role_of(bob, workspace) == "analyst"
    assert AuditEntry.objects.filter(action="member.role", before={"role": "viewer"}, after={"role": "analyst"}).exists()


def test_an_unknown_role_is_refused(alice_client, bob, workspace):
    assert alice_client.post(f"{MEMBERS}{bob.pk}/role/", {"role": "king"}).status_code == 400
    assert role_of(bob, workspace) == "viewer"


def test_removing_somebody_takes_their_grants_along(alice_client, bob, workspace):
    Grant.objects.create(workspace=workspace, kind="dashboards.dashboard", object_id="x", user=bob)
    alice_client.post(f"{MEMBERS}{bob.pk}/remove/")
    assert role_of(bob, workspace) is None
    assert not Grant.objects.exists()


@pytest.mark.parametrize("act", ["role", "remove"])
def test_the_last_administrator_stays(alice_client, alice, workspace, act):
    answer = alice_client.post(f"{MEMBERS}{alice.pk}/{act}/", {"role": "viewer"})
    assert answer.status_code == 409
    assert "Make somebody else an administrator first." in answer.content.decode()
    assert role_of(alice, workspace) == "admin"


def test_an_administrator_who_is_switched_off_does_not_count(alice_client, alice, bob, workspace):
    join(bob, workspace, Role.ADMIN)
    bob.is_active = False
    bob.save()
    assert alice_client.post(f"{MEMBERS}{alice.pk}/remove/").status_code == 409


def test_with_two_administrators_one_may_leave(alice_client, alice, bob, workspace):
    join(bob, workspace, Role.ADMIN)
    assert alice_client.post(f"{MEMBERS}{alice.pk}/remove/")["Location"] == "/"
    assert role_of(alice, workspace) is None


def test_a_viewer_may_leave(bob_client, bob, workspace):
    assert bob_client.post(f"{MEMBERS}{bob.pk}/remove/")["Location"] == "/"
    assert role_of(bob, workspace) is None


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ANALYST])
def test_only_administrators_change_members(bob_client, alice, bob, workspace, role):
    join(bob, workspace, role)
    acts = [("add/", {"email": "x@example.com", "role": "admin"}), (f"{bob.pk}/role/", {"role": "admin"}), (f"{alice.pk}/remove/", {})]
    for act, form in acts:
        assert bob_client.post(MEMBERS + act, form).status_code == 403
    assert bob_client.post("/workspace/rename/", {"name": "Bob's"}).status_code == 403
    assert (role_of(bob, workspace), role_of(alice, workspace)) == (role, "admin")


def test_somebody_who_is_no_member_cannot_be_changed(alice_client, charlie):
    assert alice_client.post(f"{MEMBERS}{charlie.pk}/role/", {"role": "admin"}).status_code == 404
    assert alice_client.post(f"{MEMBERS}{charlie.pk}/remove/").status_code == 404


def test_a_new_workspace_belongs_to_its_maker_and_is_the_current_one(alice_client, alice):
    assert "New workspace" in alice_client.get("/workspace/new/").content.decode()
    assert alice_client.post("/workspace/new/", {"name": "Second"})["Location"] == "/"
    assert "Members of Second" in alice_client.get(MEMBERS).content.decode()
    assert role_of(alice, Workspace.objects.get(name="Second")) == "admin"


def test_a_workspace_needs_a_name(alice_client):
    assert alice_client.post("/workspace/new/", {"name": " "}).status_code == 400


def test_renaming_the_workspace(alice_client, workspace):
    alice_client.post("/workspace/rename/", {"name": "Acme Group"})
    workspace.refresh_from_db()
    assert workspace.name == "Acme Group"
    assert alice_client.post("/workspace/rename/", {"name": ""}).status_code == 400


def test_switching_between_workspaces(alice_client, alice, workspace):
    second = make_workspace("Second", admin=alice)
    assert "Members of Acme" in alice_client.get(MEMBERS).content.decode(), "the oldest is the default"
    alice_client.post("/workspace/switch/", {"workspace": second.pk})
    assert "Members of Second" in alice_client.get(MEMBERS).content.decode()


def test_nobody_switches_into_a_foreign_workspace(alice_client, other_workspace):
    assert alice_client.post("/workspace/switch/", {"workspace": other_workspace.pk}).status_code == 404
    assert "Members of Acme" in alice_client.get(MEMBERS).content.decode()


def test_leaving_the_current_workspace_leads_to_another(alice_client, alice, bob, workspace):
    second = make_workspace("Second", admin=alice)
    alice_client.post("/workspace/switch/", {"workspace": second.pk})
    Membership.objects.filter(workspace=second).delete()
    assert "Members of Acme" in alice_client.get(MEMBERS).content.decode()


def test_somebody_without_a_workspace_is_led_to_make_one(alice_client, alice):
    Membership.objects.filter(user=alice).delete()
    assert alice_client.get(MEMBERS)["Location"] == "/workspace/new/"
    page = alice_client.get("/workspace/new/")
    assert page.status_code == 200
    assert alice_client.get(MEMBERS, headers={"Accept": "application/json"}).json()["error"]["code"] == "no_workspace"


def test_services_check_rights_themselves(bob, alice, workspace):
    with pytest.raises(Forbidden):
        services.add_member(user=bob, workspace=workspace, member=make_user("dora"), role="viewer")
    with pytest.raises(Conflict):
        services.change_role(user=alice, workspace=workspace, member_id=alice.pk, role="viewer")


def test_members_through_the_api(alice_api, bob_api, charlie_api, bob, workspace):
    url = f"/api/v1/workspaces/{workspace.pk}/members"
    dora = make_user("dora")
    assert [member["email"] for member in bob_api.get(url).json()] == ["alice@example.com", "bob@example.com"]
    assert alice_api.post(url, {"email": "dora@example.com", "role": "analyst"}).json()["role"] == "analyst"
    assert alice_api.post(url, {"email": "new@example.com"}).json()["link"].startswith("http://localhost:8000/invitations/")
    assert alice_api.patch(f"{url}/{dora.pk}", {"role": "viewer"}).json()["role"] == "viewer"
    assert alice_api.delete(f"{url}/{dora.pk}").status_code == 204
    assert bob_api.post(url, {"email": "x@example.com"}).status_code == 403
    assert bob_api.patch(f"{url}/{bob.pk}", {"role": "admin"}).status_code == 403
    assert alice_api.patch(f"{url}/{bob.pk}", {"role": "king"}).status_code == 400
    assert charlie_api.get(url).status_code == 404
    assert bob_api.delete(f"{url}/{bob.pk}").status_code == 204


def test_workspaces_through_the_api(alice_api, bob_api, charlie_api, workspace):
    url = "/api/v1/workspaces"
    assert [(one["name"], one["role"]) for one in bob_api.get(url).json()] == [("Acme", "viewer")]
    made = bob_api.post(url, {"name": "Bob's own"})
    assert (made.status_code, made.json()["role"]) == (201, "admin")
    one = f"{url}/{workspace.pk}"
    assert bob_api.get(one).json()["name"] == "Acme"
    assert bob_api.patch(one, {"name": "Mine"}).status_code == 403
    assert alice_api.patch(one, {"name": "Acme Group"}).json()["name"] == "Acme Group"
    assert charlie_api.get(one).status_code == 404


def test_a_member_list_takes_few_queries(alice_client, workspace, django_assert_max_num_queries):
    for number in range(12):
        join(make_user(f"person{number}"), workspace, Role.VIEWER)
    alice_client.get("/settings/")  # the first request of a session looks up how long it may live
    with django_assert_max_num_queries(9):
        alice_client.get(MEMBERS)
