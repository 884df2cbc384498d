"""Counters that all processes of one machine share: what Redis does elsewhere, in a small SQLite file of their own.

Apart from the product's database, for two reasons: what a request counts stays counted when its transaction is rolled
back, and a count waits for no disk. WAL without a flush per commit loses nothing when a process is killed, and at worst
the last counts when the power fails.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

_MAKE = "CREATE TABLE IF NOT EXISTS hits (key TEXT PRIMARY KEY, count INTEGER NOT NULL, ends INTEGER NOT NULL) WITHOUT ROWID"
_ADD = """INSERT INTO hits VALUES (:key, 1, :now + :window)
ON CONFLICT (key) DO UPDATE SET count = iif(ends <= :now, 1, count + 1), ends = iif(ends <= :now, :now + :window, ends)
RETURNING count, ends"""
_WAIT_SECONDS = 20.0


class Counters:
    """A table of keys, each with a count and the end of its window in Unix seconds. One statement per call, so calls are atomic."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mine = threading.local()

    def add(self, key: str, window_s: int, now: int) -> tuple[int, int]:
        """Count one; a window that has ended starts anew. Returns the count and when the window ends."""
        count, ends = self._open().execute(_ADD, {"key": key, "now": now, "window": window_s}).fetchall()[0]
        return int(count), int(ends)

    def read(self, key: str, now: int) -> tuple[int, int]:
        """The count and the end of the current window; (0, 0) without one."""
        found = self._open().execute("SELECT count, ends FROM hits WHERE key = ? AND ends > ?", (key, now)).fetchone()
        return (int(found[0]), int(found[1])) if found else (0, 0)

    def forget(self, key: str) -> None:
        """Start over."""
        self._open().execute("DELETE FROM hits WHERE key = ?", (key,))

    def sweep(self, now: int) -> int:
        """Remove windows that ended before `now`; returns how many."""
        return self._open().execute("DELETE FROM hits WHERE ends <= ?", (now,)).rowcount

    def clear(self) -> None:
        """Forget everything, for tests."""
        self._open().execute("DELETE FROM hits")

    def _open(self) -> sqlite3.Connection:
        """This thread's connection; a forked child opens its own."""
        if getattr(self._mine, "pid", None) != os.getpid():
            connection = sqlite3.connect(self._path, timeout=_WAIT_SECONDS, isolation_level=None)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute(_MAKE)
            self._mine.connection, self._mine.pid = connection, os.getpid()
        return self._mine.connection  # type: ignore[no-any-return]  # a thread-local attribute has no type
