"""What people keep at hand."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from apps.core.models import PublicModel
from apps.core.tenancy import TenantManager

from .workspaces import Workspace


class Favourite(PublicModel):
    """One person's star on one object; `kind` is the object's model label such as `dashboards.dashboard`."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="favourites")
    kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=20)

    objects = TenantManager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "kind", "object_id"), name="favourite_once"),)

    def __str__(self) -> str:
        return f"{self.user} likes {self.kind} {self.object_id}"
