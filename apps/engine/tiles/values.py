"""Coordinates as numbers: times become milliseconds since 1970 in UTC, as pages count."""

from __future__ import annotations

from ..types import ColumnType


def number_sql(value: str, kind: ColumnType, native: str = "") -> str:
    """SQL of a coordinate from SQL of a column and its type. Single floats stay as short as they are, when `native` says so."""
    if kind.is_temporal:
        return f"(epoch_us(({value})::TIMESTAMPTZ) / 1000.0)"  # the engine's own zone is UTC
    return value if native.upper() == "FLOAT" else f"({value})::DOUBLE"
