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
