"""Ways in other than a password: one-time links, invitations, the first administrator."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from factories import make_user

from apps.accounts.models import Invitation, Membership, SignInLink, User, Workspace
from apps.accounts.services import invitations, setup, signin
from apps.core.errors import Conflict, InvalidInput
from apps.core.models import AuditEntry

pytestmark = pytest.mark.django_db


def path_of(link: str) -> str:
    return urlsplit(link).path


def link_of(user, **more) -> str:
    return path_of(signin.one_time_link(user, "http://localhost:8000", **more))


def invited(alice, workspace, email="dora@example.com", role="analyst") -> str:
    return path_of(invitations.invite(user=alice, workspace=workspace, email=email, role=role, base_url="http://localhost:8000/"))


def test_it_works(nobody_client, alice, workspace):
    assert nobody_client.get(link_of(alice))["Location"] == "/"
    assert nobody_client.get("/settings/").status_code == 200
    assert AuditEntry.objects.filter(action="signin.link", user=alice).exists()


def test_a_link_is_absolute_and_its_secret_is_not_stored(alice):
    link = signin.one_time_link(alice, "https://bi.example.com/")
    assert link.startswith("https://bi.example.com/accounts/link/")
    secret = link.rstrip("/").rpartition("/")[2]
    assert len(secret) >= 43
    assert secret not in str(SignInLink.objects.values().get())


def test_a_link_works_once(nobody_client, alice):
    link = link_of(alice)
    nobody_client.get(link)
    second = Client()
    answer = second.get(link)
    assert answer.status_code == 401
    assert "used already or is too old" in answer.content.decode()
    assert "_auth_user_id" not in second.session


@pytest.mark.parametrize(
    ("life", "age", "status"),
    [
        (signin.FOR_PEOPLE, 14, 302),
        (signin.FOR_PEOPLE, 15, 401),
        (signin.FOR_FIRST_START, 23 * 60, 302),
        (signin.FOR_FIRST_START, 24 * 60, 401),
    ],
)
def test_a_link_ends(nobody_client, alice, life, age, status):
    link = link_of(alice, life=life)
    stored = SignInLink.objects.get()
    SignInLink.objects.update(expires_at=stored.expires_at - timedelta(minutes=age))
    assert nobody_client.get(link).status_code == status


def test_looking_ahead_does_not_spend_a_link(nobody_client, alice):
    link = link_of(alice)
    assert nobody_client.get(link, headers={"Sec-Purpose": "prefetch;prerender"}).status_code == 503
    assert nobody_client.head(link).status_code == 405
    assert nobody_client.get(link).status_code == 302


def test_a_made_up_link_signs_nobody_in(nobody_client, alice):
    link_of(alice)
    assert nobody_client.get("/accounts/link/made-up/").status_code == 401


def test_a_link_of_somebody_switched_off_is_dead(nobody_client, alice):
    link = link_of(alice)
    User.objects.update(is_active=False)
    assert nobody_client.get(link).status_code == 401


def test_an_invited_person_signs_up_and_joins(nobody_client, alice, workspace):
    link = invited(alice, workspace)
    page = nobody_client.get(link).content.decode()
    assert "Alice invites dora@example.com as analyst" in page
    form = {"name": "Dora", "email": "dora@example.com", "password1": "blue bicycle 42", "next": link}
    nobody_client.post("/accounts/signup/", form)
    code = re.search(r"\b\d{6}\b", str(mail.outbox[-1].body))[0]
    assert nobody_client.post("/accounts/signup/code/", {"code": code})["Location"] == link
    assert "Join the workspace" in nobody_client.get(link).content.decode()
    assert nobody_client.post(link)["Location"] == "/"
    assert Membership.objects.get(workspace=workspace, user__email="dora@example.com").role == "analyst"
    assert "Members of Acme" in nobody_client.get("/workspace/members/").content.decode()
    assert nobody_client.get(link).status_code == 404


def test_an_invitation_is_for_its_address_only(charlie_client, alice, workspace, charlie):
    link = invited(alice, workspace)
    assert "You are signed in as charlie@example.com" in charlie_client.get(link).content.decode()
    assert charlie_client.post(link).status_code == 403
    assert not Membership.objects.filter(workspace=workspace, user=charlie).exists()


def test_nobody_joins_without_signing_in(nobody_client, alice, workspace):
    link = invited(alice, workspace)
    assert "Create an account" in nobody_client.post(link).content.decode()
    assert Invitation.objects.get().accepted_at is None


def test_an_invitation_ends_after_seven_days(nobody_client, alice, workspace):
    link = invited(alice, workspace)
    Invitation.objects.update(expires_at=timezone.now())
    assert nobody_client.get(link).status_code == 404


def test_a_withdrawn_invitation_is_dead(alice_client, bob_client, nobody_client, alice, workspace):
    link = invited(alice, workspace)
    withdraw = f"/workspace/invitations/{Invitation.objects.get().pk}/withdraw/"
    assert bob_client.post(withdraw).status_code == 403
    assert alice_client.post(withdraw).status_code == 302
    assert nobody_client.get(link).status_code == 404
    assert alice_client.post(withdraw).status_code == 404


def test_a_new_invitation_replaces_the_old_one(nobody_client, alice, workspace):
    first, second = invited(alice, workspace), invited(alice, workspace)
    assert [nobody_client.get(link).status_code for link in (first, second)] == [404, 200]


def test_members_are_not_invited(alice, bob, workspace):
    with pytest.raises(Conflict):
        invited(alice, workspace, email="Bob@example.com")
    with pytest.raises(InvalidInput):
        invited(alice, workspace, role="king")


def test_the_first_administrator_runs_the_sample_workspace(nobody_api):
    user = setup.first_administrator("boss@example.com", "correct horse 7 Battery")
    assert (user.is_staff, user.is_superuser) == (True, True)
    seat = Membership.objects.select_related("workspace").get(user=user)
    assert (seat.workspace.name, seat.role) == ("Sample workspace", "admin")
    answer = nobody_api.post("/api/v1/auth/token", {"email": "boss@example.com", "password": "correct horse 7 Battery"})
    assert answer.status_code == 200


def test_the_first_administrator_is_made_once_and_keeps_the_password():
    first = setup.first_administrator("boss@example.com", "correct horse 7 Battery")
    again = setup.first_administrator("Boss@example.com", "another horse 8")
    assert first.pk == again.pk
    assert again.check_password("correct horse 7 Battery")
    assert Workspace.objects.count() == 1


def test_a_second_administrator_joins_the_same_sample_workspace():
    setup.first_administrator("boss@example.com")
    setup.first_administrator("other@example.com")
    assert Workspace.objects.count() == 1
    assert Membership.objects.filter(role="admin").count() == 2


def test_without_a_password_only_a_link_signs_in(nobody_client, nobody_api):
    user = setup.first_administrator()
    assert not user.has_usable_password()
    assert nobody_api.post("/api/v1/auth/token", {"email": user.email, "password": ""}).status_code == 400
    assert nobody_client.get(link_of(user, life=signin.FOR_FIRST_START)).status_code == 302
    assert "Set a password" in nobody_client.get("/settings/").content.decode()


def test_addresses_are_compared_without_case():
    from apps.accounts.services.people import create_user

    make_user("dora")
    with pytest.raises(Conflict):
        create_user(email="DORA@example.com ", password="x")
