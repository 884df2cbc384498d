"""How much of a request's body the server takes before it knows who sends it.

Django writes a whole body to disk before any middleware or view looks at the request, and bounds only forms it parses. This
wrapper around the ASGI application counts instead: what is too long is answered at once and read no further.
"""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from typing import Any

import orjson
from channels.db import database_sync_to_async
from django.conf import settings
from structlog.contextvars import bound_contextvars

from apps.core.api.answers import error_body
from apps.core.errors import TooLarge
from apps.core.ids import new_id

from .intake import App, Receive, Scope, Send, known_person

_PIECE = re.compile(r"^/uploads/[0-9a-z]{14}$")
_DIGITS = 18


def cap_bodies(app: App, known: Callable[[dict[bytes, bytes]], bool] = known_person) -> App:
    """Wrap an ASGI application: bodies over the limit of their path are answered 413; what follows is left unread."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        headers = dict(scope.get("headers", ()))
        told, limit = _told_length(headers), settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if scope["method"] == "PATCH" and _PIECE.match(scope["path"]) and await database_sync_to_async(known)(headers):
            limit = settings.PILOTBA.max_upload_bytes
        counted = _Counted(receive, limit)
        if told <= limit:
            await app(scope, counted, send)
        if told > limit or counted.over:
            await _refuse(send, limit)

    return wrapped


class _Counted:
    """The body up to the limit. Past it the client looks gone, so that Django drops what it has and answers nothing."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self.receive, self.left, self.over = receive, limit, False

    async def __call__(self) -> MutableMapping[str, Any]:
        if self.over:
            return {"type": "http.disconnect"}
        message = await self.receive()
        self.left -= len(message.get("body", b""))
        self.over = self.left < 0
        return {"type": "http.disconnect"} if self.over else message


def _told_length(headers: dict[bytes, bytes]) -> int:
    """What Content-Length says; 0 without one. Of absurdly many digits the first are enough to be too large."""
    text = headers.get(b"content-length", b"").strip()
    return int(text[: _DIGITS + 1]) if text.isdigit() else 0


async def _refuse(send: Send, limit: int) -> None:
    error = TooLarge(f"The request is larger than the {limit:,} bytes that this address takes.", limit=limit)
    name = new_id()
    with bound_contextvars(request_id=name):
        body = orjson.dumps(error_body(error.code, error.message, error.details))
    headers = [
        (b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"), (b"connection", b"close"),
        (b"x-request-id", name.encode()), (b"x-content-type-options", b"nosniff"),
    ]  # fmt: skip
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
