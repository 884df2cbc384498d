"""Waiting for new events: SQLite's data_version, or the channel layer's ring."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any, Protocol
from urllib.parse import quote

from channels.layers import get_channel_layer
from django.db import connection

from .wake import GROUP

_POLL_SECONDS = 0.01  # a poll costs 2 us
_LOOK_SECONDS = 5.0


class Bell(Protocol):
    """`wait` returns when there may be something new."""

    async def wait(self) -> None: ...
    async def close(self) -> None: ...


async def make_bell() -> Bell:
    """Return the bell of this installation."""
    layer = get_channel_layer()
    if layer is not None:
        name = await layer.new_channel()
        await layer.group_add(GROUP, name)
        return LayerBell(layer, name)
    return FileBell(str(connection.settings_dict["NAME"]))


class FileBell:
    """Watches the number that SQLite changes with every commit of another connection."""

    def __init__(self, path: str) -> None:
        self._db = sqlite3.connect(f"file:{quote(path)}?mode=ro", uri=True, isolation_level=None, check_same_thread=False)
        self._seen = self._version()

    def _version(self) -> int:
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    async def wait(self) -> None:
        while (version := self._version()) == self._seen:
            await asyncio.sleep(_POLL_SECONDS)
        self._seen = version

    async def close(self) -> None:
        self._db.close()


class LayerBell:
    """Waits for a ring of the channel layer, and looks every few seconds in case one was lost.

    One receipt stays open over all looks: to cancel one can lose the ring that Redis has just handed out.
    """

    def __init__(self, layer: Any, name: str) -> None:
        self._layer, self._name = layer, name
        self._ring: asyncio.Task[Any] | None = None

    async def wait(self) -> None:
        self._ring = self._ring or asyncio.get_running_loop().create_task(self._layer.receive(self._name), name="live-ring")
        done, _ = await asyncio.wait({self._ring}, timeout=_LOOK_SECONDS)
        if done:
            ring, self._ring = self._ring, None
            ring.result()

    async def close(self) -> None:
        if self._ring is not None:
            self._ring.cancel()
            await asyncio.wait({self._ring})
        await self._layer.group_discard(GROUP, self._name)
