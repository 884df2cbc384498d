"""What programs and widgets remember for a person."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from apps.core.models import PublicModel


class PersonalSetting(PublicModel):
    """One JSON value of one person under a key that whoever stores it has chosen, such as `widget:sales-table`."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="personal_settings")
    key = models.CharField(max_length=100)
    value = models.JSONField()
    size = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "key"), name="personal_setting_once"),)

    def __str__(self) -> str:
        return self.key


class PersonalExport(PublicModel):
    """All of a person's data as one ZIP file, to be taken once before `expires_at`."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    storage_key = models.CharField(max_length=100, blank=True)
    bytes = models.BigIntegerField(default=0)
    expires_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"Export {self.pk}"


class Deletion(PublicModel):
    """An account that goes at `due_at` unless its person changes their mind. `heirs` is workspace id -> id of who gets what they own."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="deletion")
    due_at = models.DateTimeField()
    heirs = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"Deletion on {self.due_at:%Y-%m-%d}"
