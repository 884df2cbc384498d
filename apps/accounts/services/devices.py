"""Browsers that skip the second step for 30 days: trusted by their person, listed, revoked; a new password or factor ends them."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from apps.core import audit
from apps.core.errors import NotFound

from ..models import TrustedDevice, User

LIFE = timedelta(days=30)
COOKIE = "pilotba_device"
_MOST = 5  # people who share one browser


def trust(*, user: User, cookie: str, address: str, agent: str) -> str:
    """Trust this browser; returns what its cookie holds from now on, beside what it held for other people."""
    secret = secrets.token_urlsafe(32)
    TrustedDevice.objects.filter(user=user, expires_at__lt=timezone.now()).delete()
    made = TrustedDevice.objects.create(
        user=user,
        digest=_digest(secret),
        stamp=_stamp(user),
        agent=agent[:200],
        address=address[:64],
        expires_at=timezone.now() + LIFE,
        last_used_at=timezone.now(),
    )
    audit.record("device.trust", user=user, workspace_id="", kind="device", object_id=made.pk)
    return ".".join([*cookie.split("."), secret][-_MOST:]).strip(".")


def is_trusted(user: User, cookie: str) -> bool:
    """Whether the browser with this cookie is one that the person trusts, and note that it was used."""
    digests = [_digest(secret) for secret in cookie.split(".")[:_MOST] if secret]
    return bool(digests) and bool(devices_of(user).filter(digest__in=digests).update(last_used_at=timezone.now()))


def devices_of(user: User) -> QuerySet[TrustedDevice]:
    """The browsers that the person trusts now, the newest first."""
    return TrustedDevice.objects.filter(user=user, stamp=_stamp(user), expires_at__gt=timezone.now()).order_by("-created_at", "pk")


def revoke(*, user: User, device_id: str) -> None:
    """Trust a browser no longer. Raises NotFound for another person's."""
    if not TrustedDevice.objects.filter(user=user, pk=device_id).delete()[0]:
        raise NotFound("This browser is not trusted any more.")
    audit.record("device.revoke", user=user, workspace_id="", kind="device", object_id=device_id)


def revoke_all(user: User) -> int:
    """Trust no browser of the person any longer; returns how many that were."""
    return TrustedDevice.objects.filter(user=user).delete()[0]


def _stamp(user: User) -> str:
    return _digest(user.get_session_auth_hash())


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
