"""The tenant: everything belongs to exactly one workspace."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from apps.core.models import PublicModel
from apps.core.tenancy import TenantManager


class Role(models.TextChoices):
    """What a member may do: look, create, or run the workspace."""

    VIEWER = "viewer", "Viewer"
    ANALYST = "analyst", "Analyst"
    ADMIN = "admin", "Administrator"


class Plan(models.TextChoices):
    """What a workspace has: how many query requests each of its people has in an hour."""

    FREE = "free", "Free"
    PREMIUM = "premium", "Premium"


def first_plan() -> str:
    """The plan of a new workspace, PILOTBA_PLAN."""
    return str(settings.PILOTBA.plan)


class SecondStep(models.TextChoices):
    """When a sign-in takes more than a password; each is stricter than those before it."""

    OFF = "off", "Never, unless the person has set one up"
    UNTRUSTED = "untrusted", "On browsers that are not trusted"
    ALWAYS = "always", "Always"


class Workspace(PublicModel):
    """A tenant."""

    name = models.CharField(max_length=120)
    plan = models.CharField(max_length=16, default=first_plan, choices=Plan.choices)

    audit_days = models.PositiveIntegerField("days of audit trail", null=True, blank=True)  # None: the installation's; 0: for ever
    second_step = models.CharField(max_length=16, choices=SecondStep.choices, blank=True, help_text="Empty: the default of its plan.")
    idle_minutes = models.PositiveIntegerField(null=True, blank=True, help_text="Ends a session after so long without use.")
    session_hours = models.PositiveIntegerField(null=True, blank=True, help_text="Ends a session so long after signing in.")

    def __str__(self) -> str:
        return self.name


class Membership(PublicModel):
    """A person's place in a workspace. `attributes` are facts about the person there, such as `{"region": ["EU", "US"]}`, for row rules."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.VIEWER)
    attributes: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)

    objects = TenantManager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "user"), name="membership_once"),)

    def __str__(self) -> str:
        return f"{self.user} in {self.workspace} ({self.role})"
