"""Where a person is signed in: listed, ended one by one and all but this one."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from factories import PASSWORD

from apps.accounts.services.sessions import browser_of

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36 Edg/156.0"


def browser(email: str, agent: str = FIREFOX) -> Client:
    client = Client(headers={"User-Agent": agent})
    answer = client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def places(client: Client) -> list[Any]:
    return client.get("/settings/").context["places"]


def test_it_works(alice: Any, workspace: Any) -> None:
    here, there = browser(alice.email), browser(alice.email, EDGE)
    found = places(here)
    assert [(one.browser, one.current) for one in found] == [("Firefox on Linux", True), ("Edge on Windows", False)]
    assert here.post(f"/settings/sessions/{found[1].id}/end/").status_code == 302
    assert there.get("/settings/").status_code == 302
    assert len(places(here)) == 1


def test_signing_out_everywhere_else(alice: Any, workspace: Any) -> None:
    here, others = browser(alice.email), [browser(alice.email, EDGE) for _ in range(2)]
    assert "Signed out from 2 other browsers" in here.post("/settings/sessions/end/", follow=True).content.decode()
    assert [other.get("/settings/").status_code for other in others] == [302, 302]
    assert here.get("/settings/").status_code == 200


def test_nobody_ends_anothers_session(alice: Any, workspace: Any, bob: Any) -> None:
    mine, bobs = browser(alice.email), browser(bob.email)
    assert bobs.post(f"/settings/sessions/{places(mine)[0].id}/end/").status_code == 404
    assert mine.get("/settings/").status_code == 200


def test_signing_out_takes_it_off_the_list(alice: Any, workspace: Any) -> None:
    here, there = browser(alice.email), browser(alice.email)
    there.post("/accounts/logout/")
    assert len(places(here)) == 1


@pytest.mark.parametrize(
    ("agent", "words"), [(FIREFOX, "Firefox on Linux"), (EDGE, "Edge on Windows"), ("curl/8", "A browser"), ("", "A browser")]
)
def test_browsers_in_words(agent: str, words: str) -> None:
    assert browser_of(agent) == words
