"""The one socket, ws/live/: subscribe, resume, hear."""

from __future__ import annotations

import asyncio
import contextlib
from importlib import import_module
from typing import Any, cast

import orjson
from asgiref.sync import sync_to_async
from channels.auth import AuthMiddlewareStack
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.conf import settings
from django.urls import path

from ..sessions import person_of
from .channels import may_listen
from .hub import hub
from .origin import own_origin_only
from .store import missed

_QUEUE = 500
_CHANNELS = 100
_RECHECK_SECONDS = 30.0


class LiveConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels ships no types
    """One page's socket. Its queue is bounded: a page that cannot follow is told to reload that channel."""

    async def connect(self) -> None:
        self.user = self.scope.get("user")
        if self.user is None or not self.user.is_authenticated:
            await self.close(code=4401)
            return
        self.channels: dict[str, set[int]] = {}  # with the numbers that were replayed, lest the hub says them again
        self.joining: dict[str, list[dict[str, Any]]] = {}
        self.behind: set[str] = set()
        self.open = True
        self.queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue(_QUEUE)
        await self.accept()
        loop = asyncio.get_running_loop()
        self.tasks = [loop.create_task(self._write(), name="live-write"), loop.create_task(self._watch_rights(), name="live-rights")]

    async def disconnect(self, code: int) -> None:
        self.open = False
        for channel in list(getattr(self, "channels", ())):
            await self._leave(channel)
        for task in getattr(self, "tasks", ()):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        try:
            message = orjson.loads(text_data or "")
            kind, channel, after = message["type"], message.get("channel", ""), message.get("after")
        except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
            await self.close(code=4400)
            return
        if kind == "ping":
            await self._say({"type": "pong"})
        elif kind == "subscribe" and isinstance(channel, str):
            await self._join(channel, after if isinstance(after, int) else None)
        elif kind == "unsubscribe":
            await self._leave(channel)

    async def _join(self, channel: str, after: int | None) -> None:
        if len(self.channels) >= _CHANNELS or not await sync_to_async(may_listen)(self.user, channel):
            await self._say({"type": "refused", "channel": channel})
            return
        self.channels[channel] = set()
        self.joining[channel] = []  # what arrives while the past is read has to wait behind it
        await hub.add(channel, self)
        await self._say({"type": "subscribed", "channel": channel})
        past = await self._missed(channel, after) if after is not None else []
        arrived = self.joining.pop(channel, [])
        for event in past:
            self.offer(event)
        if channel in self.channels:
            self.channels[channel] = {event["seq"] for event in past}
        for event in arrived:
            self.offer(event)

    async def _missed(self, channel: str, after: int) -> list[dict[str, Any]]:
        events = await sync_to_async(missed)(channel, after)
        if events is None:
            await self._say({"type": "resync", "channel": channel})
        return events or []

    async def _leave(self, channel: str) -> None:
        self.joining.pop(channel, None)
        if self.channels.pop(channel, None) is not None:
            await hub.remove(channel, self)

    def offer(self, event: dict[str, Any]) -> None:
        """Take an event from the hub; when the queue is full the channel is marked for a resync instead."""
        channel = event["channel"]
        if channel in self.joining:
            self.joining[channel].append(event)
            return
        if channel in self.behind or event["seq"] in self.channels.get(channel, {event["seq"]}):
            return
        try:
            self.queue.put_nowait(event)
        except asyncio.QueueFull:
            self.behind.add(channel)

    async def _write(self) -> None:
        """The only place that sends events, and then the resyncs of channels that fell behind."""
        while True:
            event = await self.queue.get()
            if event["channel"] in self.channels:
                await self._say(event)
            if self.queue.empty() and self.behind:
                for channel in self.behind & self.channels.keys():
                    await self._say({"type": "resync", "channel": channel})
                self.behind.clear()

    async def _watch_rights(self) -> None:
        """Rights may be taken back and sessions end while a page is open: channels close within half a minute."""
        while self.open:  # a call into a thread may swallow the cancellation
            await asyncio.sleep(_RECHECK_SECONDS)
            if not await sync_to_async(_still_signed_in)(self.user, self.scope.get("session")):
                await self.close(code=4401)
                return
            for channel in list(self.channels):
                if not await sync_to_async(may_listen)(self.user, channel):
                    await self._leave(channel)
                    await self._say({"type": "refused", "channel": channel})

    async def _say(self, message: dict[str, Any]) -> None:
        await self.send(text_data=orjson.dumps(message).decode())


def _still_signed_in(user: Any, session: Any) -> bool:
    """Whether the person is active and the session lives that opened the socket: signing out ends it, a new password too.

    Only looks, unlike Django's `get_user`, which renews a session after a change of the secret: the page would lose its own.
    """
    key = getattr(session, "session_key", None)
    if key is None:
        return False
    person = person_of(import_module(settings.SESSION_ENGINE).SessionStore(key).load())
    return person is not None and person.pk == user.pk


def live_application(http: Any) -> Any:
    """Route HTTP to `http` and ws/live/ to the consumer, for signed-in people on our own origin only."""
    sockets = URLRouter([path("ws/live/", cast("Any", LiveConsumer.as_asgi()))])
    return ProtocolTypeRouter({"http": http, "websocket": AllowedHostsOriginValidator(own_origin_only(AuthMiddlewareStack(sockets)))})
