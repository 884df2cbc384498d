"""Judge a workbook by streaming its zip members, before any library that trusts it sees it."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import FileRefused
from .base import MAX_COLUMNS

MAX_MEMBERS = 2_000
RATIO = 100
FLOOR = 8 << 20
MAX_PLAIN = 1 << 30
MAX_AREA = 20_000_000
SPARSE_AREA = 1_000_000
BLOCK = 1 << 18

_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?r="([A-Z]{1,4})(\d{1,9})"|<(?:\w+:)?row\s[^>]*?r="(\d{1,9})"')


@dataclass(slots=True)
class _Extent:
    """The rectangle that a sheet's cells span, and how many there are."""

    cells: int = 0
    rows: list[int] = field(default_factory=lambda: [1 << 60, 0])
    columns: list[int] = field(default_factory=lambda: [1 << 60, 0])

    @property
    def area(self) -> int:
        return max(0, self.rows[1] - self.rows[0] + 1) * max(0, self.columns[1] - self.columns[0] + 1) if self.cells else 0


def check_workbook(path: Path) -> None:
    """Raise FileRefused for bombs, far-off cells and workbooks larger than a dataset may be."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check_members(members, path.stat().st_size)
            budget = _budget(path)
            for member in members:
                sheet = member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml")
                budget -= _stream(archive, member, budget, _Extent() if sheet else None)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        raise FileRefused("The workbook is damaged: a part of it cannot be unpacked. Save it again in Excel and upload that.") from None


def _budget(path: Path) -> int:
    return min(MAX_PLAIN, max(FLOOR, path.stat().st_size * RATIO))


def _check_members(members: list[zipfile.ZipInfo], size: int) -> None:
    if len(members) > MAX_MEMBERS:
        raise FileRefused(f"The workbook has {len(members):,} parts; {MAX_MEMBERS:,} are allowed.", limit=MAX_MEMBERS)
    if any(member.flag_bits & 1 for member in members):
        raise FileRefused("The workbook has a password. Remove it and upload again.")
    if sum(member.file_size for member in members) > min(MAX_PLAIN, max(FLOOR, size * RATIO)):
        raise _too_large()


def _too_large() -> FileRefused:
    return FileRefused(
        f"The workbook unpacks to over {RATIO} times its size or {MAX_PLAIN >> 20:,} MB. Export the sheet as CSV and upload that.",
        limit=MAX_PLAIN,
    )


def _stream(archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: int, extent: _Extent | None) -> int:
    """Unpack one member without keeping it; what it says of its size is not believed."""
    done, tail = 0, b""
    for block in _blocks(archive, member):
        done += len(block)
        if done > budget:
            raise _too_large()
        if extent is not None:
            text = tail + block
            cut = text.rfind(b"<") if len(text) < 1 << 20 else len(text)
            _measure(text[:cut], extent, member.filename)
            tail = text[cut:]
    return done


def _blocks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(member) as file:
        while block := file.read(BLOCK):
            yield block


def _measure(text: bytes, extent: _Extent, sheet: str) -> None:
    for letters, row, lone in _CELL.findall(text):
        number = int(row or lone)
        extent.cells += bool(letters)
        if letters:
            _span(extent.rows, number)
            _span(extent.columns, _column(letters))
        elif number > 1_048_576:
            raise FileRefused(f"The workbook names row {number:,}, which no sheet has.", sheet=sheet, line=number)
    _check_extent(extent, sheet)


def _span(span: list[int], value: int) -> None:
    span[0], span[1] = min(span[0], value), max(span[1], value)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _check_extent(extent: _Extent, sheet: str) -> None:
    if not extent.cells:
        return
    last_row, last_column = extent.rows[1], extent.columns[1]
    if last_row > 1_048_576 or last_column > 16_384:
        raise FileRefused(
            f"The workbook has a cell at row {last_row:,}, column {last_column:,}, which no sheet has.", sheet=sheet, line=last_row
        )
    width = last_column - extent.columns[0] + 1
    far = extent.area > SPARSE_AREA and extent.cells * 20 < extent.area
    if far or extent.area > MAX_AREA:
        words = (
            f"A sheet spans {last_row:,} rows and {last_column:,} columns with only {extent.cells:,} cells"
            if far
            else f"A sheet spans {extent.area:,} cells"
        )
        raise FileRefused(
            f"{words}. Delete what stands far off, or export the table as CSV.",
            sheet=sheet,
            line=last_row,
            column=last_column,
            limit=MAX_AREA,
        )
    if width > MAX_COLUMNS:
        raise FileRefused(f"A sheet has {width:,} columns; a dataset may have {MAX_COLUMNS:,}.", sheet=sheet, limit=MAX_COLUMNS)
