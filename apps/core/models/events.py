"""Live events, kept a while so that a page that was away can catch up."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """One message on a channel; `seq` is its place in the order of the whole installation."""

    seq = models.BigAutoField(primary_key=True)
    channel = models.CharField(max_length=80)
    type = models.CharField(max_length=60)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        indexes = (models.Index(fields=("channel", "seq"), name="event_by_channel"),)

    def __str__(self) -> str:
        return f"{self.seq} {self.channel} {self.type}"
