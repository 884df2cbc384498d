"""No protected endpoint does anything for a token that is not alive, however it is broken."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from routes import Route, all_routes

from apps.accounts.models import User
from apps.accounts.services import keys, tokens

pytestmark = pytest.mark.django_db
OPEN = {"accounts_api:signup", "accounts_api:signup_confirm", "accounts_api:token", "accounts_api:refresh", "accounts_api:revoke"}
GUESTS = "dashboards_api:guest-"  # their token is in the address
METHODS = ("get", "post", "put", "patch", "delete", "head")


def protected() -> list[Route]:
    return [
        route
        for route in all_routes()
        if route.is_api and route.name not in OPEN and not route.name.startswith(GUESTS) and route.name != "accounts_api:docs"
    ]


def address(route: Route) -> str:
    """Some address that the pattern matches; whether the object exists must not matter."""
    from django.urls import reverse

    for value in ("k7m2w9q4r8t3ab", 1):
        try:
            return reverse(route.name, kwargs=dict.fromkeys(route.params, value))
        except Exception as error:
            last = error
    raise last


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def claims_of(raw: str) -> dict[str, object]:
    return jwt.decode(raw, options={"verify_signature": False})


def expired(user, draw) -> str:
    past = timezone.now() - tokens.ACCESS - timedelta(seconds=draw(st.integers(0, 10**6)))
    return tokens.issue(user=user, now=past).access


def foreign_key(user, draw) -> str:
    return jwt.encode(claims_of(tokens.issue(user=user).access), Ed25519PrivateKey.generate(), algorithm="EdDSA")


def no_signature(user, draw) -> str:
    return f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims_of(tokens.issue(user=user).access))}."


def public_key_as_secret(user, draw) -> str:
    import hashlib
    import hmac

    body = f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part(claims_of(tokens.issue(user=user).access))}"
    secret = keys.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return f"{body}.{base64.urlsafe_b64encode(hmac.new(secret, body.encode(), hashlib.sha256).digest()).decode().rstrip('=')}"


def other_person(user, draw) -> str:
    head, _, signature = tokens.issue(user=user).access.split(".")
    somebody = User.objects.get_or_create(email="root@example.com", defaults={"is_superuser": True})[0]
    return f"{head}.{part(claims_of(tokens.issue(user=user).access) | {'sub': somebody.pk})}.{signature}"


def flipped(user, draw) -> str:
    raw = tokens.issue(user=user).access
    at = draw(st.integers(0, len(raw) - 3))
    swapped = "A" if raw[at] != "A" else "B"
    return raw[:at] + swapped + raw[at + 1 :]


def cut(user, draw) -> str:
    raw = tokens.issue(user=user).access
    return raw[: draw(st.integers(0, len(raw) - 4))]


def claim_missing(user, draw) -> str:
    claims = claims_of(tokens.issue(user=user).access)
    claims.pop(draw(st.sampled_from(sorted(claims))))
    return jwt.encode(claims, keys.private_key(), algorithm="EdDSA")


def revoked(user, draw) -> str:
    pair = tokens.issue(user=user)
    tokens.revoke(pair.refresh)
    return pair.access


def refresh_token(user, draw) -> str:
    return tokens.issue(user=user).refresh


def noise(user, draw) -> str:
    return draw(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60))


def old_password(user, draw) -> str:
    raw = tokens.issue(user=user).access
    user.set_password(f"another horse {draw(st.integers(0, 99))}")
    user.save()
    return raw


BROKEN = [
    expired,
    foreign_key,
    no_signature,
    public_key_as_secret,
    other_person,
    flipped,
    cut,
    claim_missing,
    revoked,
    refresh_token,
    noise,
    old_password,
]


def assert_refused(route: Route, method: str, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = getattr(Client(), method)(address(route), headers=headers)
    assert answer.status_code == 401, f"{method} {route.name} with {header!r} got {answer.status_code}"
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert not answer.cookies
    if method != "head":
        assert set(answer.json()) == {"error"}
    touched = [query["sql"] for query in queries]
    assert len(touched) <= 1, touched
    assert all(sql.startswith("SELECT") and '"accounts_tokenfamily"' in sql for sql in touched), touched


@pytest.mark.property(36)
@hypothesis_settings(max_examples=200)
@given(data=st.data())
def test_a_broken_token_gets_401_and_nothing_else_happens(alice, workspace, data):
    route, method = data.draw(st.sampled_from(protected())), data.draw(st.sampled_from(METHODS))
    raw = data.draw(st.sampled_from(BROKEN))(alice, data.draw)
    scheme = data.draw(st.sampled_from(["Bearer", "bearer", "Token", "Basic"]))
    assert_refused(route, method, f"{scheme} {raw}")


@pytest.mark.property(35)
def test_every_protected_route_looks_at_the_token_before_anything_else(alice, workspace):
    dead = expired(alice, lambda strategy: 5)
    for route in protected():
        for method in METHODS:
            assert_refused(route, method, f"Bearer {dead}")
            assert_refused(route, method, None)


@pytest.mark.property(35)
@hypothesis_settings(max_examples=100)
@given(
    body=st.binary(max_size=200),
    kind=st.sampled_from(["application/json", "text/csv", "application/x-www-form-urlencoded", "x"]),
    data=st.data(),
)
def test_the_body_of_a_request_without_a_living_token_does_not_matter(alice, workspace, body, kind, data):
    route = data.draw(st.sampled_from(protected()))
    with CaptureQueriesContext(connection) as queries:
        answer = Client().generic("POST", address(route), body, content_type=kind, headers={"Authorization": "Bearer gone"})
    assert answer.status_code == 401
    assert len(queries) == 0
