"""Atomic limits: at most so many hits of a key in a window, counted over all processes."""

from __future__ import annotations

import functools
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.db import connection

from .counters import Counters
from .errors import TooManyRequests


@dataclass(frozen=True, slots=True)
class Hits:
    """How often in the current window, and how many seconds of it are left (0 when none has begun)."""

    count: int
    left_s: int


def add(scope: str, key: str, window_s: int) -> Hits:
    """Count one hit. The window starts with its first hit and lasts `window_s` seconds."""
    name = f"{scope}:{key}"
    if _in_redis():
        return _add_in_cache(f"limit:{name}", window_s)
    now = int(time.time())
    count, ends = table().add(name, window_s, now)
    return Hits(count, ends - now)


def look(scope: str, key: str) -> Hits:
    """The current window, without counting."""
    now, name = int(time.time()), f"{scope}:{key}"
    if _in_redis():
        name = f"limit:{name}"
        known = cache.get_many([name, f"{name}:ends"])
        return Hits(int(known[name]), max(1, int(known.get(f"{name}:ends", now)) - now)) if name in known else Hits(0, 0)
    count, ends = table().read(name, now)
    return Hits(count, max(0, ends - now))


def hit(scope: str, key: str, limit: int, window_s: int) -> None:
    """Count one hit; raise TooManyRequests (with `retry_after` in seconds) when `key` was hit more than `limit` times in its window."""
    hits = add(scope, key, window_s)
    if hits.count > limit:
        raise TooManyRequests(f"Too many requests. Try again in {hits.left_s} s.", retry_after=hits.left_s, limit=limit, window_s=window_s)


def count(scope: str, key: str) -> int:
    """Return the hits in the current window."""
    return look(scope, key).count


def forget(scope: str, key: str) -> None:
    """Start over, for example after a successful sign-in."""
    if _in_redis():
        cache.delete(f"limit:{scope}:{key}")
    else:
        table().forget(f"{scope}:{key}")


def sweep() -> int:
    """Remove windows that have ended; returns how many. Redis does so itself."""
    return 0 if _in_redis() else table().sweep(int(time.time()))


@functools.cache
def table() -> Counters:
    """The counters of this machine."""
    return Counters(settings.PILOTBA.home / "counters.sqlite3")


def _in_redis() -> bool:
    return connection.vendor == "postgresql"


def _add_in_cache(name: str, window_s: int) -> Hits:
    now = int(time.time())
    if cache.add(name, 1, timeout=window_s):
        cache.set(f"{name}:ends", now + window_s, timeout=window_s)
        return Hits(1, window_s)
    try:
        hits = cache.incr(name)
    except ValueError:  # it ended between the two calls
        return _add_in_cache(name, window_s)
    return Hits(hits, max(1, int(cache.get(f"{name}:ends") or now + window_s) - now))
