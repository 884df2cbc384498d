"""Waiting for new events: SQLite's data_version, or the channel layer's ring."""

from __future__ import annotations

import asyncio
import contextlib
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
    """Waits for a ring of the channel layer, and looks every few seconds in case one was lost."""

    def __init__(self, layer: Any, name: str) -> None:
        self._layer, self._name = layer, name

    async def wait(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._layer.receive(self._name), _LOOK_SECONDS)

    async def close(self) -> None:
        await self._layer.group_discard(GROUP, self._name)
