"""Calls that were given a key, so that they are done once."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from ..crypto import EncryptedTextField


class Call(models.Model):
    """One person's call under one Idempotency-Key: taken while `status` is empty, afterwards with its answer.

    `token` belongs to the process that works on it; the answer is written in the call's own transaction, and only under that token.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    token = models.CharField(max_length=20)
    taken_at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = EncryptedTextField(default="")  # an answer may hold what is shown once, such as the text of a new API key

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "key"), name="call_once"),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.key}"
