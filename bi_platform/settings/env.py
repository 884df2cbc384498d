"""Typed readers of the environment. Each fails with the variable's name and what it should have been."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE, _FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
_KNOWN = ("secret", "changeme", "change-me", "password", "django-insecure", "pilotba", "example", "default")


def env_str(name: str, default: str | None = None) -> str:
    """Return the variable's text; without a default it must be set and not empty."""
    value = os.environ.get(name, "")
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} is not set. Set it in the environment and start again.")
    return default


def env_choice(name: str, choices: Sequence[str], default: str) -> str:
    """Return one of `choices`."""
    value = env_str(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}; it has to be one of {', '.join(choices)}.")
    return value


def env_contact(name: str) -> str:
    """Return an e-mail address or a web address; empty when it is not set."""
    value = env_str(name, "")
    if value and not re.fullmatch(r"[^\s@<>\"]+@[^\s@<>\"]+|https?://[^\s<>\"]+", value):
        raise ImproperlyConfigured(f"{name} is {value!r}; it has to be an e-mail address or start with https://.")
    return value


def env_int(name: str, default: int, *, low: int = 0, high: int = 2**62) -> int:
    """Return a whole number between `low` and `high`, both included."""
    text = env_str(name, str(default))
    try:
        value = int(text)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {text!r}; it has to be a whole number.") from None
    if not low <= value <= high:
        raise ImproperlyConfigured(f"{name} is {value}; it has to lie between {low} and {high}.")
    return value


def env_bool(name: str, default: bool) -> bool:
    """Return true for 1, true, yes, on and false for 0, false, no, off."""
    text = env_str(name, "1" if default else "0").lower()
    if text not in _TRUE + _FALSE:
        raise ImproperlyConfigured(f"{name} is {text!r}; it has to be 1 or 0.")
    return text in _TRUE


def env_path(name: str, default: Path) -> Path:
    """Return an absolute path."""
    return Path(env_str(name, str(default))).expanduser().resolve()


def env_list(name: str, default: Sequence[str] = ()) -> list[str]:
    """Return the comma-separated parts without spaces around them."""
    return [part.strip() for part in env_str(name, ",".join(default)).split(",") if part.strip()]


def env_url(name: str, schemes: Sequence[str], default: str | None = None) -> str:
    """Return an address whose scheme is one of `schemes`; secrets inside are never repeated in an error."""
    text = env_secret_text(name, default)
    if urlsplit(text).scheme not in schemes:
        raise ImproperlyConfigured(f"{name} has to be an address that starts with {' or '.join(f'{s}://' for s in schemes)}.")
    return text


def env_secret_text(name: str, default: str | None = None) -> str:
    """Return a secret from the variable or from the file that NAME_FILE names (as container secrets are mounted)."""
    if not (path := os.environ.get(f"{name}_FILE")):
        return env_str(name, default)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE names {path}, which cannot be read: {error.strerror}.") from None


def env_key(name: str) -> str | None:
    """Return a signing key from the environment, or None when there is none; short and well-known ones are refused."""
    value = env_secret_text(name, "")
    if not value:
        return None
    if len(value) < 32 or len(set(value)) < 10 or any(word in value.lower() for word in _KNOWN):
        raise ImproperlyConfigured(f"{name} is short or well known. Use at least 32 random characters, or unset it and one is made.")
    return value
