"""Finished answers by what was asked: bytes of Arrow IPC, bounded, the least used go first.

Versions are immutable and part of the key, so an entry never goes stale; it only makes room. Every process has its own;
where Django's cache is shared (Redis) small answers are shared through it as well.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
from django.core.cache import cache as shared
from django.core.cache.backends.locmem import LocMemCache

from apps.engine.duck.stream import BatchStream, ResultStream

ENTRY_BYTES = 8 << 20
TOTAL_BYTES = 96 << 20
_SHARED_BYTES = 1 << 20
_SHARED_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Entry:
    """A finished answer: IPC bytes and the plain facts about it (total, truncated, as_of)."""

    data: bytes
    facts: dict[str, Any]

    def stream(self) -> ResultStream:
        """The answer as a stream over these bytes, without copying them."""
        reader = pa.ipc.open_stream(pa.py_buffer(self.data))
        return BatchStream(reader.schema, reader, truncated=bool(self.facts.get("truncated")))


class AnswerCache:
    """A least-recently-used store of entries; safe for threads."""

    def __init__(self, total: int = TOTAL_BYTES) -> None:
        self._total, self._used, self._guard = total, 0, threading.Lock()
        self._entries: OrderedDict[str, Entry] = OrderedDict()

    def get(self, key: str) -> Entry | None:
        """The entry, from this process or the shared cache."""
        with self._guard:
            found = self._entries.get(key)
            if found is not None:
                self._entries.move_to_end(key)
                return found
        found = _from_shared(key)
        if found is not None:
            self._keep(key, found)
        return found

    def put(self, key: str, entry: Entry) -> None:
        """Keep the entry unless it is too large."""
        if len(entry.data) <= ENTRY_BYTES:
            self._keep(key, entry)
            _to_shared(key, entry)

    def note(self, key: str, **facts: Any) -> None:
        """Add facts to an entry that is there."""
        with self._guard:
            found = self._entries.get(key)
            if found is not None:
                self._entries[key] = replace(found, facts={**found.facts, **facts})

    def _keep(self, key: str, entry: Entry) -> None:
        with self._guard:
            old = self._entries.pop(key, None)
            self._used += len(entry.data) - (len(old.data) if old else 0)
            self._entries[key] = entry
            while self._used > self._total:
                self._used -= len(self._entries.popitem(last=False)[1].data)

    def clear(self) -> None:
        """Forget everything."""
        with self._guard:
            self._entries.clear()
            self._used = 0


def is_shared() -> bool:
    """Whether Django's cache reaches other processes."""
    return not isinstance(getattr(shared, "_connections", {})["default"], LocMemCache)


def _from_shared(key: str) -> Entry | None:
    raw = shared.get(f"answer:{key}") if is_shared() else None
    if not isinstance(raw, bytes):
        return None
    head, _, data = raw.partition(b"\n")
    return Entry(data, json.loads(head))


def _to_shared(key: str, entry: Entry) -> None:
    if len(entry.data) <= _SHARED_BYTES and is_shared():
        shared.set(f"answer:{key}", json.dumps(entry.facts).encode() + b"\n" + entry.data, _SHARED_SECONDS)


answers = AnswerCache()
