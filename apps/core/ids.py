"""Short, opaque, unguessable ids, stable across export and import."""

from __future__ import annotations

import secrets

_ALPHABET = "23456789abcdefghijkmnpqrstuvwxyz"  # no 0/o, 1/l: ids are read aloud
LENGTH = 14


def new_id() -> str:
    """Return a random id of 14 characters (70 bits), starting with a letter so it can name a SQL object."""
    return secrets.choice(_ALPHABET[8:]) + "".join(secrets.choice(_ALPHABET) for _ in range(LENGTH - 1))
