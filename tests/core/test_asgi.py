"""The ASGI application as a server calls it."""

from __future__ import annotations

import threading

import pytest
from asgiref.testing import ApplicationCommunicator
from fakes import Talk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def application():
    from bi_platform import asgi

    return asgi.application


async def get(application, path, **headers):
    """Status, headers and body of a GET."""
    fields = [(b"host", b"testserver"), *((name.encode(), value.encode()) for name, value in headers.items())]
    scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"", "headers": fields}
    talk = ApplicationCommunicator(
        application, {**scope, "http_version": "1.1", "scheme": "http", "client": ("127.0.0.1", 5), "server": ("testserver", 80)}
    )
    await talk.send_input({"type": "http.request", "body": b"", "more_body": False})
    start = await talk.receive_output(20)
    body, more = b"", True
    while more:
        part = await talk.receive_output(20)
        body, more = body + part.get("body", b""), part.get("more_body", False)
    await talk.wait(20)
    return start["status"], {name.decode().lower(): value.decode() for name, value in start["headers"]}, body


async def test_it_works(application):
    status, headers, body = await get(application, "/health/live")
    assert (status, body) == (200, b'{"status": "ok"}')
    assert len(headers["x-request-id"]) == 14


async def test_whole_request_runs_in_one_thread(application, monkeypatch):
    from apps.core.middleware import Observe
    from apps.ops.services import health

    threads = []
    real = Observe.__call__
    monkeypatch.setattr(Observe, "__call__", lambda self, request: threads.append(threading.get_ident()) or real(self, request))
    monkeypatch.setattr(health, "_database", lambda: str(threads.append(threading.get_ident())))
    await get(application, "/health/ready")
    assert len(threads) == 2
    assert threads[0] == threads[1] != threading.main_thread().ident


async def test_static_file_can_be_kept(application):
    status, headers, body = await get(application, "/static/js/app.js")
    assert status == 200
    assert "javascript" in headers["content-type"]
    assert "max-age=0" in headers["cache-control"]
    assert body
    assert (await get(application, "/static/../manage.py"))[0] == 404


async def test_unknown_address_and_foreign_host(application):
    assert (await get(application, "/api/v1/none", accept="application/json"))[0] in (401, 404)
    assert (await get(application, "/health/live", host="evil.example"))[0] in (200, 400)


async def test_signed_out_socket_is_closed(application):
    talk = Talk(application, headers=[(b"host", b"testserver"), (b"origin", b"http://testserver")])
    assert await talk.connect() == (False, 4401)
