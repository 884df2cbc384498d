"""The ASGI application: pages and API through Django, live events through one WebSocket."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, cast

from asgiref.sync import sync_to_async
from django import setup
from django.core.handlers.asgi import ASGIHandler
from django.db import close_old_connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bi_platform.settings")
setup(set_prefix=False)

from apps.core.live.consumers import live_application  # noqa: E402  -- needs Django set up
from apps.datasets.api.caps import cap_bodies  # noqa: E402  -- needs Django set up
from apps.datasets.api.intake import stream_uploads  # noqa: E402  -- needs Django set up

_PIECE = 256 * 1024
sys.setswitchinterval(0.0005)  # so long the event loop waits for a thread that computes; with Python's 5 ms a stream took a third longer
_threads = ThreadPoolExecutor(max_workers=48, thread_name_prefix="request")


def _respond(handler: ASGIHandler, request: HttpRequest) -> HttpResponseBase:
    """Answer in this thread and leave its database connection fit for the next request, or closed."""
    close_old_connections()
    try:
        return handler.get_response(request)
    finally:
        close_old_connections()


class OneThreadHandler(ASGIHandler):
    """Runs middlewares and view of a request in one thread, out of a pool.

    Django's own handler goes back and forth between the event loop and a thread for every middleware, and starts a thread
    with a new database connection for every request: 3 ms of each. Async views still run in the event loop, and an async
    answer is still streamed from it.
    """

    chunk_size = 1 << 21  # a batch of an Arrow stream goes out in one piece; Django's 64 kB pieces cost a third more time

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        work = asyncio.ensure_future(sync_to_async(_respond, thread_sensitive=False, executor=_threads)(self, request))
        try:
            return _streamed(await asyncio.shield(work))
        except asyncio.CancelledError:  # the client left: for views that look before they begin something long
            request.client_left = True  # type: ignore[attr-defined]  # ours
            work.cancel()
            return await work


def _streamed(response: HttpResponseBase) -> HttpResponseBase:
    """Let a file or another plain iterator be read in a thread while it is sent; Django would read all of it first."""
    answer = cast("Any", response)
    if response.streaming and not answer.is_async:
        file = getattr(answer, "file_to_stream", None)
        answer.streaming_content = _pieces(iter(partial(file.read, _PIECE), b"") if file else iter(answer.streaming_content))
    return response


async def _pieces(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    following = sync_to_async(partial(next, parts, None), thread_sensitive=False)
    while (part := await following()) is not None:
        yield part


application = live_application(stream_uploads(cap_bodies(cast("Any", OneThreadHandler()))))
