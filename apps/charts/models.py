"""Saved charts: one question about one dataset, and how its answer is drawn."""

from __future__ import annotations

from typing import Any

from django.db import models

from apps.accounts.models import SharedObject


class Chart(SharedObject):
    """A chart of a registered `kind`; `spec` is a QuerySpec and `options` are the kind's declared options, both as plain data."""

    dataset = models.ForeignKey("datasets.Dataset", on_delete=models.PROTECT, related_name="charts")
    kind = models.CharField(max_length=40)
    spec: models.JSONField[Any, Any] = models.JSONField()
    options: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("-updated_at", "id")
