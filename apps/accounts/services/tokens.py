"""API tokens (SPEC A4): an access token of one hour, a refresh token of exactly 24 hours that is replaced at each use.

Both are JWTs signed with EdDSA. The tokens of one sign-in form a family; only the newest refresh token of a family may
be used, and an older one closes the whole family, for then somebody copied it.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import jwt
from django.utils import timezone

from apps.core import audit

from ..errors import BadToken
from ..models import TokenFamily, User
from .keys import private_key, public_key

ACCESS = timedelta(hours=1)
REFRESH = timedelta(hours=24)
ALGORITHM = "EdDSA"
ISSUER = "pilotba"
_REFUSED = "The token is missing, expired or no longer valid. Sign in again."
Use = Literal["access", "refresh"]


@dataclass(frozen=True)
class Pair:
    """What a sign-in or a renewal hands out."""

    access: str
    refresh: str
    access_expires_at: datetime
    refresh_expires_at: datetime


def issue(*, user: User, address: str = "", agent: str = "", now: datetime | None = None) -> Pair:
    """Start a family of tokens for a person who has just proved who they are."""
    now = _whole(now)
    jti = secrets.token_urlsafe(24)
    family = TokenFamily(user=user, current=_digest(jti), expires_at=now + REFRESH, address=address[:64], agent=agent[:200])
    family.save()
    audit.record("token.issue", user=user, workspace_id="", kind="token", object_id=family.pk)
    return _pair(user, family.pk, jti, now)


def refresh(raw: str, *, now: datetime | None = None) -> Pair:
    """Exchange a refresh token for a new pair. Raises BadToken; a token used a second time closes its family."""
    claims = _claims(raw, "refresh")
    family = _living_family(claims)
    now, jti = _whole(now), secrets.token_urlsafe(24)
    mine = TokenFamily.objects.filter(pk=family.pk, current=_digest(claims["jti"]), revoked_at=None)
    if not mine.update(current=_digest(jti), expires_at=now + REFRESH, updated_at=now):
        _close(family, "reused")
        raise BadToken(_REFUSED)
    return _pair(family.user, family.pk, jti, now)


def revoke(raw: str) -> None:
    """Close the family of a refresh token: it and every access token that came with it stop working. Raises BadToken."""
    _close(_living_family(_claims(raw, "refresh")), "revoked")


def revoke_all(user: User) -> None:
    """End every API token of a person at once."""
    TokenFamily.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now(), reason="revoked")


def person_of(raw: str) -> User:
    """The active person a living access token speaks for. Raises BadToken."""
    return _living_family(_claims(raw, "access")).user


def _pair(user: User, family_id: str, jti: str, now: datetime) -> Pair:
    access = _sign(user, family_id, secrets.token_urlsafe(9), "access", now, ACCESS)
    return Pair(access, _sign(user, family_id, jti, "refresh", now, REFRESH), now + ACCESS, now + REFRESH)


def _sign(user: User, family_id: str, jti: str, use: Use, now: datetime, life: timedelta) -> str:
    claims = {"iss": ISSUER, "aud": f"{ISSUER}:{use}", "sub": user.pk, "fam": family_id, "jti": jti, "stamp": _stamp(user)}
    return jwt.encode(claims | {"iat": now, "exp": now + life}, private_key(), algorithm=ALGORITHM)


def _claims(raw: str, use: Use) -> dict[str, Any]:
    needed = {"require": ["exp", "iat", "sub", "fam", "jti", "stamp", "aud", "iss"]}
    try:
        return jwt.decode(raw, public_key(), algorithms=[ALGORITHM], audience=f"{ISSUER}:{use}", issuer=ISSUER, options=needed)  # type: ignore[arg-type]  # a plain dict is what the docs show
    except (jwt.InvalidTokenError, ValueError) as error:
        raise BadToken(_REFUSED) from error


def _living_family(claims: dict[str, Any]) -> TokenFamily:
    """The open family of the claims, with its person still active and with the password of the sign-in."""
    family = TokenFamily.objects.select_related("user").filter(pk=str(claims["fam"]), user_id=str(claims["sub"]), revoked_at=None).first()
    if family is None or not family.user.is_active or not secrets.compare_digest(str(claims["stamp"]), _stamp(family.user)):
        raise BadToken(_REFUSED)
    return family


def _close(family: TokenFamily, reason: str) -> None:
    TokenFamily.objects.filter(pk=family.pk).update(revoked_at=timezone.now(), reason=reason)
    audit.record(f"token.{reason}", user=family.user, workspace_id="", kind="token", object_id=family.pk)


def _stamp(user: User) -> str:
    """Changes with the password and with the token epoch, so that old tokens die with either."""
    return _digest(f"{user.get_session_auth_hash()}:{user.token_epoch}")[:24]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _whole(now: datetime | None) -> datetime:
    """Whole seconds, as JWT counts them: so that 24 hours are exactly 24 hours."""
    return (now or timezone.now()).replace(microsecond=0)
