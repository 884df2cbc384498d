"""Counters of limits where there is no Redis."""

from __future__ import annotations

from django.db import models


class Window(models.Model):
    """How often `key` was hit in the window that ends at `ends_at` (Unix seconds)."""

    key = models.CharField(max_length=200, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    ends_at = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"
