"""Signs of life of the processes that work in the background."""

from __future__ import annotations

from django.db import models


class ProcessBeat(models.Model):
    """A worker or scheduler process and when it was last heard of."""

    name = models.CharField(max_length=120, primary_key=True)
    role = models.CharField(max_length=20)
    pid = models.PositiveIntegerField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.role} {self.name}"


class Slot(models.Model):
    """When something that happens at intervals is due next."""

    name = models.CharField(max_length=80, primary_key=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
