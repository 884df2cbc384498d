"""Changing address and password, and signing out everywhere: what it ends, who is told, who may."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from factories import PASSWORD
from rest_framework.test import APIClient

from apps.accounts.models import User
from apps.accounts.services import api_keys, factors, tokens
from apps.core.models import AuditEntry

pytestmark = pytest.mark.django_db
EMAIL, CODE = "/settings/email/", "/settings/email/code/"
NEW = "green bicycle 43"


def mailed(to: str) -> str:
    return next(re.search(r"\b(\d{6})\b", str(one.body))[1] for one in reversed(mail.outbox) if one.to == [to])


def browser(user: User) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return client


def with_token(text: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
    return client


def doors(user: User) -> list[Any]:
    """Another browser, a token and a key: each opens /me."""
    key = api_keys.make_key(user=user, name="Script", scope="read")[1]
    return [browser(user), with_token(tokens.issue(user=user).access), with_token(key)]


def opened(found: list[Any]) -> list[int]:
    return [door.get("/api/v1/me").status_code for door in found]


def test_it_works(alice: User, workspace: Any) -> None:
    here, others = browser(alice), doors(alice)
    assert here.post(EMAIL, {"email": "Alice@Example.ORG"})["Location"] == CODE
    assert "a•••@e•••.org" in here.get(CODE).content.decode()
    assert [one.to for one in mail.outbox[-2:]] == [["alice@example.org"], ["alice@example.com"]]
    alice.refresh_from_db()
    assert alice.email == "alice@example.com", "nothing changes before the code is back"
    assert here.post(CODE, {"code": "nonsense"}).status_code == 400
    assert opened(others) == [200, 200, 200]
    assert here.post(CODE, {"code": mailed("alice@example.org")})["Location"] == "/settings/"
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"
    assert EmailAddress.objects.get(user=alice).email == "alice@example.org"
    assert opened(others) == [401, 401, 401]
    assert here.get("/settings/").status_code == 200
    assert mail.outbox[-1].to == ["alice@example.com"]
    entry = AuditEntry.objects.get(action="address.change")
    assert entry.before["email"] != entry.after["email"]
    assert (
        "_auth_user_id" not in Client().post("/accounts/login/", {"login": "alice@example.com", "password": PASSWORD}).wsgi_request.session
    )


def test_a_taken_address_is_answered_alike(alice: User, bob: User, workspace: Any) -> None:
    here = browser(alice)
    assert here.post(EMAIL, {"email": bob.email})["Location"] == CODE
    assert "has an account of its own" in str(next(one for one in mail.outbox if one.to == [bob.email]).body)
    assert here.post(CODE, {"code": "000000"}).status_code == 400
    bob.refresh_from_db()
    assert bob.email == "bob@example.com"


@pytest.mark.parametrize("email", ["no address", "alice@example.com", "x@y\nBcc: z@example.com"])
def test_what_is_no_new_address_is_refused(alice: User, workspace: Any, email: str) -> None:
    assert browser(alice).post(EMAIL, {"email": email}).status_code == 400
    assert not mail.outbox


def test_the_password_is_asked_again(alice_client: Client) -> None:
    assert alice_client.get(EMAIL)["Location"].startswith("/accounts/reauthenticate/")


def test_nobody_takes_anothers_code(alice_api: Any, bob_api: Any) -> None:
    begun = alice_api.post("/api/v1/me/email", {"email": "new@example.com", "password": PASSWORD}).json()
    assert "id" in begun, begun
    said = {"id": begun["id"], "code": mailed("new@example.com")}
    assert bob_api.post("/api/v1/me/email/confirm", said).status_code == 404
    assert alice_api.post("/api/v1/me/email/confirm", said).json()["email"] == "new@example.com"


def test_a_new_password_ends_everything_else(alice: User, workspace: Any) -> None:
    here, others = browser(alice), doors(alice)
    words = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post("/accounts/password/change/", words)["Location"] == "/settings/"
    assert here.get("/settings/").status_code == 200
    assert opened(others) == [401, 401, 401]
    assert (mail.outbox[-1].to, "password was changed" in mail.outbox[-1].subject) == ([alice.email], True)


def test_programs_change_the_password_with_the_old_one(alice: User, workspace: Any) -> None:
    found = doors(alice)
    program = found[1]
    url = "/api/v1/me/password"
    assert found[2].post(url, {"password": PASSWORD, "new_password": NEW}).status_code == 403, "no key may"
    assert program.post(url, {"password": "wrong horse 7", "new_password": NEW}).status_code == 400
    assert "new_password" in program.post(url, {"password": PASSWORD, "new_password": "password"}).json()["error"]["details"]["fields"]
    assert program.post(url, {"password": PASSWORD, "new_password": NEW}).status_code == 204
    alice.refresh_from_db()
    assert alice.check_password(NEW)
    assert opened(found) == [401, 401, 401]


def test_guessing_the_old_password_locks(alice_api: Any) -> None:
    said = {"password": "wrong horse 7", "new_password": NEW}
    assert [alice_api.post("/api/v1/me/password", said).status_code for _ in range(6)] == [400] * 5 + [429]


def test_signing_out_everywhere(alice: User, workspace: Any) -> None:
    here, others = browser(alice), doors(alice)
    assert here.post("/settings/sessions/everywhere/")["Location"] == "/accounts/login/"
    assert opened([here, *others]) == [401, 401, 401, 401]
    alice.refresh_from_db()
    again, more = browser(alice), doors(alice)
    assert again.get("/settings/").status_code == 200
    assert more[2].delete("/api/v1/me/sessions").status_code == 403, "no key may"
    assert more[1].delete("/api/v1/me/sessions").status_code == 204
    assert opened([again, *more]) == [401, 401, 401, 401]


def test_sessions_factors_and_devices_by_program(alice: User, bob_api: Any, workspace: Any) -> None:
    browser(alice)
    program = with_token(tokens.issue(user=alice).access)
    place = program.get("/api/v1/me/sessions").json()[0]
    assert place["current"] is False
    assert bob_api.delete(f"/api/v1/me/sessions/{place['id']}").status_code == 404
    assert program.delete(f"/api/v1/me/sessions/{place['id']}").status_code == 204
    secret = program.post("/api/v1/me/factors/secret").json()["secret"]
    import time

    from allauth.mfa.totp.internal.auth import hotp_value

    said = {"password": PASSWORD, "secret": secret, "code": f"{hotp_value(secret, int(time.time()) // 30):06}"}
    assert program.post("/api/v1/me/factors", said | {"password": "wrong horse 7"}).status_code == 400
    assert len(program.post("/api/v1/me/factors", said).json()["codes"]) == 10
    factor = program.get("/api/v1/me/factors").json()[0]
    assert (factor["kind"], factor["name"]) == ("totp", "The app that shows codes")
    assert len(program.post("/api/v1/me/factors/recovery-codes", {"password": PASSWORD}).json()["codes"]) == 10
    assert bob_api.post(f"/api/v1/me/factors/{factor['id']}/remove", {"password": PASSWORD}).status_code == 404
    assert program.post(f"/api/v1/me/factors/{factor['id']}/remove", {"password": PASSWORD}).status_code == 204
    assert not factors.has_strong(alice)
    assert program.get("/api/v1/me/devices").json() == []
    assert program.delete("/api/v1/me/devices/k7m2w9q4r8t3ab").status_code == 404


def test_administrators_set_the_policy(alice_client: Client, alice_api: Any, bob_api: Any, charlie_api: Any, workspace: Any) -> None:
    url = f"/api/v1/workspaces/{workspace.pk}/security"
    form = {"second_step": "always", "idle_minutes": "30", "session_hours": ""}
    assert alice_client.post("/workspace/security/", form).status_code == 302
    told = alice_api.get(url).json()
    assert told == {"second_step": "always", "idle_minutes": 30, "session_hours": None, "default_second_step": "off"}
    assert alice_client.post("/workspace/security/", form | {"idle_minutes": "1"}).status_code == 400
    assert alice_api.put(url, {"second_step": "never"}).status_code == 400
    assert alice_api.put(url, {"second_step": "", "session_hours": 9999}).status_code == 400
    assert alice_api.put(url, {"second_step": ""}).json()["idle_minutes"] is None
    assert (bob_api.get(url).status_code, charlie_api.get(url).status_code) == (403, 404)
    assert AuditEntry.objects.filter(action="workspace.security", workspace_id=workspace.pk).count() == 2
