"""Whole-file uploads as they arrive: the file goes to disk while it is received, so that the last byte is answered at once.

Django alone would first keep the whole body in one temporary file and then copy the file out of it. This wrapper around the
ASGI application reads the two upload endpoints itself and hands Django a small form and the finished file.
"""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlencode

from channels.db import database_sync_to_async
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import parse_cookie
from django.http.multipartparser import MultiPartParser, MultiPartParserError

from apps.accounts.services import signin
from apps.core.numbers import is_whole
from apps.core.replay import BODY_FILE

from ..services.receiving import uploads_dir

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

KEY = BODY_FILE
_PATH = re.compile(r"^/api/v1/datasets/(upload|[0-9a-z]{14}/upload)$")
_SYNC_EVERY = 64 * 2**20
_FORM_BYTES = 2**20


@dataclass(slots=True)
class Received:
    """The file of a body: where it lies, what it was called, its length so far (of one that is too large: past the limit)."""

    path: Path
    filename: str = ""
    length: int = 0


class _ToDisk(FileUploadHandler):
    """Writes the field `file` and brings it to disk now and then, so that the last sync is short. Other files are skipped."""

    def __init__(self, received: Received) -> None:
        super().__init__()
        self.received = received
        self.out: BinaryIO | None = None

    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:
        super().new_file(field_name, file_name, *args, **kwargs)
        if field_name != "file" or self.out is not None:
            raise SkipFile
        self.received.filename, self.out = file_name, self.received.path.open("wb")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.out is None:
            return
        self.out.write(raw_data)
        before, self.received.length = self.received.length, self.received.length + len(raw_data)
        if self.received.length > settings.PILOTBA.max_upload_bytes:
            raise StopUpload(connection_reset=True)
        if before // _SYNC_EVERY != self.received.length // _SYNC_EVERY:
            self.out.flush()
            os.fdatasync(self.out.fileno())

    def file_complete(self, file_size: int) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go; also after an upload that stopped half-way."""
        if self.out is not None:
            self.out.close()


class _Body:
    """The request's body as a file, read from a thread."""

    def __init__(self, receive: Receive, loop: asyncio.AbstractEventLoop) -> None:
        self.receive, self.loop, self.rest, self.more = receive, loop, b"", True

    def read(self, size: int | None = None) -> bytes:
        while self.more and not self.rest:
            self._next()
        wanted = len(self.rest) if size is None else size
        piece, self.rest = self.rest[:wanted], self.rest[wanted:]
        return piece

    def _next(self) -> None:
        message = asyncio.run_coroutine_threadsafe(_awaited(self.receive), self.loop).result()
        if message["type"] == "http.disconnect":
            raise ConnectionResetError("The client went away.")
        self.rest, self.more = message.get("body", b""), message.get("more_body", False)


async def _awaited(receive: Receive) -> MutableMapping[str, Any]:
    return await receive()


def known_person(headers: dict[bytes, bytes]) -> bool:
    """Whether the request comes from somebody with a living token or session; nobody else's body is worth the disk."""
    cookies = parse_cookie(headers.get(b"cookie", b"").decode("latin-1"))
    token, session = headers.get(b"authorization", b"").decode("latin-1"), cookies.get(settings.SESSION_COOKIE_NAME, "")
    return signin.person_behind(authorization=token, session_key=session) is not None


def stream_uploads(app: App, known: Callable[[dict[bytes, bytes]], bool] = known_person) -> App:
    """Wrap an ASGI application: uploads of known people are received here, anybody else's are refused unread, the rest passes through."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope.get("headers", ())) if scope["type"] == "http" else {}
        multipart = headers.get(b"content-type", b"").startswith(b"multipart/form-data")
        if scope["type"] != "http" or scope["method"] != "POST" or not _PATH.match(scope["path"]) or not multipart:
            return await app(scope, receive, send)
        if not await database_sync_to_async(known)(headers):
            return await app(*_handed_on(scope, receive, {}, Received(Path(os.devnull)), unread=True), send)
        with tempfile.TemporaryDirectory(dir=uploads_dir(), prefix="whole-") as folder:
            received = Received(Path(folder) / "file")
            try:
                form = await asyncio.to_thread(_parse, headers, _Body(receive, asyncio.get_running_loop()), received)
            except ConnectionResetError:
                return None
            return await app(*_handed_on(scope, receive, form, received), send)

    return wrapped


def _parse(headers: dict[bytes, bytes], body: _Body, received: Received) -> dict[str, str]:
    """Read the whole body; returns the fields beside the file. A body that cannot be read gives no fields and no file."""
    length = headers.get(b"content-length", b"0").decode("latin-1")
    if not is_whole(length) or int(length) > settings.PILOTBA.max_upload_bytes + _FORM_BYTES:
        received.length = int(length) if is_whole(length) else 0
        return {}
    handler = _ToDisk(received)
    meta = {"CONTENT_TYPE": headers[b"content-type"].decode("latin-1"), "CONTENT_LENGTH": length if int(length) else str(2**62)}
    try:
        fields, _ = MultiPartParser(meta, body, [handler], "utf-8").parse()  # type: ignore[arg-type]  # anything with read() will do
        return {name: str(fields[name]) for name in fields}
    except (MultiPartParserError, RequestDataTooBig, TooManyFieldsSent):
        received.filename = ""
        return {}
    finally:
        handler.close()


def _handed_on(scope: Scope, receive: Receive, form: dict[str, str], received: Received, *, unread: bool = False) -> tuple[Scope, Receive]:
    """The request as Django gets it: the fields as a form, the file beside it. A rest that is left `unread` makes the server hang up."""
    body = urlencode(form).encode()
    kept = [(name, value) for name, value in scope["headers"] if name not in (b"content-type", b"content-length", b"transfer-encoding")]
    kept += [(b"content-type", b"application/x-www-form-urlencoded"), (b"content-length", str(len(body)).encode())]
    told = False

    async def once() -> MutableMapping[str, Any]:
        nonlocal told
        if not told:
            told = True
            return {"type": "http.request", "body": body, "more_body": False}
        if unread or received.length > settings.PILOTBA.max_upload_bytes:
            await asyncio.Event().wait()  # until the answer is out; then the server closes the connection
        while (message := await receive())["type"] == "http.request":
            pass  # what follows the last boundary
        return message

    return {**scope, "headers": kept, KEY: received}, once
