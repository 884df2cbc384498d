"""Rights on objects: an object's visibility, and grants to single people."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from apps.core.models import PublicModel

from .workspaces import Workspace


class Visibility(models.TextChoices):
    """Who sees an object without a grant of their own."""

    PRIVATE = "private", "Only me and people I choose"
    WORKSPACE = "workspace", "Everyone in the workspace"


class Level(models.TextChoices):
    """What a grant allows; each includes those before it."""

    VIEW = "view", "Can view"
    EDIT = "edit", "Can edit"
    MANAGE = "manage", "Can manage"


class SharedObject(PublicModel):
    """Base of everything that can be shared. `version` counts saves and is the object's ETag."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    visibility = models.CharField(max_length=16, choices=Visibility.choices, default=Visibility.PRIVATE)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Grant(PublicModel):
    """One person's right on one object; `kind` is the object's model label such as `dashboards.dashboard`."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="grants")
    kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=20)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="grants")
    level = models.CharField(max_length=16, choices=Level.choices, default=Level.VIEW)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "object_id", "user"), name="grant_once"),)
        indexes = (models.Index(fields=("user", "kind"), name="grant_by_user"),)

    def __str__(self) -> str:
        return f"{self.user} {self.level} {self.kind} {self.object_id}"
