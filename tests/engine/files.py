"""Files of every sort, good and bad, as bytes."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from apps.engine.ingest.job import ingest_job
from apps.engine.readers import Preview, ReadOptions
from apps.engine.readers.sniffing import sniff_job


def quiet(fraction: float, message: str) -> None:
    """Progress that nobody looks at."""


def look(folder: Path, name: str, data: bytes, **options: Any) -> Preview:
    """The preview, made in this process."""
    args = _args(folder, name, data, options)
    return Preview.from_dict(sniff_job(args, quiet))


def load(folder: Path, name: str, data: bytes, **options: Any) -> dict[str, Any]:
    """The ingest, made in this process; `rows` are the rows of the hot file, `quarantine` the rejected ones."""
    answer = ingest_job(_args(folder, name, data, options), quiet)
    with duckdb.connect(answer["hot"], read_only=True) as con:
        answer["rows"] = con.execute("FROM data").fetchall()
    answer["types"] = {column["name"]: column["type"] for column in answer["columns"]}
    answer["quarantine"] = Path(answer["rejects"]).read_text().splitlines()[1:] if answer["rejects"] else []
    return answer


def _args(folder: Path, name: str, data: bytes, options: dict[str, Any]) -> dict[str, Any]:
    scratch = folder / f"scratch-{len(list(folder.iterdir()))}"
    scratch.mkdir()
    path = folder / f"upload-{scratch.name}"
    path.write_bytes(data)
    given = ReadOptions.model_validate(options).model_dump(mode="json")
    return {"path": str(path), "filename": name, "options": given, "scratch": str(scratch)}


def parquet_bytes(table: pa.Table, **how: Any) -> bytes:
    target = io.BytesIO()
    pq.write_table(table, target, **how)
    return target.getvalue()


def workbook(fill: Callable[[Any, Any], None]) -> bytes:
    """An .xlsx made by `fill(workbook, sheet)`."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    fill(book, book.add_worksheet("Sales"))
    book.close()
    return target.getvalue()


def sales_workbook() -> bytes:
    """A title, a gap, then a table that starts in column B with numbers, dates and codes."""

    def fill(book: Any, sheet: Any) -> None:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write(0, 1, "Sales of the year")
        sheet.write_row(2, 1, ["id", "name", "when", "amount", "code"])
        for i in range(5):
            sheet.write_row(3 + i, 1, [i, f"name {i}"])
            sheet.write_datetime(3 + i, 3, dt.datetime.combine(dt.date(2024, 1, 1 + i), dt.time()), day)
            sheet.write_number(3 + i, 4, i * 1.5)
            sheet.write_string(3 + i, 5, f"00{i}")

    return workbook(fill)


def zipped(name: str = "a.txt", data: bytes = b"x") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return target.getvalue()


def broken_checksum(data: bytes) -> bytes:
    packed = bytearray(gzip.compress(data))
    packed[-8] ^= 1
    return bytes(packed)


def many(count: int, first: bytes = b"a,b\n", start: int = 0) -> bytes:
    """A header and rows `i,i`."""
    return first + b"".join(b"%d,%d\n" % (i, i) for i in range(start, start + count))
