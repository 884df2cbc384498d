"""Saves do not overwrite each other: an object's version is its ETag, a write names the version it changes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from rest_framework.request import Request

from ..errors import StaleVersion, VersionRequired


def etag(obj: Any) -> str:
    """Return the object's ETag: its id and version."""
    return f'"{obj.pk}.{obj.version}"'


def expected_in(version: Any, obj: Any) -> int:
    """The version that an item of a bulk call names: a number, `"*"`, or an ETag. Raises VersionRequired and StaleVersion."""
    if version is None or isinstance(version, bool):
        raise VersionRequired("Say which version you change: give the item's version.", version=obj.version)
    if str(version) not in ("*", str(obj.version), etag(obj)):
        raise StaleVersion("Somebody saved this meanwhile. Look at their version, then try again.", version=obj.version)
    return int(obj.version)


def require_if_match(request: HttpRequest | Request, obj: Any) -> None:
    """Let a write pass only with the current ETag in If-Match (a bare version number or `*` will do, too).

    Raises VersionRequired (428) without the header and StaleVersion (412) for an older version; lock the row first.
    """
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise VersionRequired("Say which version you change: send the ETag that you read as If-Match.", version=obj.version)
    tags = {tag.strip().removeprefix("W/") for tag in given.split(",")}
    if not tags & {"*", etag(obj), f'"{obj.version}"', str(obj.version)}:
        raise StaleVersion("Somebody saved this meanwhile. Look at their version, then save yours again.", version=obj.version)
