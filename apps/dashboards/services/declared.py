"""A dashboard's declared filters: what they are, and which tiles they reach."""

from __future__ import annotations

from collections.abc import Container, Iterable
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from apps.core.errors import Forbidden
from apps.datasets.models import Dataset
from apps.engine.types import Column, ColumnType

from ..errors import FilterInvalid
from ..models import Tile


class FilterType(StrEnum):
    """How people choose: from a list of values, a period, a range of numbers, or a part of a text."""

    VALUES = "values"
    PERIOD = "period"
    RANGE = "range"
    TEXT = "text"

    def fits(self, kind: ColumnType) -> bool:
        """Whether a column of this type can be filtered this way."""
        if self is FilterType.PERIOD:
            return kind.is_temporal
        if self is FilterType.RANGE:
            return kind.is_number
        listed = (ColumnType.TEXT, ColumnType.BOOLEAN, ColumnType.INTEGER, ColumnType.DATE)
        return kind is ColumnType.TEXT if self is FilterType.TEXT else kind in listed


class Declared(BaseModel):
    """One filter over a column of a dataset; `tiles` None reaches every tile that shows the dataset.

    `id` is its name in addresses (`?f.region=EU`), `default` holds values in the same words as an address does.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    label: str = Field(min_length=1, max_length=80)
    dataset: str = Field(max_length=20)
    column: str = Field(min_length=1, max_length=200)
    type: FilterType
    default: tuple[str, ...] = Field((), max_length=200)
    tiles: tuple[str, ...] | None = None

    def reaches(self, tile_id: str, dataset_id: str | None) -> bool:
        """Whether a tile that shows `dataset_id` is filtered."""
        return self.dataset == dataset_id and (self.tiles is None or tile_id in self.tiles)


def column_of(dataset: Dataset, declared: Declared) -> Column:
    """The filtered column as the dataset's current version has it. Raises FilterInvalid when it is gone or of another type."""
    version = dataset.current_version
    columns = version.engine_columns(dataset.notes) if version else ()
    found = next((c for c in columns if c.name == declared.column or c.id == declared.column), None)
    if found is None:
        raise FilterInvalid(
            f"{dataset.name} has no column {declared.column} any more. Change the filter {declared.label}.", filter=declared.id
        )
    if not declared.type.fits(found.type):
        raise FilterInvalid(f"{declared.column} holds {found.type}; choose another way to filter it.", filter=declared.id)
    return found


def check_filters(filters: Iterable[Declared], known: Iterable[Declared], datasets: dict[str, Dataset], *, open_to: Container[str]) -> None:
    """Each id is used once, and each filter not yet `known` names a fitting column of a dataset on this dashboard.

    A filter lists the values of its column to all who see the dashboard, so a column that no known filter lists must be of a
    dataset the person may see: `open_to` holds the ids of those. Raises FilterInvalid, or Forbidden for such a column.
    """
    seen: set[str] = set()
    old = set(known)
    listed = {(d.dataset, d.column, d.type) for d in old}
    for declared in filters:
        if declared.id in seen:
            raise FilterInvalid(f"Two filters are called {declared.id}. Rename one.", filter=declared.id)
        seen.add(declared.id)
        if declared in old:
            continue
        if declared.dataset not in datasets:
            raise FilterInvalid(f"No tile here shows the dataset that {declared.label} filters. Add such a tile first.", filter=declared.id)
        if declared.dataset not in open_to and (declared.dataset, declared.column, declared.type) not in listed:
            raise Forbidden(f"{declared.label} would list values of a dataset that is not shared with you. Ask its owner to share it.")
        column_of(datasets[declared.dataset], declared)


def declared_on(filters: Iterable[dict[str, Any]]) -> tuple[Declared, ...]:
    """The stored filters as typed data."""
    return tuple(Declared.model_validate(f) for f in filters)


def reaching(filters: Iterable[Declared], tile: Tile) -> tuple[Declared, ...]:
    """The filters that change what `tile` shows."""
    dataset_id = tile.chart.dataset_id if tile.chart else None
    return tuple(f for f in filters if f.reaches(tile.pk, dataset_id))
