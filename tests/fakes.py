"""Stand-ins for what tests cannot wait for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from asgiref.testing import ApplicationCommunicator


class Clock:
    """A clock that only moves when told; put `now` where the product asks for the time."""

    def __init__(self, start: datetime = datetime(2026, 3, 1, 12, tzinfo=UTC)) -> None:
        self.time = start

    def now(self) -> datetime:
        return self.time

    def pass_seconds(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


class Talk(ApplicationCommunicator):
    """A page's WebSocket on `application`, as far as tests need one (the one of channels wants a server of its own)."""

    def __init__(self, application: Any, headers: Sequence[tuple[bytes, bytes]] = (), **scope: Any) -> None:
        full = {"type": "websocket", "path": "/ws/live/", "query_string": b"", "headers": list(headers), "subprotocols": [], **scope}
        super().__init__(application, full)

    async def connect(self) -> tuple[bool, int | None]:
        """Open it; returns whether it was accepted and the code it was closed with."""
        await self.send_input({"type": "websocket.connect"})
        answer = await self.receive_output(3)
        return answer["type"] == "websocket.accept", answer.get("code")

    async def say(self, message: Any) -> None:
        await self.send_text(json.dumps(message))

    async def send_text(self, text: str) -> None:
        await self.send_input({"type": "websocket.receive", "text": text})

    async def hear(self) -> dict[str, Any]:
        """The next message; fails after three seconds or when the socket closes."""
        answer = await self.receive_output(3)
        assert answer["type"] == "websocket.send", answer
        return dict(json.loads(answer["text"]))

    async def closed(self) -> int:
        """Wait until the other side closes it; returns the code."""
        answer = await self.receive_output(3)
        assert answer["type"] == "websocket.close", answer
        return int(answer["code"])

    async def disconnect(self) -> None:
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait(3)
