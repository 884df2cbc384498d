"""Who may run now: a queue with places and caps for tenant and person."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import EngineBusy
from .stream import CancelToken


@dataclass(frozen=True, slots=True)
class Caps:
    """Queries at once in all, for one tenant and for one person; how many may wait, and for how many seconds."""

    total: int = 4
    tenant: int = 4
    user: int = 2
    queue: int = 64
    wait_seconds: float = 15.0


@dataclass(eq=False, slots=True)
class Ticket:
    tenant: str
    user: str


class Lanes:
    """First come, first served among those whose own cap has room."""

    def __init__(self, caps: Caps) -> None:
        self.caps, self._turn = caps, threading.Condition()
        self._running: Counter[tuple[str, str]] = Counter()
        self._waiting: list[Ticket] = []

    def enter(self, tenant: str, user: str, token: CancelToken) -> Ticket:
        """Wait for a turn. Raises EngineBusy (with `place`) when the queue is full or the wait too long, QueryCancelled at a cancel."""
        ticket, deadline = Ticket(tenant, user), time.monotonic() + self.caps.wait_seconds
        token.on_cancel(self._nudge)
        with self._turn, self._in_queue(ticket):
            while not self._may_run(ticket):
                token.check()
                left = deadline - time.monotonic()
                if left <= 0:
                    raise self._busy("Other queries are still running.", self._waiting.index(ticket) + 1)
                self._turn.wait(left)
            token.check()
            for key in self._keys(ticket):
                self._running[key] += 1
        return ticket

    def leave(self, ticket: Ticket) -> None:
        """Give the turn to the next."""
        with self._turn:
            for key in self._keys(ticket):
                self._running[key] -= 1
                if not self._running[key]:
                    del self._running[key]
            self._turn.notify_all()

    @contextlib.contextmanager
    def _in_queue(self, ticket: Ticket) -> Iterator[None]:
        if len(self._waiting) >= self.caps.queue:
            raise self._busy("The queue for queries is full.", len(self._waiting) + 1)
        self._waiting.append(ticket)
        try:
            yield
        finally:
            self._waiting.remove(ticket)
            self._turn.notify_all()

    def _may_run(self, ticket: Ticket) -> bool:
        return next((waiting for waiting in self._waiting if self._has_room(waiting)), None) is ticket

    def _has_room(self, ticket: Ticket) -> bool:
        limits = (self.caps.total, self.caps.tenant, self.caps.user)
        return all(self._running[key] < limit for key, limit in zip(self._keys(ticket), limits, strict=True))

    def _keys(self, ticket: Ticket) -> tuple[tuple[str, str], ...]:
        return ("", ""), (ticket.tenant, ""), (ticket.tenant, ticket.user or "-")

    def _nudge(self) -> None:
        with self._turn:
            self._turn.notify_all()

    def _busy(self, why: str, place: int) -> EngineBusy:
        return EngineBusy(f"{why} Your query is number {place} in the queue; run it again in a moment.", place=place, retry_after=5)

    def counts(self) -> dict[str, int]:
        """Running and waiting queries now."""
        with self._turn:
            return {"running": self._running[("", "")], "waiting": len(self._waiting)}
