"""How long a browser stays signed in: so long after its last use, and so long in all; a workspace may be stricter.

The strictest of a person's workspaces counts; it is looked up again every five minutes and kept in the session meanwhile.
"""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Min

from apps.core import audit
from apps.core.sessions import TIMES, Left, left

from ..models import User, Workspace

_LOOKED_UP_S = 300
WARN_S = 120


def limits_of(user: User) -> tuple[int, int]:
    """The longest pause and the longest life of the person's sessions, in seconds."""
    mine = Workspace.objects.filter(memberships__user_id=user.pk).aggregate(idle=Min("idle_minutes"), whole=Min("session_hours"))
    idle, whole = settings.PILOTBA.session_idle_minutes, settings.PILOTBA.session_hours
    return min(idle, mine["idle"] or idle) * 60, min(whole, mine["whole"] or whole) * 3600


def check(session: SessionBase, user: User, *, uses: bool, now: float | None = None) -> Left:
    """How long the session lives yet. `uses` says whether this request counts as use; that is stored at most once a minute."""
    now = time.time() if now is None else now
    times: dict[str, Any] | None = session.get(TIMES)
    if times is None or now - times["looked"] > _LOOKED_UP_S:
        idle, whole = limits_of(user)
        times = {"began": now, "used": now, **(times or {}), "idle": idle, "whole": whole, "looked": now}
        session[TIMES] = times
    until = left({TIMES: times}, now)
    assert until is not None
    if until.seconds <= 0 or not uses or now - times["used"] < min(60, times["idle"] / 20):
        return until
    session[TIMES] = {**times, "used": now}
    return Left(times["idle"], until.whole)


def note_end(user: User, until: Left) -> None:
    """Put into the trail that a session ended by itself."""
    why = "idle" if until.idle <= until.whole else "age"
    audit.record("signout", user=user, workspace_id="", kind="user", object_id=user.pk, after={"because": why})
