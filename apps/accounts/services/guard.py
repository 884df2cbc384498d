"""The brake on guessing passwords: five failures lock an account for 15 minutes; a network address has a wider limit.

An attempt is counted before the password is looked at and forgotten when it was right, so that many guesses sent at the
same moment cannot slip past the count. Unknown accounts are counted like known ones: the answers do not differ.
"""

from __future__ import annotations

import hashlib

from apps.core import limits
from apps.core.errors import TooManyRequests

LOCK_SECONDS = 15 * 60
FAILURES = 5
PER_ADDRESS = 300
KNOCKS, KNOCK_SECONDS = 300, 60
LOCKED = "Too many failed attempts. Wait 15 minutes or reset the password."


def begin(email: str, address: str) -> None:
    """Count an attempt. Raises TooManyRequests while the account or the network address is locked."""
    account = _key(email)
    if limits.count("sign-in-lock", account):
        raise TooManyRequests(LOCKED, retry_after=LOCK_SECONDS)
    limits.hit("sign-in-address", _key(address), PER_ADDRESS, LOCK_SECONDS)
    limits.hit("sign-in", account, FAILURES, LOCK_SECONDS)


def knock(address: str) -> None:
    """Count a request that anybody may make without signing in. Raises TooManyRequests beyond 300 a minute from one address."""
    limits.hit("public", _key(address), KNOCKS, KNOCK_SECONDS)


def failed(email: str) -> None:
    """Lock the account when this was its last permitted failure."""
    account = _key(email)
    if limits.count("sign-in", account) >= FAILURES:
        limits.hit("sign-in-lock", account, FAILURES, LOCK_SECONDS)
        limits.forget("sign-in", account)


def succeeded(email: str) -> None:
    """Forget the account's failures."""
    limits.forget("sign-in", _key(email))


def unlock(email: str) -> None:
    """Open a locked account again, for example after its password was reset."""
    limits.forget("sign-in", _key(email))
    limits.forget("sign-in-lock", _key(email))


def _key(name: str) -> str:
    return hashlib.sha256(name.strip().lower().encode()).hexdigest()
