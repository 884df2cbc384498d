"""Saves do not overwrite each other: an object's version is its ETag, a write names the version it changes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from rest_framework.request import Request

from ..errors import StaleVersion, VersionRequired


def etag(obj: Any) -> str:
    """Return the object's ETag: its id and version."""
    return f'"{obj.pk}.{obj.version}"'


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
