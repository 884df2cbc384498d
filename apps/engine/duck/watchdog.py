"""One thread that calls things when their time has come."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable


class Watchdog:
    """`after(seconds, action)` calls `action` in the watchdog's thread unless the returned function was called before.

    Actions are short and do not raise. The thread starts with the first watch and sleeps while there is none.
    """

    def __init__(self, name: str = "watchdog") -> None:
        self._name, self._wake, self._order = name, threading.Condition(), itertools.count()
        self._heap: list[tuple[float, int]] = []
        self._actions: dict[int, Callable[[], None]] = {}
        self._thread: threading.Thread | None = None

    def after(self, seconds: float, action: Callable[[], None]) -> Callable[[], None]:
        """Register; returns what takes it back."""
        number, due = next(self._order), time.monotonic() + seconds
        with self._wake:
            self._actions[number] = action
            heapq.heappush(self._heap, (due, number))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
            elif self._heap[0][1] == number:
                self._wake.notify()
        return lambda: self._forget(number)

    def _forget(self, number: int) -> None:
        with self._wake:
            self._actions.pop(number, None)

    def _run(self) -> None:
        while True:
            action = self._due()
            if action is not None:
                action()

    def _due(self) -> Callable[[], None] | None:
        with self._wake:
            while self._heap and self._heap[0][1] not in self._actions:
                heapq.heappop(self._heap)
            if not self._heap:
                self._wake.wait()
                return None
            left = self._heap[0][0] - time.monotonic()
            if left > 0:
                self._wake.wait(left)
                return None
            return self._actions.pop(heapq.heappop(self._heap)[1], None)
