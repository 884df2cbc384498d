"""The brake on guessing passwords and codes: too many failures lock for 15 minutes; a network address has a wider limit.

An attempt is counted before it is looked at and forgotten when it was right, so that many guesses sent at the same moment
cannot slip past the count. Unknown accounts are counted like known ones: the answers do not differ.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from apps.core import limits
from apps.core.errors import TooManyRequests

LOCK_SECONDS = 15 * 60
FAILURES = 5
PER_ADDRESS = 300
KNOCKS, KNOCK_SECONDS = 300, 60
LOCKED = "Too many failed attempts. Wait 15 minutes or reset the password."


@dataclass(frozen=True)
class Brake:
    """`tries` failures of one key lock it for 15 minutes; `words` say so. Keys are stored as digests."""

    name: str
    tries: int
    words: str

    def begin(self, key: str) -> None:
        """Count an attempt. Raises TooManyRequests while the key is locked."""
        self.refuse_locked(key)
        try:
            limits.hit(self.name, _key(key), self.tries, LOCK_SECONDS)
        except TooManyRequests as error:
            raise TooManyRequests(self.words, retry_after=error.retry_after) from error

    def refuse_locked(self, key: str) -> None:
        """Raise TooManyRequests while the key is locked; counts nothing."""
        if limits.count(f"{self.name}-lock", _key(key)):
            raise TooManyRequests(self.words, retry_after=LOCK_SECONDS)

    def failed(self, key: str) -> bool:
        """Lock the key when this was its last permitted failure; tells whether it was."""
        if limits.count(self.name, _key(key)) < self.tries:
            return False
        limits.hit(f"{self.name}-lock", _key(key), self.tries, LOCK_SECONDS)
        limits.forget(self.name, _key(key))
        return True

    def succeeded(self, key: str) -> None:
        """Forget the failures of the key."""
        limits.forget(self.name, _key(key))

    def unlock(self, key: str) -> None:
        """Open a locked key again."""
        limits.forget(self.name, _key(key))
        limits.forget(f"{self.name}-lock", _key(key))


_passwords = Brake("sign-in", FAILURES, LOCKED)


def begin(email: str, address: str) -> None:
    """Count an attempt with a password. Raises TooManyRequests while the account or the network address is locked."""
    _passwords.refuse_locked(email)
    limits.hit("sign-in-address", _key(address), PER_ADDRESS, LOCK_SECONDS)
    _passwords.begin(email)


def knock(address: str) -> None:
    """Count a request that anybody may make without signing in. Raises TooManyRequests beyond 300 a minute from one address."""
    limits.hit("public", _key(address), KNOCKS, KNOCK_SECONDS)


def failed(email: str) -> bool:
    """Lock the account when this was its last permitted failure; tells whether it was."""
    return _passwords.failed(email)


def succeeded(email: str) -> None:
    """Forget the account's failures."""
    _passwords.succeeded(email)


def unlock(email: str) -> None:
    """Open a locked account again, for example after its password was reset."""
    _passwords.unlock(email)


def _key(name: str) -> str:
    return hashlib.sha256(name.strip().lower().encode()).hexdigest()
