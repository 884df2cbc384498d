"""Columns of answers that nobody compiled: typed as Arrow types them."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.types as arrow

from apps.engine.compile import OutputColumn
from apps.engine.types import ColumnType

_TYPES = (
    (arrow.is_boolean, ColumnType.BOOLEAN),
    (arrow.is_integer, ColumnType.INTEGER),
    (arrow.is_floating, ColumnType.FLOAT),
    (arrow.is_decimal, ColumnType.DECIMAL),
    (arrow.is_date, ColumnType.DATE),
    (arrow.is_timestamp, ColumnType.TIMESTAMP),
    (arrow.is_time, ColumnType.TIME),
    (arrow.is_string, ColumnType.TEXT),
    (arrow.is_large_string, ColumnType.TEXT),
    (arrow.is_dictionary, ColumnType.TEXT),
)


def of_schema(schema: pa.Schema) -> tuple[OutputColumn, ...]:
    """One field column for each column of the schema."""
    return tuple(OutputColumn(field.name, field.name, _type(field.type), "field") for field in schema)


def _type(kind: pa.DataType) -> ColumnType:
    return next((known for matches, known in _TYPES if matches(kind)), ColumnType.OTHER)


def to_plain(columns: tuple[OutputColumn, ...]) -> list[list[str | None]]:
    """Columns as JSON; `from_plain` reads them back."""
    return [[c.name, c.label, c.type.value, c.role, c.grain] for c in columns]


def from_plain(rows: list[list[Any]]) -> tuple[OutputColumn, ...]:
    """Columns from what `to_plain` made."""
    return tuple(OutputColumn(name, label, ColumnType(kind), role, grain) for name, label, kind, role, grain in rows)
