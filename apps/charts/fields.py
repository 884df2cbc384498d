"""What is known of a dataset's columns when a kind of chart is chosen: their types, what they mean, how many values they have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.accounts.models import User
from apps.datasets.models import Dataset
from apps.datasets.selectors import columns_for
from apps.engine.types import Column

_NAMES = frozenset({"id", "latitude", "longitude", "postal_code", "phone", "date_part"})  # numbers that are not amounts


@dataclass(frozen=True)
class Field:
    """A column with what its profile found: `meaning` is its semantic type, `values` the number of different values (None: unknown)."""

    column: Column
    meaning: str = ""
    values: int | None = None

    @property
    def name(self) -> str:
        return self.column.name

    @property
    def is_time(self) -> bool:
        return self.column.type.is_temporal

    @property
    def is_number(self) -> bool:
        return self.column.type.is_number

    @property
    def is_amount(self) -> bool:
        """A number that can be added up or averaged, unlike a key or a place on earth."""
        return self.is_number and self.meaning not in _NAMES

    @property
    def is_category(self) -> bool:
        return not self.is_time and not self.is_number and self.column.type.value in ("text", "boolean")


def fields_of(user: User, dataset: Dataset, found: Mapping[str, Mapping[str, Any]]) -> list[Field]:
    """The fields of the dataset's current version in their order, as the person knows them; none before its first version.

    `found` is what is known of its columns, by name, as `services.knowing.known_to` gives it.
    """
    version = dataset.current_version
    if version is None:
        return []
    return [
        Field(column, found.get(column.name, {}).get("semantic_type") or "", found.get(column.name, {}).get("unique_count"))
        for column in columns_for(user, dataset)
    ]


def find(fields: Sequence[Field], name: str) -> Field | None:
    """The field of a name or id of a question."""
    return next((field for field in fields if name in (field.name, field.column.id)), None)
