"""The shape of a reader kind: one file each, registered by name, chosen by what the bytes are."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from ..errors import FileRefused
from ..types import ColumnType
from .options import ReadOptions

MAX_COLUMNS = 5_000
MAX_PREVIEW_ROWS = 50
MAX_SAMPLE_ROWS = 10_000
MAX_SAMPLE_CELLS = 400_000

Report = Callable[[float, str], None]


@dataclass(slots=True)
class RawColumn:
    """A column as the file has it. `native` is DuckDB's type in the relation; `allowed` narrows what a text may be guessed as."""

    name: str
    source: str
    native: str = "VARCHAR"
    allowed: frozenset[ColumnType] | None = None


@dataclass(slots=True)
class Opened:
    """A file that was understood: its columns, a sample of rows (text or plain values) and the options in force.

    `guessed` names options nobody chose. `source` is what the ingest reads: a path in UTF-8 or the file itself.
    """

    kind: str
    options: ReadOptions
    columns: list[RawColumn]
    sample: list[list[Any]]
    source: Path
    guessed: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    pad_short_rows: bool = False
    line_column: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a reader works: a scratch folder of its own, progress, and whether the whole file is wanted or a sample."""

    scratch: Path
    report: Report
    whole: bool


class Reader(ABC):
    """A kind of file. `name` is the value of `ReadOptions.format`; `fields` are the options that matter to it."""

    name: ClassVar[str]
    label: ClassVar[str]
    extensions: ClassVar[tuple[str, ...]]
    fields: ClassVar[tuple[str, ...]] = ()
    textual: ClassVar[bool] = False

    @abstractmethod
    def open(self, path: Path, options: ReadOptions, desk: Desk) -> Opened:
        """Understand the file or raise FileRefused with words and, where known, line and column."""


_KINDS: dict[str, Reader] = {}


def register(reader: type[Reader]) -> type[Reader]:
    """Class decorator: makes the kind known under its name."""
    _KINDS[reader.name] = reader()
    return reader


def kinds() -> tuple[Reader, ...]:
    """Every registered reader, in the order of registration."""
    return tuple(_KINDS.values())


def reader_for(name: str) -> Reader:
    """The reader called `name`."""
    try:
        return _KINDS[name]
    except KeyError:
        raise FileRefused(f"PilotBA has no reader called “{name}”. Upload CSV, JSON Lines, Parquet or Excel.") from None


def check_width(count: int) -> None:
    """Refuse a table with more columns than a dataset may have."""
    if count > MAX_COLUMNS:
        raise FileRefused(
            f"The file has {count:,} columns; a dataset may have {MAX_COLUMNS:,}. Split it, or turn columns into rows.", limit=MAX_COLUMNS
        )
    if count == 0:
        raise FileRefused("The file has no columns.")
