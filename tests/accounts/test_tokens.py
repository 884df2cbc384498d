"""Tokens of the API: issued for a password, renewed once each, dead with the person, the password or the sign-in."""

from __future__ import annotations

import stat
from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.utils import timezone
from factories import PASSWORD
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from apps.accounts.errors import BadToken
from apps.accounts.models import TokenFamily, User
from apps.accounts.services import guard, keys, tokens
from apps.core.models import AuditEntry

pytestmark = pytest.mark.django_db
TOKEN, REFRESH, REVOKE, ME = "/api/v1/auth/token", "/api/v1/auth/refresh", "/api/v1/auth/revoke", "/api/v1/me"


def ask(client: APIClient, email: str = "alice@example.com", password: str = PASSWORD):
    return client.post(TOKEN, {"email": email, "password": password})


def with_token(raw: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {raw}")
    return client


@pytest.fixture
def pair(nobody_api, alice, workspace):
    return ask(nobody_api).json()


def test_it_works(nobody_api, alice, workspace):
    answer = ask(nobody_api)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    me = with_token(answer.json()["access"]).get(ME).json()
    assert (me["email"], me["workspaces"][0]["name"], me["workspaces"][0]["role"]) == ("alice@example.com", "Acme", "admin")
    assert AuditEntry.objects.filter(action="token.issue", user=alice).exists()


def test_no_session_is_opened(nobody_api, pair):
    assert not nobody_api.cookies
    assert not with_token(pair["access"]).get(ME).cookies


def test_the_key_is_made_once_and_readable_by_its_owner_only(pair):
    path = settings.PILOTBA.home / "keys" / "tokens.pem"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert jwt.get_unverified_header(pair["access"])["alg"] == "EdDSA"


def test_the_key_may_come_from_the_settings(settings, alice):
    before = tokens.issue(user=alice)
    settings.API_TOKEN_KEY = keys._make().decode()
    with pytest.raises(BadToken):
        tokens.person_of(before.access)
    assert tokens.person_of(tokens.issue(user=alice).access) == alice


def test_another_kind_of_key_is_refused(settings, alice):
    key = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    settings.API_TOKEN_KEY = key.decode()
    with pytest.raises(TypeError, match="Ed25519"):
        tokens.issue(user=alice)


@pytest.mark.parametrize("who", ["alice@example.com", "unknown@example.com"])
def test_a_wrong_password_and_an_unknown_address_look_alike(nobody_api, alice, who):
    answer = ask(nobody_api, email=who, password="wrong horse 7")
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["message"]) == (
        401,
        "bad_credentials",
        "The e-mail address or the password is not right.",
    )
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("who", ["alice@example.com", "unknown@example.com"])
def test_five_failures_lock_the_account_here_and_on_the_page(nobody_api, nobody_client, alice, who):
    assert [ask(nobody_api, email=who, password="wrong").status_code for _ in range(5)] == [401] * 5
    locked = ask(nobody_api, email=who)
    assert (locked.status_code, locked["Retry-After"], locked.json()["error"]["code"]) == (429, "900", "too_many_requests")
    page = nobody_client.post("/accounts/login/", {"login": who, "password": PASSWORD})
    assert guard.LOCKED in page.content.decode()


def test_one_address_cannot_try_many_accounts(nobody_api, alice, monkeypatch):
    monkeypatch.setattr(guard, "PER_ADDRESS", 3)
    answers = [ask(nobody_api, email=f"somebody{n}@example.com").status_code for n in range(4)]
    assert answers == [401, 401, 401, 429]


def test_somebody_switched_off_gets_the_same_answer(nobody_api, alice):
    User.objects.update(is_active=False)
    assert ask(nobody_api).json()["error"]["code"] == "bad_credentials"


def test_credentials_may_not_be_left_out(nobody_api):
    answer = nobody_api.post(TOKEN, {"email": "alice@example.com"})
    assert answer.status_code == 400
    assert "password" in answer.json()["error"]["details"]["fields"]


def test_renewing_gives_a_new_pair_and_spends_the_old_one(nobody_api, pair):
    fresh = nobody_api.post(REFRESH, {"refresh": pair["refresh"]})
    assert fresh.status_code == 200
    assert fresh.json()["refresh"] != pair["refresh"]
    assert with_token(fresh.json()["access"]).get(ME).status_code == 200


def test_a_spent_token_closes_the_whole_family(nobody_api, pair, alice):
    fresh = nobody_api.post(REFRESH, {"refresh": pair["refresh"]}).json()
    assert nobody_api.post(REFRESH, {"refresh": pair["refresh"]}).status_code == 401
    assert nobody_api.post(REFRESH, {"refresh": fresh["refresh"]}).status_code == 401
    assert with_token(fresh["access"]).get(ME).status_code == 401
    assert TokenFamily.objects.get().reason == "reused"
    assert AuditEntry.objects.filter(action="token.reused", user=alice).exists()


def test_reuse_does_not_touch_another_sign_in(nobody_api, pair):
    other = ask(nobody_api).json()
    nobody_api.post(REFRESH, {"refresh": pair["refresh"]})
    nobody_api.post(REFRESH, {"refresh": pair["refresh"]})
    assert with_token(other["access"]).get(ME).status_code == 200


def test_revoking_ends_both_tokens(nobody_api, pair):
    assert nobody_api.post(REVOKE, {"refresh": pair["refresh"]}).status_code == 204
    assert with_token(pair["access"]).get(ME).status_code == 401
    assert nobody_api.post(REFRESH, {"refresh": pair["refresh"]}).status_code == 401


def test_an_access_token_cannot_be_used_to_renew_nor_the_other_way_round(nobody_api, pair):
    assert nobody_api.post(REFRESH, {"refresh": pair["access"]}).status_code == 401
    assert with_token(pair["refresh"]).get(ME).status_code == 401


def end_by_password(alice, client):
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "green bicycle 43", "password2": "green bicycle 43"})


def end_by_switching_off(alice, client):
    User.objects.filter(pk=alice.pk).update(is_active=False)


def end_by_revoking_all(alice, client):
    assert client.post("/settings/tokens/revoke/").status_code == 302


def end_by_deleting(alice, client):
    TokenFamily.objects.all().delete()


@pytest.mark.parametrize("end", [end_by_password, end_by_switching_off, end_by_revoking_all, end_by_deleting])
def test_tokens_die_with(end, nobody_api, alice_client, alice, pair):
    assert with_token(pair["access"]).get(ME).status_code == 200
    end(alice, alice_client)
    assert with_token(pair["access"]).get(ME).status_code == 401
    assert nobody_api.post(REFRESH, {"refresh": pair["refresh"]}).status_code == 401


def test_an_access_token_lives_one_hour(alice):
    just, past = (tokens.issue(user=alice, now=timezone.now() - age) for age in (timedelta(minutes=59, seconds=55), timedelta(hours=1)))
    assert tokens.person_of(just.access) == alice
    with pytest.raises(BadToken):
        tokens.person_of(past.access)


@pytest.mark.property(38)
@hypothesis_settings(max_examples=100)
@given(age=st.timedeltas(min_value=timedelta(0), max_value=timedelta(hours=48)), renewals=st.integers(0, 2))
def test_a_refresh_token_is_valid_for_exactly_24_hours(alice, age, renewals):
    now = timezone.now()
    issued = (now - age).replace(microsecond=0)
    pair = tokens.issue(user=alice, now=issued if not renewals else now)
    for left in reversed(range(renewals)):  # each renewal has 24 hours of its own; the last one happened `age` ago
        pair = tokens.refresh(pair.refresh, now=now if left else issued)
    claims = jwt.decode(pair.refresh, options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == 24 * 3600
    if now < issued + timedelta(hours=24) - timedelta(seconds=5):
        assert tokens.refresh(pair.refresh).access
    elif now >= issued + timedelta(hours=24):
        with pytest.raises(BadToken):
            tokens.refresh(pair.refresh)


def test_the_page_counts_open_sign_ins(alice_client, pair):
    assert "1 API sign-in open." in alice_client.get("/settings/").content.decode()


def test_a_page_session_opens_the_api_and_changes_need_the_csrf_token(alice, workspace):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(ME).status_code == 200
    assert client.patch(ME, {"name": "Eve"}, content_type="application/json").status_code == 403
    client.get("/settings/")
    token = client.cookies["pilotba_csrf"].value
    assert client.patch(ME, {"name": "Alice B"}, content_type="application/json", headers={"X-CSRFToken": token}).status_code == 200


@pytest.mark.parametrize("who", ["alice@example.com", "unknown@example.com"])
def test_known_and_unknown_addresses_cost_the_same_hashing(nobody_api, alice, who, monkeypatch):
    hashed = []
    real = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, password, salt: hashed.append(password) or real(self, password, salt))
    ask(nobody_api, email=who, password="wrong horse 7")
    assert hashed == ["wrong horse 7"]
