"""Rights on objects: an object's visibility, and grants to people, groups, roles or the whole workspace."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from apps.core.models import PublicModel
from apps.core.tenancy import TenantManager

from .groups import Group
from .workspaces import Role, Workspace

EVERYONE = "everyone"


class Visibility(models.TextChoices):
    """Who sees an object without a grant of their own."""

    PRIVATE = "private", "Only me and people I choose"
    WORKSPACE = "workspace", "Everyone in the workspace, or who sees its collection"


class Level(models.TextChoices):
    """What a grant allows; each includes those before it."""

    VIEW = "view", "Can view"
    EDIT = "edit", "Can edit"
    MANAGE = "manage", "Can manage"


class SharedObject(PublicModel):
    """Base of everything that can be shared. `version` counts saves and is the object's ETag.

    Without a `collection` it lies at the top of the workspace.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    visibility = models.CharField(max_length=16, choices=Visibility.choices, default=Visibility.PRIVATE)
    version = models.PositiveIntegerField(default=1)
    collection = models.ForeignKey("accounts.Collection", null=True, blank=True, on_delete=models.RESTRICT, related_name="+")

    objects = TenantManager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """The address of the object's page."""
        return f"/{self._meta.model_name}s/{self.pk}/"


class ForWhom(models.Model):
    """Whom a grant or a rule is for: one person, one group, one role, or (where none is named) everybody in the workspace."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=16, choices=Role.choices, blank=True)

    class Meta:
        abstract = True

    @property
    def whom(self) -> str:
        """As addresses and the API write it: a person's id, `group:<id>`, `role:<name>` or `everyone`."""
        if self.group_id:
            return f"group:{self.group_id}"
        return self.user_id or (f"role:{self.role}" if self.role else EVERYONE)

    @property
    def whom_name(self) -> str:
        """In words for people; needs `user` and `group`."""
        if self.role:
            return f"Every {Role(self.role).label.lower()}"
        return str(self.user or self.group or "Everyone in the workspace")


def one_whom() -> models.Q:
    """The check that at most one of person, group and role is named."""
    nobody, no_group, no_role = models.Q(user=None), models.Q(group=None), models.Q(role="")
    return (no_group & no_role) | (nobody & no_role) | (nobody & no_group)


class Grant(ForWhom, PublicModel):
    """A right on one object; `kind` is the object's model label such as `dashboards.dashboard`."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="grants")
    kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=20)
    level = models.CharField(max_length=16, choices=Level.choices, default=Level.VIEW)

    objects = TenantManager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=one_whom(), name="grant_to_one"),
            models.UniqueConstraint(fields=("kind", "object_id", "user"), name="grant_once"),
            models.UniqueConstraint(fields=("kind", "object_id", "group"), name="grant_once_group"),
            models.UniqueConstraint(
                fields=("kind", "object_id", "role"), condition=models.Q(user=None, group=None), name="grant_once_role"
            ),
        )
        indexes = (models.Index(fields=("user", "kind"), name="grant_by_user"), models.Index(fields=("kind", "object_id"), name="grant_on"))

    def __str__(self) -> str:
        return f"{self.whom} {self.level} {self.kind} {self.object_id}"
