"""Sessions end when nobody used them, and after their longest life; the page is told before."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from apps.accounts.models import User, Workspace
from apps.accounts.services import session_times, signin
from apps.core.models import AuditEntry
from apps.core.sessions import TIMES

pytestmark = pytest.mark.django_db
STATUS, STAY = "/session/", "/session/stay/"
MINUTE, HOUR = 60, 3600


@pytest.fixture
def clock(monkeypatch: Any) -> Any:
    """Moves the time of sessions: `clock(seconds)`."""
    real = session_times.time.time
    state = {"ahead": 0.0}
    monkeypatch.setattr(session_times.time, "time", lambda: real() + state["ahead"])

    def move(seconds: float) -> None:
        state["ahead"] += seconds

    return move


def opens(client: Client) -> bool:
    return client.get("/settings/").status_code == 200


def test_it_works(alice_client: Client, alice: User, clock: Any) -> None:
    assert opens(alice_client)
    for _ in range(3):
        clock(7 * HOUR)
        assert opens(alice_client), "use keeps it"
    clock(8 * HOUR + 1)
    assert alice_client.get("/settings/")["Location"].startswith("/accounts/login/")
    assert AuditEntry.objects.get(action="signout", user=alice).after == {"because": "idle"}


def test_a_session_has_a_longest_life(alice_client: Client, alice: User, clock: Any, settings: Any) -> None:
    for _ in range(14 * 24 // 6):
        assert opens(alice_client)
        clock(6 * HOUR)
    assert not opens(alice_client)
    assert AuditEntry.objects.get(action="signout", user=alice).after == {"because": "age"}


def test_asking_how_long_is_no_use_and_staying_is(alice_client: Client, clock: Any) -> None:
    assert opens(alice_client)
    clock(4 * HOUR)
    told = alice_client.get(STATUS).json()
    assert 4 * HOUR - MINUTE < told["idle"] <= 4 * HOUR
    assert told["csrf"]
    assert alice_client.post(STAY).json()["idle"] == 8 * HOUR
    clock(7 * HOUR)
    alice_client.get("/settings/", headers={"X-Background": "1"})
    clock(HOUR + 1)
    assert alice_client.get(STATUS, headers={"Accept": "application/json"}).status_code == 401


def test_a_workspace_may_be_stricter_and_the_strictest_counts(alice_client: Client, alice: User, workspace: Workspace, clock: Any) -> None:
    Workspace.objects.update(idle_minutes=30, session_hours=2)
    assert session_times.limits_of(alice) == (30 * MINUTE, 2 * HOUR)
    Workspace.objects.update(idle_minutes=60 * 24, session_hours=10**4)
    assert session_times.limits_of(alice) == (8 * HOUR, 14 * 24 * HOUR)
    assert opens(alice_client)
    Workspace.objects.update(idle_minutes=10)
    clock(301)
    assert opens(alice_client), "looked up again within five minutes"
    clock(10 * MINUTE + 1)
    assert not opens(alice_client)


def test_the_page_knows_when_to_warn(alice_client: Client) -> None:
    text = alice_client.get("/settings/").content.decode()
    assert 'data-left="28800"' in text
    assert 'role="alertdialog"' in text


def test_a_session_that_is_over_opens_nothing_beside_its_request(alice_client: Client, alice: User, clock: Any) -> None:
    opens(alice_client)
    key = alice_client.session.session_key
    assert signin.person_behind(session_key=key) == alice
    clock(9 * HOUR)
    assert signin.person_behind(session_key=key) is None


def test_looking_at_a_session_after_a_change_of_the_secret_leaves_it_as_it_is(alice_client: Client, alice: User, settings: Any) -> None:
    opens(alice_client)
    key = alice_client.session.session_key
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 50, [settings.SECRET_KEY]
    assert signin.person_behind(session_key=key) == alice
    assert signin.person_behind(session_key=key) == alice, "the browser's cookie still opens it"
    settings.SECRET_KEY_FALLBACKS = []
    assert signin.person_behind(session_key=key) is None


@given(st.lists(st.floats(1, 20 * HOUR), max_size=20))
@hypothesis_settings(max_examples=100)
def test_no_pause_is_longer_and_no_session_older_than_allowed(pauses: list[float]) -> None:
    session: Any = {}
    person = User(pk="nobody")
    now = began = 1.7e9
    session_times.check(session, person, uses=True, now=now)
    for pause in pauses:
        before = session[TIMES]["used"]
        now += pause
        alive = session_times.check(session, person, uses=True, now=now).seconds > 0
        assert alive == (now - before < 8 * HOUR and now - began < 336 * HOUR)
        if not alive:
            break
