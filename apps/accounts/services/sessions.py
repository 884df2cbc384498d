"""Where a person is signed in with a browser, and signing out from there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import F

from apps.core import audit
from apps.core.errors import NotFound

from ..models import User
from . import devices, tokens

# The first that fits names it: Edge and Opera also say Chrome, and Chrome also says Safari.
_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (("Android", "Android"), ("iPhone|iPad", "iOS"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux"))


@dataclass(frozen=True)
class Place:
    """One browser that is signed in."""

    id: int
    browser: str
    address: str
    since: datetime
    current: bool


def places_of(user: User, current: str = "") -> list[Place]:
    """The person's living sessions, this one (of the session key `current`) first, then the newest."""
    found = [
        Place(one.pk, browser_of(one.user_agent), one.ip, one.created_at, one.session_key == current)
        for one in UserSession.objects.purge_and_list(user)
    ]
    return sorted(found, key=lambda place: (not place.current, -place.since.timestamp()))


@transaction.atomic
def end_place(*, user: User, place_id: int) -> None:
    """Sign one browser out. Raises NotFound for another person's."""
    session = UserSession.objects.filter(user=user, pk=place_id).first()
    if session is None:
        raise NotFound("This browser is signed out already.")
    session.end()
    audit.record("session.end", user=user, workspace_id="", kind="session", object_id=str(place_id))


@transaction.atomic
def end_others(*, user: User, current: str) -> int:
    """Sign out everywhere but here; returns from how many browsers."""
    others = list(UserSession.objects.filter(user=user).exclude(session_key=current))
    for session in others:
        session.end()
    audit.record("session.end_others", user=user, workspace_id="", kind="session", after={"ended": len(others)})
    return len(others)


@transaction.atomic
def end_everywhere(*, user: User) -> None:
    """Sign out from every browser and program, this one too: sessions, trust in browsers, API tokens and keys end."""
    for session in UserSession.objects.filter(user=user):
        session.end()
    tokens.revoke_all(user)
    devices.revoke_all(user)
    User.objects.filter(pk=user.pk).update(token_epoch=F("token_epoch") + 1)
    audit.record("session.end_everywhere", user=user, workspace_id="", kind="user", object_id=user.pk)


def browser_of(agent: str) -> str:
    """A User-Agent in words: "Firefox on Linux"; what is not known is "A browser"."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "A browser")
    system = next((name for mark, name in _SYSTEMS if re.search(mark, agent)), "")
    return f"{browser} on {system}" if system else browser
