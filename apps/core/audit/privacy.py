"""Entries can never be changed, so they hold nobody's e-mail address: a person is named by id, and the id by the person's row."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model

_ADDRESS = re.compile(r"[^\s@<>\"'(),;:]{1,64}@[^\s@<>\"'(),;:]{1,190}")
_PERSON = re.compile(r"person:([a-z0-9]{14})")
FORMER = "former person"


def without_addresses(*values: Any) -> list[Any]:
    """The JSON values with `person:<id>` for addresses of people who are here, and a masked form for all others."""
    found = {address.lower() for value in values for address in _addresses(value)}
    names = _names(found) if found else {}
    return [_walk(value, lambda text: _ADDRESS.sub(lambda hit: names[hit[0].lower()], text)) for value in values]


def with_addresses(*values: Any) -> list[Any]:
    """The JSON values with the addresses of `person:<id>`, for those who may read the trail; of former people the id stays."""
    ids = {found for value in values for text in _texts(value) for found in _PERSON.findall(text)}
    people = dict(get_user_model().objects.filter(pk__in=ids).values_list("pk", "email")) if ids else {}

    def name(hit: re.Match[str]) -> str:
        return people.get(hit[1]) or former(hit[1])

    return [_walk(value, lambda text: _PERSON.sub(name, text)) for value in values]


def former(user_id: str) -> str:
    """How somebody is called whose account is gone."""
    return f"{FORMER} {user_id}"


def mask(address: str) -> str:
    """`m•••@example.com#1f9c2a`: the mark tells equal addresses from others and cannot be turned back without the key."""
    name, _, host = address.lower().partition("@")
    mark = hmac.digest(settings.SECRET_KEY.encode(), f"audit address {address.lower()}".encode(), "sha256").hex()[:6]
    return f"{name[:1]}•••@{host}#{mark}"


def _names(addresses: Iterable[str]) -> dict[str, str]:
    known = get_user_model().objects.filter(email__in=addresses).values_list("email", "pk")
    return {address: mask(address) for address in addresses} | {email: f"person:{pk}" for email, pk in known}


def _addresses(value: Any) -> list[str]:
    return [hit for text in _texts(value) if "@" in text for hit in _ADDRESS.findall(text)]


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for part in (*value.keys(), *value.values()) for text in _texts(part)]
    return [text for part in value for text in _texts(part)] if isinstance(value, list | tuple) else []


def _walk(value: Any, change: Callable[[str], str]) -> Any:
    """The value with every text changed; what JSON in PostgreSQL cannot hold (NUL) is left out."""
    if isinstance(value, str):
        return change(value.replace("\x00", ""))
    if isinstance(value, dict):
        return {_walk(key, change): _walk(part, change) for key, part in value.items()}
    return [_walk(part, change) for part in value] if isinstance(value, list | tuple) else value
