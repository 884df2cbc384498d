"""One reader of the event table per web process, which hands every event to the sockets that listen."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import defaultdict
from typing import Any, Protocol

import structlog
from asgiref.sync import sync_to_async

from .bell import make_bell
from .store import after, newest

log = structlog.get_logger("pilotba.live")
_GAP_SECONDS = 60.0
_RETRY_SECONDS = 1.0


class Listener(Protocol):
    """A socket: takes an event without waiting."""

    def offer(self, event: dict[str, Any]) -> None: ...


class Hub:
    """Reads only while somebody listens. Numbers that a running transaction still holds are looked for again."""

    def __init__(self) -> None:
        self.listeners: dict[str, set[Listener]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None
        self._last = 0
        self._gaps: dict[int, float] = {}

    async def add(self, channel: str, listener: Listener) -> None:
        """Let `listener` hear `channel` from now on."""
        self.listeners[channel].add(listener)
        if self._task is None or self._task.done():
            self._last = await sync_to_async(newest)()
            if self._task is None or self._task.done():
                self._task = asyncio.get_running_loop().create_task(self._listen(), name="live-hub")

    async def remove(self, channel: str, listener: Listener) -> None:
        """Forget one subscription; the last one also ends the reading and returns when its connection is free."""
        self.listeners[channel].discard(listener)
        if not self.listeners[channel]:
            del self.listeners[channel]
        if not self.listeners and self._task is not None:
            task, self._task = self._task, None
            task.cancel()
            await asyncio.wait({task})

    async def _listen(self) -> None:
        """Follow the bell; when it breaks (Redis went away), start over: what was missed is still in the table."""
        while self._wanted():
            try:
                await self._follow()
            except Exception:
                log.exception("live_hub_failed")
                await asyncio.sleep(_RETRY_SECONDS)

    async def _follow(self) -> None:
        bell = await make_bell()
        try:
            while self._wanted():
                await self._read()
                if self._wanted():
                    await bell.wait()
        finally:
            with contextlib.suppress(Exception):
                await bell.close()

    def _wanted(self) -> bool:
        """Whether the running task is still the reader: a call into a thread may swallow a cancellation."""
        return self._task is asyncio.current_task()

    async def _read(self) -> None:
        now = time.monotonic()
        self._gaps = {seq: seen for seq, seen in self._gaps.items() if now - seen < _GAP_SECONDS}
        for event in await sync_to_async(after)(self._last, tuple(self._gaps)):
            seq = event["seq"]
            if seq > self._last:
                self._gaps.update(dict.fromkeys(range(max(self._last + 1, seq - 200), seq), now))
                self._last = seq
            self._gaps.pop(seq, None)
            for listener in tuple(self.listeners.get(event["channel"], ())):
                listener.offer(event)


hub = Hub()
