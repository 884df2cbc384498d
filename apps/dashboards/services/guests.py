"""Coming in by a public link or an embedding: who stands behind it, and what it narrows.

A guest asks with the rights of the person who made the link, on one dashboard, for values of its declared filters only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import jwt
from django.contrib.auth.hashers import check_password
from django.db.models import F
from django.utils import timezone

from apps.accounts.models import User
from apps.core import limits
from apps.core.errors import AppError, InvalidInput

from ..errors import DoorClosed, FilterInvalid, PasswordWanted
from ..models import Dashboard, DoorKind, ShareLink, Tile
from ..selectors import access_dashboard, access_tile, living_links
from .filters import Given, read_given
from .links import digest_of

TOKEN_LIFE = timedelta(days=1)  # what another site signs lives at most so long
_MISSES, _ASKED, _TRIES, _HOUR = 60, 6000, 5, 3600
_CLOSED = "This link does not exist, has ended or was taken back. Ask whoever sent it for a new one."


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody without an account at one dashboard. `locked` holds the filters that are not theirs to change."""

    link: ShareLink
    dashboard: Dashboard
    locked: Mapping[str, list[str]]

    @property
    def user(self) -> User:
        """The person whose rights and row rules bind what is shown."""
        return self.link.made_by

    def given(self, raw: Any) -> Given:
        """Untrusted values of filters together with the locked ones. Raises FilterInvalid, also for naming a locked filter."""
        if raw is not None and not isinstance(raw, dict):
            raise FilterInvalid("Filters are an object: the id of each declared filter, and its values.")
        taken = sorted(self.locked.keys() & (raw or {}).keys())
        if taken:
            raise FilterInvalid(f"{taken[0]} is locked by this link.", filter=taken[0])
        return read_given(self.dashboard, {**(raw or {}), **self.locked})

    def tile(self, tile_id: str) -> Tile:
        """One tile of the dashboard. Raises NotFound."""
        return access_tile(self.user, self.dashboard.pk, tile_id, "manage")

    def open_filters(self) -> list[dict[str, Any]]:
        """The declared filters that a guest may use."""
        return [declared for declared in self.dashboard.filters if declared["id"] not in self.locked]


def enter(secret: str, address: str, passed: Mapping[str, str]) -> Guest:
    """Who comes with `secret` from a network address; `passed` are the passwords given so far, see `mark_of`.

    Raises DoorClosed for everything that opens nothing, PasswordWanted, TooManyRequests.
    """
    if limits.count("guest-miss", address) >= _MISSES:
        limits.hit("guest-miss", address, _MISSES, _HOUR)
    link, signed = _signed(secret) if "." in secret else (_plain(secret), {})
    if link is None:
        limits.hit("guest-miss", address, _MISSES, _HOUR)
        raise DoorClosed(_CLOSED)
    limits.hit("guest", f"{link.pk}:{address}", _ASKED, _HOUR)
    if link.password and passed.get(link.pk) != mark_of(link):
        raise PasswordWanted("This link asks for a password.", link=link.pk)
    return Guest(link, _dashboard(link), {**signed, **link.locked})


def unlock(secret: str, address: str, password: str) -> ShareLink:
    """The link behind a token when the password is right. Raises DoorClosed, InvalidInput, TooManyRequests after five tries in an hour."""
    link = _plain(secret)
    if link is None:
        limits.hit("guest-miss", address, _MISSES, _HOUR)
        raise DoorClosed(_CLOSED)
    limits.hit("guest-password", f"{link.pk}:{address}", _TRIES, _HOUR)
    if not check_password(password, link.password):
        raise InvalidInput("This is not the password. Ask whoever sent the link.", fields={"password": ["Not the password."]})
    limits.forget("guest-password", f"{link.pk}:{address}")
    return link


def mark_of(link: ShareLink) -> str:
    """What a session keeps to show that the link's password was given; of no use to anybody else."""
    return digest_of(link.password)


def note_opened(link: ShareLink) -> None:
    """Count one opening of the page."""
    ShareLink.objects.filter(pk=link.pk).update(opened=F("opened") + 1, opened_at=timezone.now())


def _plain(secret: str) -> ShareLink | None:
    return living_links().filter(digest=digest_of(secret), kind=DoorKind.LINK).first()


def _signed(token: str) -> tuple[ShareLink | None, dict[str, list[str]]]:
    """The embedding whose secret signed the token (JWT, HS256, `kid` = its id), and the filters that the token locks."""
    try:
        named = str(jwt.get_unverified_header(token).get("kid", ""))
        link = living_links().filter(pk=named[:20], kind=DoorKind.EMBED).first()
        if link is None:
            return None, {}
        claims = jwt.decode(token, link.secret, algorithms=["HS256"], options={"require": ["exp"]})
    except jwt.InvalidTokenError:
        return None, {}
    if claims["exp"] > (timezone.now() + TOKEN_LIFE).timestamp():
        return None, {}
    return link, _filters(claims.get("filters"))


def _filters(raw: Any) -> dict[str, list[str]]:
    if raw is None:
        return {}
    if not isinstance(raw, dict) or not all(raw.values()):
        raise DoorClosed("The token's `filters` must be an object of filter ids, each with at least one value.")
    return {str(name): value if isinstance(value, list) else [value] for name, value in raw.items()}


def _dashboard(link: ShareLink) -> Dashboard:
    """The dashboard while the link's maker is active and may manage it; nothing that people in the workspace see is told."""
    if not link.made_by.is_active:
        raise DoorClosed(_CLOSED)
    try:
        dashboard = access_dashboard(link.made_by, link.dashboard_id, "manage")
        read_given(dashboard, link.locked)  # a filter that is gone would narrow nothing
    except AppError:
        raise DoorClosed(_CLOSED) from None
    return dashboard
