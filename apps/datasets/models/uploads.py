"""A file on its way in: created, received in pieces, then used once."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from apps.accounts.models import Workspace
from apps.core.models import PublicModel
from apps.core.tenancy import TenantManager


class UploadState(models.TextChoices):
    """Where the bytes are."""

    RECEIVING = "receiving", "Receiving"
    COMPLETE = "complete", "Complete"
    USED = "used", "Used"


class Upload(PublicModel):
    """One person's upload; bytes lie in the uploads folder under this id. `offset` never runs ahead of what is on disk."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    dataset = models.ForeignKey("datasets.Dataset", null=True, on_delete=models.CASCADE, related_name="uploads")
    filename = models.CharField(max_length=255)
    length = models.BigIntegerField()
    offset = models.BigIntegerField(default=0)
    state = models.CharField(max_length=16, choices=UploadState.choices, default=UploadState.RECEIVING)
    options = models.JSONField(default=dict)
    expires_at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(offset__lte=models.F("length")), name="upload_offset_in_length"),)
        indexes = (models.Index(fields=("expires_at",), name="upload_by_expiry"),)

    def __str__(self) -> str:
        return f"{self.filename} ({self.offset} of {self.length} bytes)"

    @property
    def is_complete(self) -> bool:
        return self.state != UploadState.RECEIVING
