"""The socket ends with the session that opened it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from fakes import Talk

from apps.core.live import consumers
from apps.core.live.consumers import live_application

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "_RECHECK_SECONDS", 0.05)


async def opened(client: Client) -> Talk:
    """The socket of a page of this client, through the whole application with its cookie."""
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    headers = [(b"host", b"testserver"), (b"origin", b"http://testserver"), (b"cookie", cookies.encode())]
    talk = Talk(live_application(None), headers=headers)
    assert (await talk.connect()) == (True, None)
    return talk


async def test_it_works(alice_client: Client) -> None:
    talk = await opened(alice_client)
    assert await talk.receive_nothing(0.3)
    await talk.say({"type": "ping"})
    assert await talk.hear() == {"type": "pong"}
    await talk.disconnect()


async def test_signing_out_closes_the_socket(alice_client: Client, bob_client: Client) -> None:
    talk, other = await opened(alice_client), await opened(bob_client)
    await sync_to_async(alice_client.logout)()
    assert await talk.closed() == 4401
    assert await other.receive_nothing(0.2)
    await other.disconnect()


async def test_a_new_password_closes_the_sockets_of_all_old_sessions(alice_client: Client, alice: Any) -> None:
    talk = await opened(alice_client)
    alice.set_password("another long password 7")
    await sync_to_async(alice.save)()
    assert await talk.closed() == 4401


async def test_a_session_that_ran_out_closes_the_socket(alice_client: Client) -> None:
    talk = await opened(alice_client)
    await sync_to_async(Session.objects.update)(expire_date=timezone.now() - timedelta(seconds=1))
    assert await talk.closed() == 4401


async def test_a_changed_secret_keeps_socket_and_session(alice_client: Client, settings: Any) -> None:
    """Looking must not renew the session: the page would be signed out by its own socket."""
    talk = await opened(alice_client)
    key = alice_client.session.session_key
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 50, [settings.SECRET_KEY]
    assert await talk.receive_nothing(0.3)
    assert await Session.objects.filter(pk=key).aexists()
    await talk.disconnect()
