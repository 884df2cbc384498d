"""Bodies that are too long are answered at once, read no further, and never reach Django."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.handlers.asgi import ASGIHandler

from apps.datasets.api.caps import cap_bodies
from tests.datasets.test_intake import Wire

LIMIT = 10_000
PIECE = "/uploads/abcdefghijkmnp"


class Inner:
    """Stands for Django: reads the whole body before anything else and answers 200."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body, more = body + message.get("body", b""), message.get("more_body", False)
        self.bodies.append(body)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@pytest.fixture(autouse=True)
def small(settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = LIMIT
    settings.PILOTBA = replace(settings.PILOTBA, max_upload_bytes=5 * LIMIT)


async def sent(length: int, app: Any, told: str | None = None, known: bool = False, **where: str) -> Wire:
    """A request with a body of so many bytes; `told` is its Content-Length, if it has one."""
    wire = Wire(b"x" * length)
    headers = [(b"host", b"testserver")] + ([(b"content-length", told.encode())] if told is not None else [])
    scope = {"type": "http", "method": "POST", "path": "/api/v1/auth/token", "query_string": b"", "headers": headers, "http_version": "1.1"}
    await cap_bodies(app, lambda headers: known)(scope | where, wire.receive, wire.send)
    return wire


@pytest.mark.parametrize("told", [str(LIMIT), None])
async def test_it_works(told: str | None) -> None:
    inner = Inner()
    assert (await sent(LIMIT, inner, told)).answer == (200, None)
    assert inner.bodies == [b"x" * LIMIT]


@pytest.mark.parametrize("told", [str(LIMIT + 1), str(10**17), "9" * 5000])
async def test_who_announces_too_much_is_refused_unread(told: str) -> None:
    inner = Inner()
    wire = await sent(3 * LIMIT, inner, told)
    status, answer = wire.answer
    assert (status, answer["error"]["code"], answer["error"]["details"]) == (413, "too_large", {"limit": LIMIT})
    assert set(answer["error"]) == {"code", "message", "details", "request_id", "timestamp"}
    assert dict(wire.sent[0]["headers"])[b"x-request-id"].decode() == answer["error"]["request_id"] != ""
    assert (wire.read, inner.bodies) == (0, [])


@pytest.mark.parametrize("path", ["/api/v1/auth/token", "/queries/", "/nowhere", "/uploads/", "/api/v1/datasets/upload"])
async def test_who_announces_nothing_is_read_to_the_limit(path: str) -> None:
    inner = Inner()
    wire = await sent(30 * LIMIT, inner, path=path)
    assert wire.answer[0] == 413
    assert wire.read <= LIMIT + 1000
    assert inner.bodies == []


@pytest.mark.django_db(transaction=True)
async def test_django_drops_what_it_has() -> None:
    """With the real handler: one answer, and it is ours."""
    wire = await sent(30 * LIMIT, ASGIHandler())
    assert wire.answer[0] == 413
    assert [message["type"] for message in wire.sent] == ["http.response.start", "http.response.body"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("known", "length", "status"), [(True, 5 * LIMIT, 200), (True, 6 * LIMIT, 413), (False, 2 * LIMIT, 413)])
async def test_a_piece_of_an_upload_may_be_long_for_known_people(known: bool, length: int, status: int) -> None:
    inner = Inner()
    for told in (str(length), None):
        assert (await sent(length, inner, told, known, method="PATCH", path=PIECE)).answer[0] == status
    assert (await sent(2 * LIMIT, inner, None, True, method="POST", path=PIECE)).answer[0] == 413


async def test_sockets_pass_through_untouched() -> None:
    seen = []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        seen.append((scope, receive))

    wire = Wire(b"")
    await cap_bodies(inner)({"type": "websocket"}, wire.receive, wire.send)
    assert seen == [({"type": "websocket"}, wire.receive)]
