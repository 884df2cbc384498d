"""Who a request's Authorization header speaks for: an access token of a sign-in, or a personal API key."""

from __future__ import annotations

from ..errors import KeyTooNarrow
from ..models import Scope, User
from . import api_keys, tokens


def person_of_header(header: str, *, writes: bool) -> User:
    """The person; `writes` says whether the request changes anything, which a key for reading is not enough for.

    Raises BadToken for a header that holds no living token, KeyTooNarrow for a key whose scope does not reach.
    """
    scheme, _, raw = header.partition(" ")
    text = raw.strip() if scheme.lower() == "bearer" else ""
    if not text.startswith(api_keys.PREFIX):
        return tokens.person_of(text)
    key = api_keys.key_of(text)
    if writes and key.scope != Scope.WRITE:
        raise KeyTooNarrow(f"The API key {key.name} may only look and ask. Use a key that may also create and change.")
    return key.user
