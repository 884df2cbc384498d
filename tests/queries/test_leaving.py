"""A client that goes away, through the whole ASGI application."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from apps.accounts.services import tokens
from apps.queries.models import QueryRun

pytestmark = pytest.mark.django_db(transaction=True)
ENDLESS = "SELECT count(*) FROM sales a, sales b WHERE a.amount < b.amount"


class Visit:
    """One POST to execute over ASGI; `leave` closes the connection."""

    def __init__(self, token: str, body: dict[str, Any], accept: str) -> None:
        self._body, self._gone, self._sent = json.dumps(body).encode(), asyncio.Event(), False
        self.received: list[dict[str, Any]] = []
        headers = {"host": "localhost", "authorization": f"Bearer {token}", "accept": accept, "content-type": "application/json"}
        headers["content-length"] = str(len(self._body))
        self.scope = {
            "type": "http", "method": "POST", "path": "/api/v1/queries/execute", "raw_path": b"", "query_string": b"", "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()], "scheme": "http", "http_version": "1.1",
            "server": ("localhost", 80), "client": ("127.0.0.1", 1), "asgi": {"version": "3.0"},
        }  # fmt: skip

    async def receive(self) -> dict[str, Any]:
        if not self._sent:
            self._sent = True
            return {"type": "http.request", "body": self._body, "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        self.received.append(message)

    def start(self) -> asyncio.Task[None]:
        from bi_platform.asgi import application

        return asyncio.create_task(application(self.scope, self.receive, self.send))

    def leave(self) -> None:
        self._gone.set()


@pytest.fixture
def token(alice: Any, workspace: Any, make_dataset: Any) -> str:
    make_dataset(alice, workspace, rows=300_000)
    issued = tokens.issue(user=alice, address="127.0.0.1", agent="test")
    return str(issued["access"] if isinstance(issued, dict) else issued.access)


async def test_it_works(token: str) -> None:
    visit = Visit(token, {"sql": "SELECT count(*) AS n FROM sales"}, "application/json")
    await visit.start()
    assert visit.received[0]["status"] == 200
    assert json.loads(visit.received[1]["body"])["rows"] == [[300_000]]


async def test_an_arrow_answer_is_streamed_in_pieces(token: str) -> None:
    visit = Visit(token, {"sql": "SELECT id FROM sales"}, "application/vnd.apache.arrow.stream")
    await visit.start()
    assert len([message for message in visit.received if message.get("body")]) > 2


@pytest.mark.parametrize("accept", ["application/json", "application/vnd.apache.arrow.stream", "text/csv"])
@pytest.mark.parametrize("wait", [0.0, 0.8])
async def test_the_query_of_a_client_that_leaves_is_stopped(token: str, accept: str, wait: float) -> None:
    visit = Visit(token, {"sql": ENDLESS}, accept)
    task = visit.start()
    await asyncio.sleep(wait)
    began = time.monotonic()
    visit.leave()
    await asyncio.wait_for(task, 10)
    assert time.monotonic() - began < 4
    assert await sync_to_async(lambda: list(QueryRun.objects.values_list("state", flat=True)))() in (["cancelled"], [])
