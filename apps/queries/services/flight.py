"""One run for many equal questions at the same time: the others wait and read the cache."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from apps.engine.duck.stream import CancelToken

_TICK = 0.05


class Flights:
    """`with flights.lead(key, token)`: one thread of this process at a time for each key."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._locks: dict[str, tuple[threading.Lock, int]] = {}

    @contextlib.contextmanager
    def lead(self, key: str, token: CancelToken) -> Iterator[bool]:
        """Wait for the turn; yields whether somebody else flew meanwhile. Raises QueryCancelled at a cancel."""
        with self._guard:
            lock, users = self._locks.get(key, (threading.Lock(), 0))
            self._locks[key] = lock, users + 1
        waited = False
        try:
            while not lock.acquire(timeout=_TICK if waited else 0):
                waited = True
                token.check()
            try:
                yield waited
            finally:
                lock.release()
        finally:
            with self._guard:
                lock, users = self._locks.pop(key)
                if users > 1:
                    self._locks[key] = lock, users - 1


flights = Flights()
