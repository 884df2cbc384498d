"""The second step of a sign-in: who is asked, what is accepted, once, and which browsers are trusted."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value
from django.core import mail
from django.test import Client
from django.utils import timezone
from factories import PASSWORD, make_workspace

from apps.accounts.models import TrustedDevice, User
from apps.accounts.services import factors
from apps.core.models import AuditEntry

pytestmark = pytest.mark.django_db
LOGIN, STEP, TOKEN = "/accounts/login/", "/accounts/second-step/", "/api/v1/auth/token"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of nobody


def begin(client: Client, user: User) -> Any:
    return client.post(LOGIN, {"login": user.email, "password": PASSWORD})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def mailed() -> str:
    return re.search(r"\b(\d{6})\b", str(mail.outbox[-1].body))[1]


def shown(ahead: int = 0) -> str:
    return f"{hotp_value(SECRET, int(time.time()) // 30 + ahead):06}"


def with_app(user: User) -> list[str]:
    """Give them an app; returns recovery codes. Its code of now is not used up by that."""
    return factors.add_app(user=user, secret=SECRET, text=shown())


@pytest.fixture
def sent(settings: Any) -> None:
    """Mail leaves the machine."""
    settings.MAIL_IS_SENT = True


def test_it_works(nobody_client: Client, alice: User, workspace: Any, sent: None) -> None:
    assert begin(nobody_client, alice)["Location"] == STEP
    assert not signed_in(nobody_client)
    assert "a•••@e•••.com" in nobody_client.get(STEP).content.decode()
    assert nobody_client.post(STEP, {"code": "x"}).status_code == 400
    done = nobody_client.post(STEP, {"code": mailed(), "trust": "1"})
    assert (done["Location"], signed_in(nobody_client)) == ("/", True)
    cookie = nobody_client.cookies["pilotba_device"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 30 * 24 * 3600)
    nobody_client.post("/accounts/logout/")
    assert begin(nobody_client, alice)["Location"] == "/", "this browser is trusted"
    assert begin(Client(), alice)["Location"] == STEP
    acts = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"signin", "signin.second_step", "signin.second_step_failed", "device.trust", "signout"} <= acts


def test_on_a_laptop_without_mail_nobody_is_asked(nobody_client: Client, alice: User, workspace: Any) -> None:
    assert begin(nobody_client, alice)["Location"] == "/"


@pytest.mark.parametrize(
    ("plan", "own", "trusted", "asked"),
    [
        ("free", "", False, True),
        ("free", "", True, False),
        ("premium", "", True, True),
        ("premium", "off", False, False),
        ("free", "always", True, True),
        ("free", "untrusted", True, False),
    ],
)
def test_the_policy_decides(
    nobody_client: Client, alice: User, workspace: Any, sent: None, plan: str, own: str, trusted: bool, asked: bool
) -> None:
    if trusted:
        begin(nobody_client, alice)
        nobody_client.get(STEP)
        nobody_client.post(STEP, {"code": mailed(), "trust": "1"})
        nobody_client.post("/accounts/logout/")
    type(workspace).objects.update(plan=plan, second_step=own)
    assert (begin(nobody_client, alice)["Location"] == STEP) == asked


def test_the_strictest_workspace_of_a_person_decides(nobody_client: Client, alice: User, workspace: Any) -> None:
    strict = make_workspace("Strict", analyst=alice)
    strict.second_step = "always"
    strict.save()
    assert begin(nobody_client, alice)["Location"] == STEP
    page = nobody_client.get(STEP).content.decode()
    assert "Trust this browser" not in page
    nobody_client.post(STEP, {"code": mailed(), "trust": "1"})
    assert not TrustedDevice.objects.exists()


def test_a_link_that_works_once_needs_no_second_step(nobody_client: Client, alice: User, workspace: Any, sent: None) -> None:
    from apps.accounts.services import signin

    link = signin.one_time_link(alice, "")
    assert nobody_client.get(link)["Location"] == "/"
    assert signed_in(nobody_client)


def test_an_address_that_was_never_shown_has_to_be(nobody_client: Client, alice: User, workspace: Any) -> None:
    EmailAddress.objects.create(user=alice, email=alice.email, verified=False, primary=True)
    assert begin(nobody_client, alice)["Location"] == STEP
    nobody_client.get(STEP)
    nobody_client.post(STEP, {"code": mailed()})
    assert signed_in(nobody_client)
    assert EmailAddress.objects.get(user=alice).verified


def test_an_app_is_asked_for_instead_of_a_mail_and_each_code_works_once(nobody_client: Client, alice: User, workspace: Any) -> None:
    with_app(alice)
    mail.outbox.clear()
    assert begin(nobody_client, alice)["Location"] == STEP
    assert "Enter the code that your app shows" in nobody_client.get(STEP).content.decode()
    code = shown()
    nobody_client.post(STEP, {"code": f"{code[:3]} {code[3:]}"})
    assert signed_in(nobody_client)
    assert not mail.outbox
    second = Client()
    begin(second, alice)
    assert second.post(STEP, {"code": code}).status_code == 400
    assert not signed_in(second)
    second.post(STEP, {"code": shown(1)})
    assert signed_in(second), "a clock that is half a minute off is no obstacle"


def test_a_recovery_code_replaces_the_app_once(nobody_client: Client, alice: User, workspace: Any) -> None:
    first, *_ = with_app(alice)
    begin(nobody_client, alice)
    nobody_client.post(STEP, {"code": first})
    assert signed_in(nobody_client)
    assert factors.codes_left(alice) == 9
    second = Client()
    begin(second, alice)
    assert second.post(STEP, {"code": first}).status_code == 400


def test_five_wrong_codes_lock_the_step(nobody_client: Client, alice: User, workspace: Any) -> None:
    with_app(alice)
    begin(nobody_client, alice)
    answers = [nobody_client.post(STEP, {"code": "000000"}).status_code for _ in range(6)]
    assert answers == [400, 400, 400, 400, 429, 429]
    assert nobody_client.post(STEP, {"code": shown()}).status_code == 429
    assert AuditEntry.objects.filter(action="signin.second_step_failed", user=alice, after={"locked": True}).exists()


def test_no_secret_is_stored_in_the_clear(alice: User) -> None:
    codes = with_app(alice)
    stored = str(list(Authenticator.objects.values()))
    assert SECRET not in stored
    assert not any(code in stored for code in codes)
    assert '"secret": "v1.' in stored.replace("'", '"')


def test_the_step_is_part_of_a_sign_in_only(nobody_client: Client, alice_client: Client) -> None:
    assert nobody_client.get(STEP)["Location"] == LOGIN
    assert alice_client.post(STEP, {"code": "1"})["Location"] == LOGIN


def trusted_browser(alice: User) -> Client:
    client = Client()
    begin(client, alice)
    client.get(STEP)
    client.post(STEP, {"code": mailed(), "trust": "1"})
    client.post("/accounts/logout/")
    return client


def test_trust_ends_when_revoked_with_time_with_a_password_and_with_a_factor(alice: User, bob: User, workspace: Any, sent: None) -> None:
    client = trusted_browser(alice)
    begin(client, alice)
    device = TrustedDevice.objects.get()
    assert "Browsers you trust" in client.get("/settings/").content.decode()
    stranger = Client()
    stranger.force_login(bob, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert stranger.post(f"/settings/devices/{device.pk}/revoke/").status_code == 404
    client.post(f"/settings/devices/{device.pk}/revoke/")
    client.post("/accounts/logout/")
    assert begin(client, alice)["Location"] == STEP

    aged = trusted_browser(bob)
    TrustedDevice.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert begin(aged, bob)["Location"] == STEP
    TrustedDevice.objects.update(expires_at=timezone.now() + timedelta(days=1))
    with_app(bob)
    assert not TrustedDevice.objects.filter(user=bob).exists()


def test_a_new_password_ends_trust(alice: User, workspace: Any, sent: None) -> None:
    client = trusted_browser(alice)
    alice.set_password(PASSWORD)  # the same text, hashed anew
    alice.save()
    assert begin(client, alice)["Location"] == STEP


def test_two_people_trust_one_browser(alice: User, bob: User, workspace: Any, sent: None) -> None:
    client = trusted_browser(alice)
    begin(client, bob)
    client.get(STEP)
    client.post(STEP, {"code": mailed(), "trust": "1"})
    client.post("/accounts/logout/")
    for person in (alice, bob):
        assert begin(client, person)["Location"] == "/"
        client.post("/accounts/logout/")


def test_programs_are_asked_too(nobody_api: Any, alice: User, workspace: Any, sent: None) -> None:
    said = {"email": alice.email, "password": PASSWORD}
    asked = nobody_api.post(TOKEN, said)
    error = asked.json()["error"]
    assert (asked.status_code, error["code"], error["details"]["ways"]) == (401, "second_step_required", ["email"])
    assert nobody_api.post(TOKEN, said | {"code": mailed()}).status_code == 400, "which mail?"
    assert nobody_api.post(TOKEN, said | {"code": mailed(), "code_id": error["details"]["code_id"]}).status_code == 200
    assert nobody_api.post(TOKEN, said | {"password": "wrong horse 7", "code": "1"}).status_code == 401
    with_app(alice)
    assert nobody_api.post(TOKEN, said).json()["error"]["details"] == {"ways": ["app", "recovery"]}
    assert nobody_api.post(TOKEN, said | {"code": shown()}).status_code == 200
