"""Who did what, when. Rows are only ever added."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
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
        """Remove these rows for good, for retention only; returns how many."""
        return self._raw_delete(self.db)


class AuditEntry(models.Model):
    """One act. `actor` keeps the person's address when the account is gone."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    action = models.CharField(max_length=80)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    actor = models.CharField(max_length=254, blank=True)
    workspace_id = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=20, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    request_meta = models.JSONField(default=dict)

    objects = AppendOnly.as_manager()

    class Meta:
        base_manager_name = "objects"
        indexes = (
            models.Index(fields=("workspace_id", "-at"), name="audit_by_workspace"),
            models.Index(fields=("kind", "object_id"), name="audit_by_object"),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.action}"

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("The audit trail cannot be deleted.")
