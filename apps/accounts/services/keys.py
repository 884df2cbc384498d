"""The key pair that signs API tokens: made at first start, readable by its owner only, never a default."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from django.conf import settings

from apps.core.keys import load_or_make

FILE = "tokens.pem"


def private_key() -> Ed25519PrivateKey:
    """The signing key of this installation: from the settings (PEM) where several machines share it, else its own file."""
    return _load(str(settings.PILOTBA.home), settings.API_TOKEN_KEY)


def public_key() -> Ed25519PublicKey:
    """The key that checks what `private_key` signed."""
    return private_key().public_key()


@lru_cache(maxsize=4)
def _load(home: str, configured: str) -> Ed25519PrivateKey:
    key = load_pem_private_key(configured.encode() if configured else load_or_make(Path(home), FILE, _make), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError("PILOTBA_TOKEN_KEY has to hold an Ed25519 private key in PEM form.")
    return key


def _make() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
