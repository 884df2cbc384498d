"""What an ingest leaves behind."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..readers.options import ReadOptions
from ..types import Column, ColumnType


@dataclass(frozen=True, slots=True)
class IngestResult:
    """The files of one version, all inside the given folder, written completely or not at all.

    `parquet` is canonical, `hot` is the DuckDB file with one table `data`, `rejects` a CSV (line, column, reason, raw)
    or None when every row was accepted. `row_count + rejected_count` is the number of data rows in the source.
    `options` are those that were used, guesses included: the next refresh reads with them.
    """

    parquet: Path
    hot: Path
    rejects: Path | None
    columns: tuple[Column, ...]
    row_count: int
    rejected_count: int
    warnings: list[str]
    options: ReadOptions
    time_column: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON; `from_dict` reads it back."""
        paths = {key: str(value) if (value := getattr(self, key)) else None for key in ("parquet", "hot", "rejects")}
        columns = [asdict(column) for column in self.columns]
        return {**asdict(self), **paths, "columns": columns, "options": self.options.model_dump(mode="json")}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> IngestResult:
        paths = {key: Path(data[key]) if data[key] else None for key in ("parquet", "hot", "rejects")}
        columns = tuple(Column(**{**c, "type": ColumnType(c["type"])}) for c in data["columns"])
        return cls(**{**data, **paths, "columns": columns, "options": ReadOptions.model_validate(data["options"])})
