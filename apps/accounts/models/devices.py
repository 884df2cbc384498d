"""Browsers that a person has said they trust."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from apps.core.models import PublicModel


class TrustedDevice(PublicModel):
    """A browser that is not asked for a second step until `expires_at`. The cookie holds the secret, the row its digest.

    `stamp` is the person's at the time: another password ends the trust.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices")
    digest = models.CharField(max_length=64, unique=True)
    stamp = models.CharField(max_length=64)
    agent = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"A browser of {self.user}"
