"""Groups of people within a workspace."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower

from apps.core.models import PublicModel
from apps.core.tenancy import TenantManager

from .workspaces import Membership, Workspace


class Group(PublicModel):
    """People who get rights and row rules together. It holds seats, not people, so whoever leaves the workspace leaves its groups."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=500, blank=True)
    seats = models.ManyToManyField(Membership, related_name="groups", blank=True)

    objects = TenantManager()

    class Meta:
        constraints = (models.UniqueConstraint("workspace", Lower("name"), name="group_name_once"),)

    def __str__(self) -> str:
        return self.name
