"""What people see before an import: columns with types and samples, first rows, guessed options, warnings."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from ..types import ColumnType
from .options import ReadOptions


@dataclass(frozen=True, slots=True)
class PreviewColumn:
    """One column of the sample. `nulls` is a share 0-1; `unparseable` are values that do not fit the type."""

    name: str
    type: ColumnType
    nulls: float
    samples: list[str]
    unparseable: list[str] = field(default_factory=list)
    source: str = ""
    include: bool = True
    format: str | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows of a file as they would be imported, and the options that lead there."""

    columns: list[PreviewColumn]
    rows: list[list[Any]]
    options: ReadOptions
    guessed: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON; `from_dict` reads it back."""
        return {**asdict(self), "options": self.options.model_dump(mode="json")}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Preview:
        columns = [PreviewColumn(**{**c, "type": ColumnType(c["type"])}) for c in data["columns"]]
        return cls(**{**data, "columns": columns, "options": ReadOptions.model_validate(data["options"])})
