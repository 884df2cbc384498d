"""Waits for engine work in a way that hears when the client leaves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from asgiref.sync import async_to_sync

from apps.engine.wire import in_thread

T = TypeVar("T")


class Cancellable(Protocol):
    """A token or a stream."""

    def cancel(self) -> None: ...


def until_disconnect(work: Callable[[], T], token: Cancellable) -> T:
    """Run `work` in a thread while the server's event loop waits; a client that leaves cancels `token` and so the query.

    For views under ASGI only: there the loop cancels the request's task when the connection closes. `work` uses no database.
    """
    found: T = async_to_sync(in_thread)(work, token.cancel)
    return found
