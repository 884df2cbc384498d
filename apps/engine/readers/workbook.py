"""Excel workbooks: checked by streaming, then one sheet becomes a text table with row numbers, read like CSV."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from ..errors import FileRefused
from ..types import ColumnType
from .base import MAX_SAMPLE_CELLS, MAX_SAMPLE_ROWS, Desk, Opened, RawColumn, Reader, check_width, register
from .names import has_header, unique_names
from .options import ReadOptions
from .workbook_check import check_workbook

_NUMBER = frozenset({ColumnType.INTEGER, ColumnType.FLOAT})
_ALLOWED = {
    float: _NUMBER, int: _NUMBER, bool: frozenset({ColumnType.BOOLEAN}), dt.time: frozenset({ColumnType.TIME}),
    str: frozenset({ColumnType.TEXT, ColumnType.DATE, ColumnType.TIMESTAMP, ColumnType.BOOLEAN}),
    dt.date: frozenset({ColumnType.DATE, ColumnType.TIMESTAMP}), dt.datetime: frozenset({ColumnType.DATE, ColumnType.TIMESTAMP}),
}  # fmt: skip


@register
class Workbook(Reader):
    """One sheet of an .xlsx or .xlsm workbook; formulas give their stored values."""

    name, label = "xlsx", "an Excel workbook"
    extensions = (".xlsx", ".xlsm")
    fields = ("sheet", "header", "skip_rows")

    def open(self, path: Path, options: ReadOptions, desk: Desk) -> Opened:
        desk.report(0.02, "Checking the workbook")
        check_workbook(path)
        book, sheet = _sheet(path, options.sheet)
        rows = _numbered(sheet, options.skip_rows or 0)
        first = list(_firsts(rows))
        if not first:
            raise FileRefused(f"The sheet “{sheet.name}” is empty.", sheet=sheet.name)
        opened = _opened(first, options, sheet)
        opened.sheets = _visible(book)
        if desk.whole:
            opened.source = desk.scratch / "sheet.csv"
            skip = opened.options.header
            _write(opened.source, first[1:] if skip else first, rows, len(opened.columns))
        return opened


def _sheet(path: Path, wanted: str | None) -> tuple[CalamineWorkbook, CalamineSheet]:
    try:
        book = CalamineWorkbook.from_path(str(path))
        names = _visible(book)
        if wanted is not None and wanted not in book.sheet_names:
            raise FileRefused(f"The workbook has no sheet called “{wanted}”. It has: {', '.join(names[:20])}.", sheet=wanted)
        if not names:
            raise FileRefused("The workbook has no sheet with a table.")
        if wanted is not None:
            return book, book.get_sheet_by_name(wanted)
        sheets = [book.get_sheet_by_name(name) for name in names]
        return book, next((sheet for sheet in sheets if sheet.height), sheets[0])
    except CalamineError as error:
        raise FileRefused(f"The workbook cannot be read: {str(error)[:160]}. Save it again in Excel and upload that.") from None


def _visible(book: CalamineWorkbook) -> list[str]:
    shown = [meta.name for meta in book.sheets_metadata if meta.visible == SheetVisibleEnum.Visible]
    return shown or list(book.sheet_names)


def _numbered(sheet: CalamineSheet, skip: int) -> Iterator[tuple[int, list[Any]]]:
    """Non-empty rows with their number in the sheet (from 1), without columns left of the table."""
    start = sheet.start or (0, 0)
    for number, row in enumerate(sheet.to_python(skip_empty_area=True), start[0] + 1):
        if number > skip and any(cell != "" for cell in row):
            yield number, row


def _firsts(rows: Iterator[tuple[int, list[Any]]]) -> Iterator[tuple[int, list[Any]]]:
    """The rows of the sample; titles above the table (one filled cell where the table has several) are left out."""
    taken = list(islice(rows, MAX_SAMPLE_ROWS))
    filled = [sum(cell != "" for cell in row) for _, row in taken[:30]]
    wide = max(filled, default=0)
    first = next((i for i, count in enumerate(filled) if count * 2 > wide), 0)
    yield from taken[first:]


def _opened(first: list[tuple[int, list[Any]]], options: ReadOptions, sheet: CalamineSheet) -> Opened:
    width = len(first[0][1])
    check_width(width)
    texts = [[_text(cell) for cell in row] for _, row in first[: max(60, MAX_SAMPLE_CELLS // width)]]
    filled = [[cell or "" for cell in row] for row in texts]
    header = options.header if options.header is not None else has_header(filled[0], filled[1:])
    titles = filled[0] if header else [f"column_{i + 1}" for i in range(width)]
    names, warnings = unique_names(titles)
    body = [row for _, row in first[1:]] if header else [row for _, row in first]
    columns = [
        RawColumn(name, title, "VARCHAR", _allowed([row[i] for row in body]))
        for i, (name, title) in enumerate(zip(names, titles, strict=True))
    ]
    found = options.model_copy(update={"format": "xlsx", "sheet": sheet.name, "header": header})
    guessed = [name for name in ("sheet", "header") if getattr(options, name) is None]
    return Opened("xlsx", found, columns, texts[1:] if header else texts, Path(), guessed, warnings, line_column=True)


def _allowed(cells: list[Any]) -> frozenset[ColumnType] | None:
    """What the cell types seen leave open; None (no narrowing) for a mixture."""
    kinds = {type(cell) for cell in cells if cell != ""}
    allowed = [_ALLOWED.get(kind, frozenset({ColumnType.TEXT})) for kind in kinds]
    return (frozenset.intersection(*allowed) or None) if allowed else None


def _text(cell: Any) -> str | None:
    if cell == "":
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ") if cell.time() != dt.time.min else cell.date().isoformat()
    return str(cell)


def _write(target: Path, first: list[tuple[int, list[Any]]], rest: Iterator[tuple[int, list[Any]]], width: int) -> None:
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for rows in (first, rest):
            writer.writerows([number, *(_text(cell) for cell in row[:width])] for number, row in rows)
