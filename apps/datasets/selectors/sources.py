"""What the engine may read of a dataset on behalf of a person: the hot file and the person's row rules."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from apps.accounts.models import Membership, User
from apps.engine.types import Source

from ..models import Dataset, DatasetVersion, RowRule
from .datasets import current_version
from .hot import ensure_hot


def rules_for(user: User, dataset: Dataset) -> list[RowRule]:
    """The row rules that bind this person. The owner of a dataset is never bound by its rules."""
    if dataset.owner_id == user.pk:
        return []
    roles = Membership.objects.filter(user_id=user.pk, workspace_id=dataset.workspace_id).values("role")
    return list(dataset.row_rules.filter(Q(user_id=user.pk) | Q(role__in=roles)).order_by("pk"))


def source_for(user: User, dataset: Dataset, *, version: DatasetVersion | None = None) -> Source:
    """Return what the engine may read for this person: the hot file (rebuilt when missing) with their row rules.

    The caller has already made sure that the person may see the dataset, or something that is built on it.
    Raises NotReady (409) when the dataset has no finished version.
    """
    version = version or current_version(dataset)
    rules = rules_for(user, dataset)
    return Source(
        name=dataset.table_name,
        dataset=dataset.pk,
        version=version.pk,
        path=str(ensure_hot(version)),
        columns=version.engine_columns(dataset.notes),
        row_filter=_joined([rule.filter for rule in rules if rule.filter]),
        masked=frozenset(name for rule in rules for name in rule.masked),
    )


def _joined(filters: list[Any]) -> Any:
    if not filters:
        return None
    return filters[0] if len(filters) == 1 else {"and": filters}
