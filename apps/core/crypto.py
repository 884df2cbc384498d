"""Secrets at rest: AES-256-GCM under keys with ids, so that a key can be replaced while old values stay readable.

Keys come from PILOTBA_ENCRYPTION_KEYS (comma-separated, newest first, 32 bytes in URL-safe base64) or from files
PILOTBA_HOME/keys/field-<n> (highest number is newest). A token is `v1.<key id>.<nonce and ciphertext>`.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from . import keys

if TYPE_CHECKING:
    _Text = models.TextField[str, str]
else:
    _Text = models.TextField


class DecryptionFailed(Exception):
    """The value was changed, or its key is gone."""


@functools.cache
def _keyring() -> dict[str, bytes]:
    """Key id -> key, newest first."""
    given = os.environ.get("PILOTBA_ENCRYPTION_KEYS", "")
    found = [_decode(text.strip()) for text in given.split(",")] if given else _from_files(Path(settings.PILOTBA.home))
    return {hashlib.sha256(b"key id" + key).hexdigest()[:8]: key for key in found}


def _decode(text: str) -> bytes:
    try:
        key = base64.urlsafe_b64decode(text)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise ImproperlyConfigured("PILOTBA_ENCRYPTION_KEYS has to hold keys of 32 bytes in URL-safe base64, newest first.")
    return key


def _from_files(home: Path) -> list[bytes]:
    keys.load_or_make(home, "field-1", lambda: secrets.token_bytes(32))
    files = sorted(keys.folder(home).glob("field-*"), key=lambda path: int(path.name.removeprefix("field-")), reverse=True)
    return [path.read_bytes() for path in files]


def rotate() -> None:
    """Make a new key for everything encrypted from now on; `reencrypt` carries old values over.

    Other processes find it when they meet it.
    """
    home = Path(settings.PILOTBA.home)
    keys.load_or_make(home, f"field-{len(_from_files(home)) + 1}", lambda: secrets.token_bytes(32))
    _keyring.cache_clear()


def encrypt(text: str, context: str = "") -> str:
    """Encrypt under the newest key. `context` (for example the field's name) has to be the same when decrypting."""
    name, key = next(iter(_keyring().items()))
    nonce = secrets.token_bytes(12)
    sealed = nonce + AESGCM(key).encrypt(nonce, text.encode(), f"{name}:{context}".encode())
    return f"v1.{name}.{base64.urlsafe_b64encode(sealed).decode()}"


def decrypt(token: str, context: str = "") -> str:
    """Return the text; raises DecryptionFailed for a changed value, another context or an unknown key."""
    try:
        version, name, body = token.split(".")
        if name not in _keyring():
            _keyring.cache_clear()  # another process may have made a new key
        key, sealed = _keyring()[name], base64.urlsafe_b64decode(body)
        if version != "v1":
            raise ValueError(version)
        return AESGCM(key).decrypt(sealed[:12], sealed[12:], f"{name}:{context}".encode()).decode()
    except (ValueError, KeyError, InvalidTag):
        raise DecryptionFailed("This stored secret cannot be read: its key is missing, or the value was changed.") from None


def is_current(token: str) -> bool:
    """Tell whether the value is encrypted under the newest key."""
    return token.startswith(f"v1.{next(iter(_keyring()))}.")


def reencrypt(token: str, context: str = "") -> str:
    """Return the same secret under the newest key."""
    return token if is_current(token) else encrypt(decrypt(token, context), context)


def sign(text: str, context: str) -> str:
    """An HMAC-SHA256 of the text under the newest key, `v1.<key id>.<hex>`; one context's signature is good for no other."""
    name, key = next(iter(_keyring().items()))
    return f"v1.{name}.{_mac(key, text, context)}"


def is_signed(text: str, signature: str, context: str) -> bool:
    """Whether `sign` made this signature for the same text and context, under any key that is still here."""
    name = signature.removeprefix("v1.").partition(".")[0]
    key = _keyring().get(name)
    return key is not None and hmac.compare_digest(signature, f"v1.{name}.{_mac(key, text, context)}")


def _mac(key: bytes, text: str, context: str) -> str:
    derived = hmac.digest(key, f"sign {context}".encode(), "sha256")  # the encryption key itself signs nothing
    return hmac.digest(derived, text.encode(), "sha256").hex()


class EncryptedTextField(_Text):
    """Text that only this installation can read. It cannot be searched; an empty text stays empty."""

    def _context(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def get_prep_value(self, value: Any) -> Any:
        return encrypt(str(value), self._context()) if value else value

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return decrypt(value, self._context()) if value else value
