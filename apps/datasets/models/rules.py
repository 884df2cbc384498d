"""Row rules: which rows a person or a role may see of a dataset, and which columns are hidden from them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from apps.accounts.models import Role
from apps.core.models import PublicModel

from .datasets import Dataset


class RowRule(PublicModel):
    """Applies to one person or to one role. Several rules that fit a person all apply: filters are joined by AND, masks add up."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="row_rules")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=16, choices=Role.choices, blank=True)
    filter = models.JSONField(null=True)
    masked = models.JSONField(default=list)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, role="") | models.Q(user__isnull=True) & ~models.Q(role=""),
                name="row_rule_person_or_role",
            ),
        )

    def __str__(self) -> str:
        return f"Row rule of {self.dataset_id} for {self.role or self.user_id}"
