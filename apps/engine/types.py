"""The plain things that every room of the engine shares: columns, sources, limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
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


class Mask(StrEnum):
    """What a reader gets of a column instead of its values, the strictest first."""

    HIDE = "hide"  # nothing: there is no such column
    NULL = "null"  # empty cells
    HASH = "hash"  # a code, the same for equal values
    LAST4 = "last4"  # the last four characters

    @classmethod
    def strictest(cls, masks: Iterable[str]) -> Mask:
        """The one that counts when several rules mask a column."""
        wanted = set(masks)
        return next(mask for mask in cls if mask in wanted)


@dataclass(frozen=True, slots=True)
class Source:
    """One dataset version that a query may read.

    `name` is the table's name in SQL; `path` the hot DuckDB file holding one table `data`; `version` names the file's
    content for ever, so it is part of every cache key. `columns` are those of the file. `row_filter` (a spec filter as
    plain data) and `masks` (by column name or id) are the caller's row rules; `salt` keeps hashes from being looked up in tables.
    """

    name: str
    dataset: str
    version: str
    path: str
    columns: tuple[Column, ...]
    row_filter: Any = None
    masks: Mapping[str, Mask] = field(default_factory=dict)
    salt: str = ""

    @property
    def catalog(self) -> str:
        return f"v_{self.version}"

    @property
    def is_ruled(self) -> bool:
        """Whether the caller gets less than the file holds."""
        return self.row_filter is not None or bool(self.masks)

    @property
    def shown(self) -> tuple[Column, ...]:
        """The columns that the caller knows of, with the types of what they get."""
        return tuple(_masked(c, self.mask_of(c)) for c in self.columns if self.mask_of(c) is not Mask.HIDE)

    def mask_of(self, column: Column) -> Mask | None:
        """How the caller's rules mask a column, named by its name or id."""
        return self.masks.get(column.name) or self.masks.get(column.id)


def _masked(column: Column, mask: Mask | None) -> Column:
    return replace(column, type=ColumnType.TEXT, native="VARCHAR") if mask in (Mask.HASH, Mask.LAST4) else column


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may use: wall seconds, result rows and bytes, memory and temporary space in MB."""

    seconds: float = 30.0
    rows: int | None = None
    bytes: int | None = None
    memory_mb: int = 1024
    temp_mb: int = 2048
    threads: int = 2
