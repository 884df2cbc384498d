"""Sending live events."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from .wake import wake


def publish(channel: str, type: str, data: dict[str, Any]) -> None:  # noqa: A002  -- the event's own word
    """Announce something on `channel`. The row is written in the caller's transaction: no commit, no event, and never two."""
    from ..models import Event

    Event.objects.create(channel=channel, type=type, data=data)
    transaction.on_commit(wake)
