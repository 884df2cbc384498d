"""Row rules: which rows people see of a dataset, and what they see of its columns."""

from __future__ import annotations

from typing import Any

from django.db import models

from apps.accounts.models import ForWhom, Group, one_whom
from apps.core.models import PublicModel

from .datasets import Dataset


class RowRule(ForWhom, PublicModel):
    """For one person, group or role, or everybody. All rules that fit a person apply: filters are joined by AND, masks add up.

    `filter` is a QuerySpec filter in which `{"attribute": name}` may stand for a value: the reader's own attribute.
    `masked` says for column names how they are masked: hide, null, hash or last4.
    """

    # a rule never goes with its group, for then people would see more
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.RESTRICT, related_name="+")
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="row_rules")
    filter: models.JSONField[Any, Any] = models.JSONField(null=True)
    masked: models.JSONField[Any, Any] = models.JSONField(default=dict)

    class Meta:
        constraints = (models.CheckConstraint(condition=one_whom(), name="row_rule_for_one"),)

    def __str__(self) -> str:
        return f"Row rule of {self.dataset_id} for {self.whom}"
