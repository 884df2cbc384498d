"""Rows as an XLSX workbook: real dates and numbers with formats, never formulas, written as they come."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import xlsxwriter

from apps.core.formats import Format, read_format
from apps.core.locales import symbol

from ..errors import TooManyRows

MOST_ROWS = 1_048_575  # of a worksheet, below its head
_EXACT = 10**15  # whole numbers from here on lose digits in a workbook
_LONGEST = 32_767  # characters of a cell
_FIRST = dt.date(1900, 1, 1)
_DAY, _MOMENT, _TIME = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "hh:mm:ss"


@dataclass(frozen=True)
class About:
    """What the second worksheet says: whose rows these are, as of when, and in which time zone moments are written."""

    title: str
    as_of: dt.datetime
    timezone: str


def write_workbook(out: IO[bytes], columns: Sequence[Mapping[str, Any]], batches: Iterable[pa.RecordBatch], about: About) -> int:
    """Write the rows and return how many there are. Raises TooManyRows; what has been written to `out` by then is of no use."""
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    try:
        sheet = book.add_worksheet("Rows")
        _head(book, sheet, columns)
        rows = _body(sheet, [_Cell(book, column, ZoneInfo(about.timezone)) for column in columns], batches)
        sheet.autofilter(0, 0, rows, len(columns) - 1)
        _about(book, about, rows)
        return rows
    finally:
        book.close()


def _head(book: Any, sheet: Any, columns: Sequence[Mapping[str, Any]]) -> None:
    bold = book.add_format({"bold": True, "bottom": 1})
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, max(10, min(40, len(str(column["label"])) + 4)))
        sheet.write_string(0, place, str(column["label"])[:_LONGEST], bold)


def _body(sheet: Any, cells: Sequence[_Cell], batches: Iterable[pa.RecordBatch]) -> int:
    row = 0
    for batch in batches:
        if row + batch.num_rows > MOST_ROWS:
            raise TooManyRows(f"A worksheet holds {MOST_ROWS:,} rows, and this chart has more. Download CSV, or narrow the chart.")
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            row += 1
            for place, (cell, value) in enumerate(zip(cells, values, strict=True)):
                cell.write(sheet, row, place, value)
    return row


class _Cell:
    """Writes the values of one column."""

    def __init__(self, book: Any, column: Mapping[str, Any], zone: ZoneInfo) -> None:
        self.zone = zone
        form = read_format(column["format"]) if column.get("format") else Format()
        self.whole, self.broken = (book.add_format({"num_format": number_format(form, whole=whole)}) for whole in (True, False))
        self.day, self.moment, self.time = (book.add_format({"num_format": text}) for text in (_DAY, _MOMENT, _TIME))

    def write(self, sheet: Any, row: int, place: int, value: Any) -> None:
        """Empty for nothing; a number, a truth, a date or a time as such; anything else as text."""
        if value is None:
            return
        if isinstance(value, bool):
            sheet.write_boolean(row, place, value)
        elif isinstance(value, int | float | Decimal):
            self._number(sheet, row, place, value)
        elif isinstance(value, dt.datetime | dt.date | dt.time):
            self._moment(sheet, row, place, value)
        else:
            sheet.write_string(row, place, str(value)[:_LONGEST])

    def _number(self, sheet: Any, row: int, place: int, value: float | Decimal) -> None:
        if not math.isfinite(value) or (isinstance(value, int) and abs(value) >= _EXACT):
            sheet.write_string(row, place, str(value))
        else:
            sheet.write_number(row, place, value, self.whole if value == int(value) else self.broken)

    def _moment(self, sheet: Any, row: int, place: int, value: dt.datetime | dt.date | dt.time) -> None:
        if isinstance(value, dt.datetime) and value.tzinfo is not None:
            value = value.astimezone(self.zone).replace(tzinfo=None)  # a workbook knows no time zones
        day = value.date() if isinstance(value, dt.datetime) else value
        if isinstance(day, dt.date) and day < _FIRST:
            sheet.write_string(row, place, value.isoformat())  # a workbook's calendar begins in 1900
            return
        look = self.moment if isinstance(value, dt.datetime) else self.day if isinstance(value, dt.date) else self.time
        write: Callable[..., Any] = sheet.write_datetime
        write(row, place, value, look)


def number_format(form: Format, *, whole: bool) -> str:
    """A column's format in a workbook's words: thousands in groups, percent from a ratio, a currency's sign in front."""
    places = form.decimals if form.decimals is not None else 1 if form.style == "percent" else 0 if whole else 2
    digits = "0" + ("." + "0" * places if places else "")
    if form.style == "plain":
        return "0" if whole else "General"
    if form.style == "percent":
        return f"{digits}%"
    sign = f'"{symbol(form.currency)}"' if form.style == "currency" else ""
    unit = form.unit.replace('"', "")
    return f"{sign}#,##{digits}" + (f'" {unit}"' if unit else "")


def _about(book: Any, about: About, rows: int) -> None:
    sheet = book.add_worksheet("About")
    sheet.set_column(0, 1, 28)
    moment = about.as_of.astimezone(ZoneInfo(about.timezone))
    facts = (("Chart", about.title), ("Rows", f"{rows:,}"), ("As of", f"{moment:%Y-%m-%d %H:%M}"), ("Time zone", about.timezone))
    for row, (name, value) in enumerate(facts):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value[:_LONGEST])
