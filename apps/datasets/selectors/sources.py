"""What the engine may read of a dataset on behalf of a person: the hot file, under the row rules that bind them."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from apps.accounts.models import User
from apps.accounts.selectors import for_them, readers, standing_in
from apps.engine.types import Column, Mask, Source

from ..attributes import names_attributes, resolved
from ..models import Dataset, DatasetVersion, RowRule
from .datasets import current_version
from .hot import ensure_hot


@dataclass(frozen=True, slots=True)
class Reading:
    """What row rules leave of a dataset to one person: rows that pass `row_filter`, columns under `masks` (by name)."""

    row_filter: Any
    masks: Mapping[str, Mask]

    @property
    def is_bound(self) -> bool:
        """Whether any rule binds the person."""
        return self.row_filter is not None or bool(self.masks)


def rules_for(user: User, dataset: Dataset) -> list[RowRule]:
    """The row rules that bind this person. The owner of a dataset is never bound by its rules.

    Whoever looks through another's eyes is bound by the rules of both.
    """
    found = {rule.pk: rule for reader in readers(user) for rule in _rules_of(reader, dataset)}
    return sorted(found.values(), key=lambda rule: str(rule.pk))


def reading_for(user: User, dataset: Dataset) -> Reading:
    """What the person's rules leave, with their own attributes in place of the names of attributes."""
    parts = [(reader, _rules_of(reader, dataset)) for reader in readers(user)]
    filters = [one for reader, rules in parts for one in _filters(reader, dataset, rules)]
    unique = [one for place, one in enumerate(filters) if one not in filters[:place]]
    return Reading(_joined(unique), _masks(rule for _, rules in parts for rule in rules))


def rules_of_many(user: User, datasets: Iterable[Dataset]) -> dict[str, list[RowRule]]:
    """`rules_for` of many datasets, by dataset id, in one question to the database."""
    found: dict[str, list[RowRule]] = {}
    for reader in readers(user):
        others = [dataset for dataset in datasets if dataset.owner_id != reader.pk]
        for rule in RowRule.objects.filter(dataset__in=others).filter(for_them(reader, "dataset__workspace_id")).order_by("pk"):
            found.setdefault(rule.dataset_id, []).append(rule)
    return found


def source_for(user: User, dataset: Dataset, *, version: DatasetVersion | None = None) -> Source:
    """Return what the engine may read for this person: the hot file (rebuilt when missing) with their row rules.

    The caller has already made sure that the person may see the dataset, or something that is built on it.
    Raises NotReady (409) when the dataset has no finished version.
    """
    version = version or current_version(dataset)
    return _source(dataset, version, reading_for(user, dataset), str(ensure_hot(version)))


def columns_for(user: User, dataset: Dataset, version: DatasetVersion | None = None) -> tuple[Column, ...]:
    """The columns of a version (the current one) as the person knows them: without hidden ones, masked ones as what is shown of them.

    None before the first version.
    """
    return _known(dataset, version or dataset.current_version, rules_for(user, dataset))


def columns_of_many(user: User, datasets: Iterable[Dataset]) -> dict[str, tuple[Column, ...]]:
    """`columns_for` of many datasets, by dataset id, in one question to the database."""
    datasets = list(datasets)
    rules = rules_of_many(user, datasets)
    return {dataset.pk: _known(dataset, dataset.current_version, rules.get(dataset.pk, [])) for dataset in datasets}


def plain_columns_for(user: User, dataset: Dataset, version: DatasetVersion | None = None) -> list[dict[str, Any]]:
    """`columns_for` as stored with the version: [{id, name, type, native}]."""
    return [{"id": c.id, "name": c.name, "type": c.type.value, "native": c.native} for c in columns_for(user, dataset, version)]


def hidden_for(user: User, dataset: Dataset) -> frozenset[str]:
    """The names of the columns that do not exist for the person."""
    return frozenset(name for name, mask in _masks(rules_for(user, dataset)).items() if mask is Mask.HIDE)


def drift_without(drift: dict[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    """What changed in the columns from one version to another, but for columns that do not exist for somebody."""
    return {key: [one for one in value if _named(one) not in hidden] if isinstance(value, list) else value for key, value in drift.items()}


def _named(part: Any) -> str:
    return str(part.get("name", "")) if isinstance(part, dict) else str(part)


def _rules_of(reader: User, dataset: Dataset) -> list[RowRule]:
    if dataset.owner_id == reader.pk:
        return []
    return list(dataset.row_rules.select_related("user", "group").filter(for_them(reader, "dataset__workspace_id")).order_by("pk"))


def _filters(reader: User, dataset: Dataset, rules: Iterable[RowRule]) -> list[Any]:
    """The rules' filters as they bind this one person."""
    filters = [rule.filter for rule in rules if rule.filter]
    if not any(names_attributes(one) for one in filters):
        return filters
    attributes = standing_in(reader, dataset.workspace_id).attributes or {}
    return [resolved(one, attributes) for one in filters]


def _masks(rules: Iterable[RowRule]) -> dict[str, Mask]:
    """The strictest mask of each column."""
    wanted: dict[str, list[str]] = {}
    for rule in rules:
        for name, mask in rule.masked.items():
            wanted.setdefault(name, []).append(mask)
    return {name: Mask.strictest(masks) for name, masks in sorted(wanted.items())}


def _known(dataset: Dataset, version: DatasetVersion | None, rules: Iterable[RowRule]) -> tuple[Column, ...]:
    return _source(dataset, version, Reading(None, _masks(rules)), "").shown if version else ()


def _source(dataset: Dataset, version: DatasetVersion, reading: Reading, path: str) -> Source:
    return Source(
        name=dataset.table_name,
        dataset=dataset.pk,
        version=version.pk,
        path=path,
        columns=version.engine_columns(dataset.notes),
        row_filter=reading.row_filter,
        masks=reading.masks,
        salt=_salt(dataset.workspace_id) if reading.masks else "",
    )


def _salt(workspace_id: str) -> str:
    """One for each workspace, so that hashed keys of its datasets still join."""
    return hmac.new(settings.SECRET_KEY.encode(), f"mask:{workspace_id}".encode(), hashlib.sha256).hexdigest()


def _joined(filters: list[Any]) -> Any:
    if not filters:
        return None
    return filters[0] if len(filters) == 1 else {"and": filters}
