"""Coordinates as numbers: times become milliseconds since 1970 in UTC, as pages count."""

from __future__ import annotations

from ..types import ColumnType


def number_sql(value: str, native: str) -> str:
    """SQL of a coordinate from SQL of a column and its DuckDB type. Single floats stay as short as they are."""
    kind = ColumnType.of_duckdb(native)
    if kind.is_temporal:
        moment = value if "TIME ZONE" in native.upper() else f"{value}::TIMESTAMP"
        return f"(epoch_us({moment}) / 1000.0)"
    return value if native.upper() == "FLOAT" else f"{value}::DOUBLE"
