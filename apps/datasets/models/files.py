"""Stored files that no version refers to: written ahead of a publication, or left by a deletion."""

from __future__ import annotations

from django.db import models

from apps.core.models import PublicModel


class LooseFile(PublicModel):
    """Noted before the file is written and struck out by the transaction that publishes it, so a crash leaves a trace to sweep."""

    key = models.CharField(max_length=200, unique=True)

    def __str__(self) -> str:
        return self.key
