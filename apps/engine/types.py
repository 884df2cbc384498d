"""The plain things that every room of the engine shares: columns, sources, limits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class ColumnType(StrEnum):
    """A column's type as people see it; `of_duckdb` maps the engine's own names onto it."""

    INTEGER = "integer"
    FLOAT = "float"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    TEXT = "text"
    DATE = "date"
    TIMESTAMP = "timestamp"
    TIME = "time"
    JSON = "json"
    OTHER = "other"

    @property
    def is_number(self) -> bool:
        return self in (ColumnType.INTEGER, ColumnType.FLOAT, ColumnType.DECIMAL)

    @property
    def is_temporal(self) -> bool:
        return self in (ColumnType.DATE, ColumnType.TIMESTAMP)

    @classmethod
    def of_duckdb(cls, name: str) -> ColumnType:
        """Map a DuckDB type name such as `DECIMAL(18,2)` or `ENUM('a')`; unknown and nested ones are OTHER."""
        base = name.upper().split("(")[0].strip()
        if base.endswith("]") or base in ("STRUCT", "MAP", "UNION", "LIST"):
            return cls.OTHER
        return _BY_DUCKDB.get(base, cls.OTHER)


_BY_DUCKDB = {
    **dict.fromkeys(
        ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"),
        ColumnType.INTEGER,
    ),
    **dict.fromkeys(("FLOAT", "DOUBLE", "REAL"), ColumnType.FLOAT),
    **dict.fromkeys(("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE"), ColumnType.TIMESTAMP),
    **dict.fromkeys(("VARCHAR", "ENUM", "UUID"), ColumnType.TEXT),
    "DECIMAL": ColumnType.DECIMAL,
    "BOOLEAN": ColumnType.BOOLEAN,
    "DATE": ColumnType.DATE,
    "TIME": ColumnType.TIME,
    "JSON": ColumnType.JSON,
}


@dataclass(frozen=True, slots=True)
class Column:
    """A dataset's column: `id` is stable across renames, `name` is what SQL and specs say."""

    id: str
    name: str
    type: ColumnType
    native: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One dataset version that a query may read.

    `name` is the table's name in SQL; `path` the hot DuckDB file holding one table `data`; `version` names the file's
    content for ever, so it is part of every cache key. `row_filter` (a spec filter as plain data) and `masked` column
    names are the caller's row rules.
    """

    name: str
    dataset: str
    version: str
    path: str
    columns: tuple[Column, ...]
    row_filter: Any = None
    masked: frozenset[str] = frozenset()

    @property
    def catalog(self) -> str:
        return f"v_{self.version}"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may use: wall seconds, result rows and bytes, memory and temporary space in MB."""

    seconds: float = 30.0
    rows: int | None = None
    bytes: int | None = None
    memory_mb: int = 1024
    temp_mb: int = 2048
    threads: int = 2
