"""Codes of six digits that are sent by mail. Only their digests are stored."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from apps.core.models import PublicModel


class Purpose(models.TextChoices):
    """What a code is good for; one made for one purpose opens nothing else."""

    SIGN_UP = "sign_up", "Verify an address at sign-up"
    SIGN_IN = "sign_in", "Second step of a sign-in"
    ADDRESS = "address", "Verify a new address"


class OneTimeCode(PublicModel):
    """A code on its way to an address. `details` keeps what waits for it; `digest` is empty when no code can be right."""

    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField()
    digest = models.CharField(max_length=64, blank=True)
    template = models.CharField(max_length=40)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)
    details = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.email}"
