"""Who did what, when. Rows are only ever added."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import models


class AppendOnly(models.QuerySet["AuditEntry"]):
    """A query set that cannot change or remove rows; retention removes old ones through `expire`."""

    def update(self, **changes: Any) -> NoReturn:
        raise TypeError("The audit trail cannot be changed.")

    def _update(self, values: Any, returning_fields: Any = None) -> NoReturn:
        """What save() of a stored row ends in."""
        raise TypeError("The audit trail cannot be changed.")

    def delete(self) -> NoReturn:
        raise TypeError("The audit trail cannot be deleted.")

    def expire(self) -> int:
        """Remove these rows for good, for retention only; the database refuses what no checkpoint covers. Returns how many."""
        return self._raw_delete(self.db)


class AuditEntry(models.Model):
    """One act. `user` may point to somebody who is gone; `seq`, `previous` and `digest` are its place in the workspace's chain."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    action = models.CharField(max_length=80)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    workspace_id = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=20, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    request_meta = models.JSONField(default=dict)
    seq = models.BigIntegerField(null=True, editable=False)
    previous = models.CharField(max_length=64, blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = AppendOnly.as_manager()

    class Meta:
        base_manager_name = "objects"
        verbose_name_plural = "audit entries"
        constraints = (models.UniqueConstraint(fields=("workspace_id", "seq"), name="audit_place_once"),)
        indexes = (
            models.Index(fields=("workspace_id", "-at"), name="audit_by_workspace"),
            models.Index(fields=("kind", "object_id"), name="audit_by_object"),
            models.Index(fields=("workspace_id",), condition=models.Q(digest=""), name="audit_to_chain"),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.action}"

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("The audit trail cannot be deleted.")

    @property
    def actor(self) -> str:
        """The person's address; of a deleted account only its id, of no person nothing."""
        try:
            person = self.user
        except ObjectDoesNotExist:
            person = None
        return person.email if person is not None else f"former person {self.user_id}" if self.user_id else ""


class AuditChain(models.Model):
    """The head of a workspace's chain, and the last entry that retention removed, both signed; then what the last check found."""

    workspace_id = models.CharField(primary_key=True, max_length=20)
    seq = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    removed_to = models.BigIntegerField(default=0)
    removed_digest = models.CharField(max_length=64, blank=True)
    signature = models.CharField(max_length=100, blank=True)
    checked_to = models.BigIntegerField(default=0)
    checked_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.workspace_id or 'installation'}: {self.seq}"
