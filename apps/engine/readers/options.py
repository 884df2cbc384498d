"""How a file is to be read: what people may choose, what was guessed, kept with the version for the next refresh."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from ..types import ColumnType

Chosen = Literal["integer", "float", "decimal", "boolean", "text", "date", "timestamp", "time", "json"]
_Mark = Annotated[str, Field(min_length=1, max_length=1)]


class ColumnChoice(BaseModel):
    """What a person chose for one column of the file, named as the file names it; None leaves it to the guess."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Chosen | None = None
    rename: str | None = Field(None, max_length=200)
    include: bool = True
    format: str | None = Field(None, max_length=64, description="Date format of this column, such as %d/%m/%Y")

    @property
    def column_type(self) -> ColumnType | None:
        return ColumnType(self.type) if self.type else None


class ReadOptions(BaseModel):
    """Options for reading a file; every None is guessed from the file and filled in by the preview."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["csv", "jsonl", "parquet", "xlsx"] | None = Field(None, description="The kind of file")
    encoding: str | None = Field(None, max_length=40, description="Text encoding, such as utf-8 or cp1252")
    delimiter: _Mark | None = Field(None, description="What separates the columns")
    quote: _Mark | None = Field(None, description="What encloses text that contains the delimiter")
    header: bool | None = Field(None, description="Whether the first row names the columns")
    skip_rows: int | None = Field(None, ge=0, le=10_000, description="Lines to leave out before the header")
    sheet: str | None = Field(None, max_length=200, description="The sheet of a workbook")
    decimal: Literal[".", ","] | None = Field(None, description="The decimal mark")
    thousands: Literal[",", ".", " ", "'"] | None = Field(None, description="The thousands mark")
    date_format: str | None = Field(None, max_length=64, description="Date format, such as %d/%m/%Y")
    columns: dict[str, ColumnChoice] = Field(default_factory=dict, description="Corrections by column name")

    @field_validator("delimiter")
    @classmethod
    def _not_a_line_end(cls, value: str | None) -> str | None:
        if value in ("\n", "\r", '"'):
            raise ValueError("A line end or a quote cannot separate columns.")
        return value

    def choice(self, name: str) -> ColumnChoice:
        return self.columns.get(name, ColumnChoice())
