"""Which pages may open the socket: those of our own origin, as Django's CSRF check sees it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from channels.security.websocket import WebsocketDenier
from django.conf import settings

Scope = MutableMapping[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]


def own_origin_only(app: App) -> App:
    """Refuse sockets whose Origin is neither the host and port that were asked nor a trusted origin of the settings.

    A browser always sends Origin; another port of the same host is another site, and may be another person's.
    """

    async def guarded(scope: Scope, receive: Any, send: Any) -> None:
        headers = dict(scope.get("headers") or ())
        origin = headers.get(b"origin", b"").decode("latin-1").lower()
        host = headers.get(b"host", b"").decode("latin-1").lower()
        if not origin or (urlsplit(origin).netloc != host and origin not in settings.CSRF_TRUSTED_ORIGINS):
            await WebsocketDenier()(scope, receive, send)
        else:
            await app(scope, receive, send)

    return guarded
