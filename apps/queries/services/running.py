"""Queries that run now, so that their owners can cancel them, also from another process."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from django.core.cache import cache as shared

from apps.core.errors import NotFound
from apps.engine.duck.stream import CancelToken
from apps.engine.duck.watchdog import Watchdog

from ..errors import RunEnded, RunTaken
from ..models import QueryRun
from .cache import is_shared

_POLL_SECONDS = 0.5
_KEEP_SECONDS = 3600

_guard = threading.Lock()
_tokens: dict[str, tuple[str, CancelToken]] = {}
_watchdog = Watchdog("query-cancels")


@contextlib.contextmanager
def running(run_id: str, user_id: str, token: CancelToken) -> Iterator[None]:
    """Register a query while it runs. Raises RunTaken when the id is in use."""
    register(run_id, user_id, token)
    try:
        yield
    finally:
        unregister(run_id)


def register(run_id: str, user_id: str, token: CancelToken) -> None:
    """Make a query cancellable; `unregister` follows in any case."""
    with _guard:
        if run_id in _tokens:
            raise _taken(run_id)
        _tokens[run_id] = user_id, token
    if is_shared():
        if not shared.add(_name(run_id), user_id, _KEEP_SECONDS):
            with _guard:
                _tokens.pop(run_id, None)
            raise _taken(run_id)
        _watchdog.after(_POLL_SECONDS, lambda: _poll(run_id))


def check_unused(run_id: str) -> None:
    """Raise RunTaken for an id in anybody's history. For ids that callers choose; those made here need no look."""
    if QueryRun.objects.filter(pk=run_id).exists():
        raise _taken(run_id)


def _taken(run_id: str) -> RunTaken:
    return RunTaken("Another query ran under this id, or still does. Choose a new one.", run_id=run_id)


def unregister(run_id: str) -> None:
    """The query has ended."""
    with _guard:
        _tokens.pop(run_id, None)
    if is_shared():
        shared.delete(_name(run_id))


def cancel(user_id: str, run_id: str) -> None:
    """Cancel the person's own query. Raises NotFound for any other, RunEnded for one that has ended."""
    with _guard:
        owner, token = _tokens.get(run_id, (None, None))
    if token is not None and owner == user_id:
        token.cancel()
    elif is_shared() and shared.get(_name(run_id)) == user_id:
        shared.set(_name(run_id), f"cancel {user_id}", _KEEP_SECONDS)
    elif QueryRun.objects.filter(pk=run_id, user_id=user_id).exists():
        raise RunEnded("This query has ended already.")
    else:
        raise NotFound("There is no such query.")


def _poll(run_id: str) -> None:
    with _guard:
        owner, token = _tokens.get(run_id, (None, None))
    if token is None:
        return
    if shared.get(_name(run_id)) == f"cancel {owner}":
        token.cancel()
    else:
        _watchdog.after(_POLL_SECONDS, lambda: _poll(run_id))


def _name(run_id: str) -> str:
    return f"query-run:{run_id}"
