"""Pages' live sockets for tests."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.test import Client
from fakes import Talk

from apps.core import live
from apps.core.live.consumers import LiveConsumer

publish = sync_to_async(live.publish)


def signed_in(user):
    """The session of a browser in which this person signed in."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.session


def socket_of(user, session=None):
    """A page's socket, past sign-in."""
    return Talk(LiveConsumer.as_asgi(), user=user, session=session)


async def opened(user, *channels, after=None):
    talk = socket_of(user, await sync_to_async(signed_in)(user))
    assert (await talk.connect())[0]
    for channel in channels:
        await talk.say({"type": "subscribe", "channel": channel, "after": after})
        assert await talk.hear() == {"type": "subscribed", "channel": channel}
    return talk
