"""What a stored session says: whose it is, and how long it lives yet. Only looks, and changes nothing.

Django's `get_user` renews a session after a change of the secret; whoever reads a session beside its request (a socket, an upload)
must not, for the browser would keep the old cookie. Times are Unix seconds; `TIMES` holds when it began, when it was last used,
the longest pause, and the longest life.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.utils.crypto import constant_time_compare

TIMES = "session_times"


@dataclass(frozen=True, slots=True)
class Left:
    """Seconds until the session ends for want of use, and until it ends in any case."""

    idle: float
    whole: float

    @property
    def seconds(self) -> float:
        """Until it ends, whichever comes first."""
        return min(self.idle, self.whole)


def left(data: Mapping[str, Any], now: float | None = None) -> Left | None:
    """How long the session lives yet, negative once it is over; None for one that counts no time."""
    times = data.get(TIMES)
    if not isinstance(times, dict):
        return None
    now = time.time() if now is None else now
    return Left(times["used"] + times["idle"] - now, times["began"] + times["whole"] - now)


def person_of(data: Mapping[str, Any]) -> Any | None:
    """The active person whose session this is, with the password they had when it began and in time; else None."""
    if not data.get(BACKEND_SESSION_KEY):
        return None
    person: Any = get_user_model()._default_manager.filter(pk=data.get(SESSION_KEY, ""), is_active=True).first()
    if person is None or ((until := left(data)) is not None and until.seconds <= 0):
        return None
    good = (person.get_session_auth_hash(), *person.get_session_auth_fallback_hash())
    told = str(data.get(HASH_SESSION_KEY, ""))
    return person if any(constant_time_compare(told, each) for each in good) else None
