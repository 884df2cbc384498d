"""Signing in, up and out with e-mail and password."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from factories import PASSWORD, make_user

from apps.accounts.models import User
from apps.accounts.services import guard
from apps.core import limits
from apps.core.models import AuditEntry

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def sign_in(client: Client, email: str = "alice@example.com", password: str = PASSWORD, **more: str):
    return client.post(LOGIN, {"login": email, "password": password, **more})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_it_works(nobody_client, alice, workspace):
    response = sign_in(nobody_client)
    assert (response.status_code, response["Location"]) == (302, "/")
    page = nobody_client.get("/settings/")
    assert page.status_code == 200
    assert "alice@example.com" in page.content.decode()
    assert AuditEntry.objects.filter(action="signin", user=alice).exists()


def test_the_address_may_be_written_in_capitals(nobody_client, alice):
    sign_in(nobody_client, email="Alice@Example.COM")
    assert signed_in(nobody_client)


@pytest.mark.parametrize("who", ["alice@example.com", "unknown@example.com"])
def test_a_wrong_password_and_an_unknown_address_look_alike(nobody_client, alice, who):
    response = sign_in(nobody_client, email=who, password="wrong horse 7")
    text = response.content.decode()
    assert response.status_code == 200
    assert "The e-mail address or the password is not right." in text
    assert not signed_in(nobody_client)


@pytest.mark.parametrize("who", ["alice@example.com", "unknown@example.com"])
def test_five_failures_lock_the_account_even_for_the_right_password(nobody_client, alice, who):
    for _ in range(5):
        assert guard.LOCKED not in sign_in(nobody_client, email=who, password="wrong horse 7").content.decode()
    assert guard.LOCKED in sign_in(nobody_client, email=who).content.decode()
    assert not signed_in(nobody_client)


def test_the_owner_of_a_locked_account_is_told_and_nobody_else(nobody_client, alice):
    for who in (alice.email, "unknown@example.com"):
        for _ in range(6):
            sign_in(nobody_client, email=who, password="wrong horse 7")
    assert [(message.to, "locked" in message.subject) for message in mail.outbox] == [([alice.email], True)]
    assert AuditEntry.objects.filter(action="signin.locked").count() == 2


@pytest.mark.skipif(settings.ON_SERVICES, reason="Redis ends the lock by a clock that no test can set")
def test_the_lock_ends_after_fifteen_minutes(nobody_client, alice, monkeypatch):
    for _ in range(5):
        sign_in(nobody_client, password="wrong horse 7")
    now = limits.time.time()
    monkeypatch.setattr(limits.time, "time", lambda: now + 14.9 * 60)
    sign_in(nobody_client)
    assert not signed_in(nobody_client)
    monkeypatch.setattr(limits.time, "time", lambda: now + 15.1 * 60)
    sign_in(nobody_client)
    assert signed_in(nobody_client)


def test_a_right_password_forgets_earlier_failures(nobody_client, alice):
    for _ in range(3):
        for _ in range(4):
            sign_in(nobody_client, password="wrong horse 7")
        sign_in(nobody_client)
        assert signed_in(nobody_client)
        nobody_client.post("/accounts/logout/")


def test_the_lock_of_one_account_does_not_touch_another(nobody_client, alice, bob):
    for _ in range(6):
        sign_in(nobody_client, password="wrong horse 7")
    sign_in(nobody_client, email="bob@example.com")
    assert signed_in(nobody_client)


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "http:evil.example"]
)
def test_signing_in_never_leads_to_a_foreign_site(nobody_client, alice, target):
    assert sign_in(nobody_client, next=target)["Location"] == "/"


def test_signing_in_leads_back_to_where_one_wanted_to_go(nobody_client, alice, workspace):
    wanted = nobody_client.get("/workspace/members/")
    assert wanted["Location"] == "/accounts/login/?next=/workspace/members/"
    assert sign_in(nobody_client, next="/workspace/members/")["Location"] == "/workspace/members/"


def test_htmx_is_told_to_load_the_sign_in_page(nobody_client):
    response = nobody_client.get("/workspace/members/", headers={"HX-Request": "true"})
    assert response.status_code == 401
    assert response["HX-Redirect"].startswith(LOGIN)


def test_somebody_switched_off_cannot_sign_in(nobody_client, alice):
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert sign_in(nobody_client)["Location"] == "/accounts/inactive/"
    assert "switched off" in nobody_client.get("/accounts/inactive/").content.decode()
    assert not signed_in(nobody_client)


def test_switching_somebody_off_ends_their_sessions(alice_client, alice):
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert alice_client.get("/settings/").status_code == 302


def test_signing_out_takes_a_post(alice_client, alice):
    assert "Sign out of PilotBA?" in alice_client.get("/accounts/logout/").content.decode()
    assert signed_in(alice_client)
    assert alice_client.post("/accounts/logout/")["Location"] == LOGIN
    assert not signed_in(alice_client)
    assert AuditEntry.objects.filter(action="signout", user=alice).exists()


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short 7", "too short"),
        ("password123", "too common"),
        ("onlyletterslong", "at least one digit"),
        ("7482917364982", "letters"),
        ("dora@example.com1", "similar"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(nobody_client, password, reason):
    response = nobody_client.post("/accounts/signup/", {"name": "Dora", "email": "dora@example.com", "password1": password})
    assert reason in response.content.decode()
    assert not User.objects.exists()


def test_too_many_sign_ups_from_one_address_are_refused(nobody_client):
    form = {"name": "Dora", "password1": "blue bicycle 42"}
    answers = [nobody_client.post("/accounts/signup/", form | {"email": f"dora{number}@example.com"}) for number in range(21)]
    assert [answers[0].status_code, answers[-1].status_code] == [302, 429]
    assert "Too many requests" in answers[-1].content.decode()


def test_a_forgotten_password_is_reset_by_mail(nobody_client, alice):
    for _ in range(6):
        sign_in(nobody_client, password="wrong horse 7")
    assert nobody_client.post("/accounts/password/reset/", {"email": "alice@example.com"})["Location"].endswith("/done/")
    assert "look into" in nobody_client.get("/accounts/password/reset/done/").content.decode().lower()
    link = re.search(r"http://localhost:8000(/accounts/password/reset/key/\S+)", str(mail.outbox[-1].body))[1]
    form = nobody_client.get(link, follow=True)
    words = {"password1": "green bicycle 43", "password2": "green bicycle 43"}
    done = nobody_client.post(form.redirect_chain[-1][0], words, follow=True)
    assert "password is changed" in done.content.decode()
    sign_in(nobody_client, password="green bicycle 43")
    assert signed_in(nobody_client)
    assert "no longer works" in Client().get(link).content.decode()


def test_asking_for_an_unknown_address_looks_the_same(nobody_client, alice):
    known = nobody_client.post("/accounts/password/reset/", {"email": "alice@example.com"})
    unknown = nobody_client.post("/accounts/password/reset/", {"email": "unknown@example.com"})
    assert (known.status_code, known["Location"], known.content) == (unknown.status_code, unknown["Location"], unknown.content)
    assert [message.to for message in mail.outbox] == [["alice@example.com"], ["unknown@example.com"]]
    assert "no account has this address" in str(mail.outbox[1].body)


def test_the_mail_never_leads_to_a_forged_host(nobody_client, alice, settings):
    settings.ALLOWED_HOSTS = ["*"]
    nobody_client.post("/accounts/password/reset/", {"email": "alice@example.com"}, headers={"Host": "evil.example"})
    assert "evil.example" not in str(mail.outbox[0].body)


def test_changing_the_password_ends_other_sessions(alice_client, alice, workspace):
    elsewhere = Client()
    sign_in(elsewhere)
    words = {"oldpassword": PASSWORD, "password1": "green bicycle 43", "password2": "green bicycle 43"}
    assert alice_client.post("/accounts/password/change/", words)["Location"] == "/settings/"
    assert "Password changed." in alice_client.get("/settings/").content.decode()
    assert elsewhere.get("/settings/").status_code == 302
    assert AuditEntry.objects.filter(action="password.change", user=alice).exists()


def test_changing_the_password_takes_the_old_one(alice_client):
    words = {"oldpassword": "not it 1", "password1": "green bicycle 43", "password2": "green bicycle 43"}
    assert "not your current password" in alice_client.post("/accounts/password/change/", words).content.decode()


def test_somebody_without_a_password_sets_one(db):
    dora = make_user("dora")
    dora.set_unusable_password()
    dora.save()
    client = Client()
    client.force_login(dora, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "Set a password" in client.get("/accounts/password/set/").content.decode()
    client.post("/accounts/password/set/", {"password1": "green bicycle 43", "password2": "green bicycle 43"})
    dora.refresh_from_db()
    assert dora.check_password("green bicycle 43")


def test_passwords_are_stored_with_argon2(settings):
    from bi_platform.settings import accounts

    settings.PASSWORD_HASHERS = accounts.PASSWORD_HASHERS
    assert make_user("dora").password.startswith("argon2$argon2id$")
