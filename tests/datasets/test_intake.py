"""Whole files on their way through the server: written as they arrive, refused early, gone when the client goes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import orjson
import pytest
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.test import Client

from apps.core.models import Job
from apps.datasets.api.intake import KEY, stream_uploads
from apps.datasets.models import Dataset, Upload
from apps.datasets.services.receiving import upload_path, uploads_dir

EDGE = b"----edge7"
PATH = "/api/v1/datasets/upload"


def body(content: bytes, filename: str = "sales.csv", field: str = "file", **fields: str) -> bytes:
    parts = [b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (EDGE, k.encode(), v.encode()) for k, v in fields.items()]
    head = f'Content-Disposition: form-data; name="{field}"; filename="{filename}"\r\nContent-Type: text/csv\r\n\r\n'
    return b"".join(parts) + b"--" + EDGE + b"\r\n" + head.encode() + content + b"\r\n--" + EDGE + b"--\r\n"


def scope(data: bytes, headers: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    sent = {"content-type": f"multipart/form-data; boundary={EDGE.decode()}", "content-length": str(len(data)), "host": "testserver"}
    pairs = [(k.encode(), v.encode()) for k, v in (sent | (headers or {})).items()]
    return {"type": "http", "method": "POST", "path": PATH, "query_string": b"", "headers": pairs, "http_version": "1.1", **more}


class Wire:
    """A server's receive and send: the body in pieces, what was answered, how much was read."""

    def __init__(self, data: bytes, piece: int = 1000, breaks: bool = False) -> None:
        self.pieces: Iterator[bytes] = iter([data[i : i + piece] for i in range(0, len(data), piece)])
        self.breaks, self.ended, self.read, self.sent = breaks, False, 0, list[dict[str, Any]]()

    async def receive(self) -> dict[str, Any]:
        piece = next(self.pieces, None)
        if piece is not None:
            self.read += len(piece)
            return {"type": "http.request", "body": piece, "more_body": True}
        if self.breaks:
            return {"type": "http.disconnect"}
        if self.ended:
            await asyncio.Event().wait()  # the client waits for its answer
        self.ended = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)

    @property
    def answer(self) -> tuple[int, Any]:
        text = b"".join(m.get("body", b"") for m in self.sent)
        return self.sent[0]["status"], orjson.loads(text) if text else None


class Inner:
    """Stands for Django: keeps what it was handed."""

    def __init__(self) -> None:
        self.calls: list[tuple[dict[str, Any], bytes]] = []
        self.content = b""

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        self.calls.append((scope, (await receive())["body"]))
        if KEY in scope and scope[KEY].path.exists():
            self.content = scope[KEY].path.read_bytes()


@pytest.fixture
def empty_home() -> Iterator[None]:
    before = set(uploads_dir().iterdir())
    yield
    assert set(uploads_dir().iterdir()) == before


async def through(data: bytes, inner: Any, headers: dict[str, str] | None = None, **wire: Any) -> Wire:
    line = Wire(data, **wire)
    known = {} if isinstance(inner, ASGIHandler) else {"known": lambda shown: b"authorization" in shown or b"cookie" in shown}
    app = stream_uploads(inner, **known)
    await app(scope(data, {"authorization": "Bearer x"} if headers is None else headers), line.receive, line.send)
    return line


@pytest.mark.usefixtures("empty_home")
async def test_it_works() -> None:
    inner, content = Inner(), bytes(range(256)) * 500
    await through(body(content, name="Größe", options='{"header": true}'), inner, piece=777)
    handed, form = inner.calls[0]
    assert inner.content == content
    assert (handed[KEY].filename, handed[KEY].length) == ("sales.csv", len(content))
    assert form == b"name=Gr%C3%B6%C3%9Fe&options=%7B%22header%22%3A+true%7D"
    assert dict(handed["headers"])[b"content-type"] == b"application/x-www-form-urlencoded"


@pytest.mark.parametrize("change", [{"path": "/api/v1/datasets/"}, {"method": "GET"}, {"type": "websocket"}])
async def test_other_requests_pass_through_untouched(change: dict[str, str]) -> None:
    inner, wire = Inner(), Wire(b"x")
    given = scope(b"x", {"cookie": "a=b"}) | change
    await stream_uploads(inner)(given, wire.receive, wire.send)
    assert inner.calls[0][0] is given


async def test_nothing_is_read_from_who_shows_no_credentials() -> None:
    inner = Inner()
    line = await through(body(b"x" * 5000), inner, headers={})
    assert (line.read, inner.calls[0][0][KEY].filename, inner.calls[0][1]) == (0, "", b"")


@pytest.mark.usefixtures("empty_home")
async def test_a_client_that_goes_away_leaves_nothing() -> None:
    inner = Inner()
    await through(body(b"x" * 5000)[:3000], inner, breaks=True)
    assert inner.calls == []


@pytest.mark.usefixtures("empty_home")
@pytest.mark.parametrize("told", [True, False])
async def test_reading_stops_at_the_limit(settings: Any, told: bool) -> None:
    settings.PILOTBA = replace(settings.PILOTBA, max_upload_bytes=200_000)
    inner, data = Inner(), body(b"x" * 3_000_000)
    line = await through(data, inner, headers={"cookie": "a=b"} | ({} if told else {"content-length": "0"}))
    assert inner.calls[0][0][KEY].length > 200_000
    assert line.read < 1_000_000


@pytest.mark.parametrize("data", [b"", b"--nothing of a form", body(b"x", field="other")])
async def test_a_body_without_a_file_hands_none_on(data: bytes) -> None:
    inner = Inner()
    await through(data, inner)
    assert inner.calls[0][0][KEY].filename == ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("waiting")
async def test_a_whole_upload_reaches_its_job(alice: Any, workspace: Any) -> None:
    client = Client()
    await sync_to_async(client.force_login)(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    token = "t" * 32
    signed = {"cookie": f"{cookies}; pilotba_csrf={token}", "x-csrftoken": token}
    line = await through(body(b"a,b\n1,2\n", name="Mine"), ASGIHandler(), headers=signed)
    status, told = line.answer
    assert status == 202, told
    job = await Job.objects.aget(pk=told["job_id"])
    upload = await Upload.objects.aget(pk=job.params["upload"])
    assert upload_path(upload).read_bytes() == b"a,b\n1,2\n"
    assert (await Dataset.objects.aget(pk=told["dataset_id"])).name == "Mine"
    refused = await through(body(b"a,b\n1,2\n"), ASGIHandler(), headers={"cookie": cookies})
    assert refused.answer[0] == 403
    nothing = await through(b"--nothing", ASGIHandler(), headers=signed)
    assert nothing.answer[0] == 400
    assert (await through(body(b"a,b\n"), ASGIHandler(), headers={})).answer[0] == 401


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("shown", [{"authorization": "Bearer nonsense"}, {"cookie": "pilotba_session=made-up"}, {"cookie": "other=1"}])
async def test_nothing_is_kept_from_who_shows_false_credentials(shown: dict[str, str]) -> None:
    inner = Inner()
    line = Wire(body(b"x" * 5000))
    await stream_uploads(inner)(scope(body(b"x" * 5000), shown), line.receive, line.send)
    assert (line.read, inner.calls[0][0][KEY].filename, inner.calls[0][1]) == (0, "", b"")
