"""Second factors: set up, listed, removed, sealed at rest, carried over to a new key."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from accounts.test_second_step import begin, shown, with_app
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value
from django.core import mail
from django.core.management import call_command
from django.test import Client
from factories import PASSWORD

from apps.accounts.models import User
from apps.accounts.services import factors
from apps.core import crypto
from apps.core.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(alice: User, workspace: Any) -> Client:
    client = Client()
    begin(client, alice)
    return client


def test_it_works(browser: Client, alice: User) -> None:
    page = browser.get("/settings/second-step/app/")
    secret = page.context["secret"]
    assert "data:image/svg+xml;base64," in page.content.decode()
    assert secret not in str(browser.session.items()), "sealed while it waits"
    assert browser.post("/settings/second-step/app/", {"code": "000000"}).status_code == 400
    right = f"{hotp_value(secret, int(time.time()) // 30):06}"
    made = browser.post("/settings/second-step/app/", {"code": right})
    assert made.status_code == 201
    codes = made.context["codes"]
    assert len(set(codes)) == 10
    settings_page = browser.get("/settings/").content.decode()
    assert "The app that shows codes" in settings_page
    assert "10 left" in settings_page
    assert "second step" in mail.outbox[-1].subject
    again = browser.post("/settings/second-step/codes/").context["codes"]
    assert not set(again) & set(codes)
    factor = Authenticator.objects.get(type="totp")
    assert browser.post(f"/settings/second-step/{factor.pk}/remove/").status_code == 302
    assert not Authenticator.objects.filter(user=alice).exists(), "recovery codes go with the last factor"
    acts = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"factor.add", "factor.codes", "factor.remove"} <= acts


def test_changing_factors_asks_for_the_password_when_it_was_long_ago(alice_client: Client, alice: User) -> None:
    asked = alice_client.get("/settings/second-step/app/")
    assert asked["Location"] == "/accounts/reauthenticate/?next=%2Fsettings%2Fsecond-step%2Fapp%2F"
    assert alice_client.post(asked["Location"], {"password": "wrong horse 7"}).status_code == 200
    assert alice_client.post(asked["Location"], {"password": PASSWORD})["Location"] == "/settings/second-step/app/"
    assert alice_client.get("/settings/second-step/app/").status_code == 200


def test_nobody_removes_anothers_factor(browser: Client, bob: User) -> None:
    with_app(bob)
    factor = Authenticator.objects.get(user=bob, type="totp")
    assert browser.post(f"/settings/second-step/{factor.pk}/remove/").status_code == 404
    assert Authenticator.objects.filter(pk=factor.pk).exists()


def test_a_passkey_takes_an_answer_that_fits_the_question(browser: Client, alice: User) -> None:
    page = browser.get("/settings/second-step/passkey/").content.decode()
    assert '"rp": {' in page
    assert '"localhost"' in page
    for said in ("", "[]", "{}", '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {}}'):
        assert browser.post("/settings/second-step/passkey/", {"name": "Key", "credential": said}).status_code == 400
    assert not Authenticator.objects.exists()


def test_a_new_key_carries_every_secret_over(alice: User, tmp_path: Any, settings: Any) -> None:
    settings.PILOTBA = replace(settings.PILOTBA, home=tmp_path)
    crypto._keyring.cache_clear()
    try:
        first, *_ = with_app(alice)
        before = {row.pk: dict(row.data) for row in Authenticator.objects.all()}
        call_command("rotate_encryption_key", verbosity=0)
        for row in Authenticator.objects.all():
            name = "secret" if row.type == "totp" else "seed"
            assert row.data[name] != before[row.pk][name]
            assert crypto.is_current(row.data[name])
        (tmp_path / "keys" / "field-1").unlink()
        crypto._keyring.cache_clear()
        assert factors.app_accepts(alice, shown())
        assert factors.recovery_accepts(alice, first)
    finally:
        crypto._keyring.cache_clear()
