"""Codes of six digits by mail: they live ten minutes; three wrong ones lock the way for 15 minutes; sending them again is limited.

Whether an address is known must not show: where no code can be right, another mail goes out and everything else is the same.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import structlog
from django.utils import timezone
from django.utils.crypto import salted_hmac

from apps.core import limits, mail
from apps.core.errors import TooManyRequests

from ..errors import WrongCode
from ..models import OneTimeCode, Purpose, User
from .guard import LOCK_SECONDS, Brake

LIFE = timedelta(minutes=10)
TRIES = 3
SENDS = 4  # the first one and three more, in 15 minutes
_KEPT = timedelta(days=1)
_brake = Brake("code", TRIES, "Three wrong codes. Wait 15 minutes, then ask for a new code.")
_WRONG = "This is not the code of our last mail, or it is older than 10 minutes. Look again, or ask for a new one."
log = structlog.get_logger("pilotba.codes")


def start(
    *, purpose: Purpose, email: str, template: str, user: User | None = None, usable: bool = True, details: dict[str, Any] | None = None
) -> OneTimeCode:
    """Send a code to `email` in the mail `template`; with `usable` false that mail holds none, and none will be right.

    Raises TooManyRequests while the address is locked or was sent too many.
    """
    email = email.strip().lower()
    _may_send(purpose, email)
    OneTimeCode.objects.filter(expires_at__lt=timezone.now() - _KEPT).delete()
    row = OneTimeCode(purpose=purpose, email=email, template=template, user=user, details=details or {}, expires_at=timezone.now() + LIFE)
    _send(row, usable=usable)
    return row


def again(row: OneTimeCode) -> OneTimeCode:
    """Send a new code in place of the last one, to the same address. Raises TooManyRequests as `start` does."""
    _may_send(row.purpose, row.email)
    row.expires_at = timezone.now() + LIFE
    _send(row, usable=bool(row.digest))
    return row


def waiting(code_id: str, purpose: Purpose) -> OneTimeCode | None:
    """The unused code of this id; it may be too old, and can then be sent again."""
    return OneTimeCode.objects.select_related("user").filter(pk=code_id, purpose=purpose, used_at=None).first()


def spend(row: OneTimeCode, text: str) -> OneTimeCode:
    """Use the code up. Raises WrongCode for another text, a used or an old code; TooManyRequests after three of them."""
    key, now = _key(row.purpose, row.email), timezone.now()
    _brake.begin(key)
    digest = _digest(row.pk, "".join(text.split()))
    mine = OneTimeCode.objects.filter(pk=row.pk, used_at=None, expires_at__gt=now)
    if secrets.compare_digest(row.digest.ljust(64), digest) and mine.update(used_at=now):
        _brake.succeeded(key)
        return row
    if _brake.failed(key):
        OneTimeCode.objects.filter(purpose=row.purpose, email=row.email, used_at=None).update(expires_at=now)
        raise TooManyRequests(_brake.words, retry_after=LOCK_SECONDS)
    raise WrongCode(_WRONG)


def masked(email: str) -> str:
    """The address as answers show it: "ada@example.com" -> "a•••@e•••.com"."""
    name, _, host = email.partition("@")
    label, dot, rest = host.rpartition(".")
    return f"{name[:1]}•••@{label[:1]}•••{dot}{rest}" if dot else f"{name[:1]}•••@{host[:1]}•••"


def _may_send(purpose: str, email: str) -> None:
    key = _key(purpose, email)
    _brake.refuse_locked(key)
    try:
        limits.hit("code-send", _digest("send", key), SENDS, LOCK_SECONDS)
    except TooManyRequests as error:
        words = f"We have sent {SENDS} codes to this address. Wait {-(-error.retry_after // 60)} minutes before you ask for another."
        raise TooManyRequests(words, retry_after=error.retry_after) from error


def _send(row: OneTimeCode, *, usable: bool) -> None:
    """Store the digest, then send; what the mail server says about the address is for the log only."""
    text = f"{secrets.randbelow(10**6):06}"
    row.digest = _digest(row.pk, text) if usable else ""
    row.save()
    try:
        mail.send(row.template, row.email, {"code": text, "minutes": int(LIFE.total_seconds() // 60), "email": row.email})
    except OSError:
        log.exception("code_not_sent", purpose=row.purpose)


def _key(purpose: str, email: str) -> str:
    return f"{purpose}:{email}"


def _digest(*parts: str) -> str:
    return salted_hmac("accounts.code", ":".join(parts), algorithm="sha256").hexdigest()
