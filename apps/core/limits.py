"""Atomic limits: at most so many hits of a key in a window, counted over all processes."""

from __future__ import annotations

import time

from django.core.cache import cache
from django.db import connection
from django.db.models import F

from .errors import TooManyRequests
from .models import Window


def hit(scope: str, key: str, limit: int, window_s: int) -> None:
    """Count one hit; raise TooManyRequests (with `retry_after` in seconds) when `key` was hit more than `limit` times in its window.

    The window starts with the first hit and lasts `window_s` seconds.
    """
    count, left = _count(f"{scope}:{key}", window_s)
    if count > limit:
        raise TooManyRequests(f"Too many requests. Try again in {left} s.", retry_after=left, limit=limit, window_s=window_s)


def count(scope: str, key: str) -> int:
    """Return the hits in the current window."""
    if _shared_cache():
        return int(cache.get(f"limit:{scope}:{key}") or 0)
    row = Window.objects.filter(key=f"{scope}:{key}", ends_at__gt=int(time.time())).first()
    return row.count if row else 0


def forget(scope: str, key: str) -> None:
    """Start over, for example after a successful sign-in."""
    cache.delete(f"limit:{scope}:{key}")
    Window.objects.filter(key=f"{scope}:{key}").delete()


def sweep() -> int:
    """Remove windows that have ended; returns how many."""
    return Window.objects.filter(ends_at__lte=int(time.time())).delete()[0]


def _shared_cache() -> bool:
    return connection.vendor == "postgresql"


def _count(name: str, window_s: int) -> tuple[int, int]:
    return _count_in_cache(f"limit:{name}", window_s) if _shared_cache() else _count_in_table(name, window_s)


def _count_in_cache(name: str, window_s: int) -> tuple[int, int]:
    now = int(time.time())
    if cache.add(name, 1, timeout=window_s):
        cache.set(f"{name}:ends", now + window_s, timeout=window_s)
        return 1, window_s
    try:
        hits = cache.incr(name)
    except ValueError:  # it ended between the two calls
        return _count_in_cache(name, window_s)
    return hits, max(1, int(cache.get(f"{name}:ends") or now + window_s) - now)


def _count_in_table(name: str, window_s: int) -> tuple[int, int]:
    now = int(time.time())
    live = Window.objects.filter(key=name, ends_at__gt=now)
    if not live.update(count=F("count") + 1):
        Window.objects.filter(key=name, ends_at__lte=now).delete()
        _, made = Window.objects.get_or_create(key=name, defaults={"count": 1, "ends_at": now + window_s})
        if not made:
            live.update(count=F("count") + 1)
    row = Window.objects.filter(key=name).values_list("count", "ends_at").first()
    return (row[0], max(1, row[1] - now)) if row else (1, window_s)
