"""Reading the event table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Max, Min, Q
from django.utils import timezone

from ..models import Event

KEEP = timedelta(hours=1)
_BATCH = 1000
_REPLAY = 200


def newest() -> int:
    """Return the last number given out."""
    return int(Event.objects.aggregate(last=Max("seq"))["last"] or 0)


def after(seq: int, gaps: Sequence[int] = ()) -> list[dict[str, Any]]:
    """Return the events after `seq` and those of the missing numbers that have appeared."""
    wanted = Q(seq__gt=seq) | Q(seq__in=gaps) if gaps else Q(seq__gt=seq)
    return [as_message(row) for row in Event.objects.filter(wanted).order_by("seq")[:_BATCH]]


def missed(channel: str, seq: int) -> list[dict[str, Any]] | None:
    """Return what `channel` said after `seq`, or None when that is no longer (or not yet) known and the page has to reload."""
    bounds = Event.objects.aggregate(first=Min("seq"), last=Max("seq"))
    if seq > (bounds["last"] or 0) or seq + 1 < (bounds["first"] or 0):
        return None
    rows = list(Event.objects.filter(channel=channel, seq__gt=seq).order_by("seq")[: _REPLAY + 1])
    return None if len(rows) > _REPLAY else [as_message(row) for row in rows]


def prune() -> int:
    """Remove events older than an hour, but never the newest: it remembers the last number. Returns how many."""
    return Event.objects.filter(created_at__lt=timezone.now() - KEEP, seq__lt=newest()).delete()[0]


def as_message(row: Event) -> dict[str, Any]:
    """Return an event as a socket sends it."""
    return {"type": row.type, "channel": row.channel, "data": row.data, "timestamp": row.created_at.isoformat(), "seq": row.seq}
