"""Files that cannot be a dataset: a clear refusal, with the place where there is one."""

from __future__ import annotations

import gzip
import random
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from apps.engine.errors import FileRefused
from apps.engine.readers import ReadOptions, sniff

sys.path.insert(0, str(Path(__file__).parent))
from files import broken_checksum, load, look, many, parquet_bytes, sales_workbook, workbook, zipped

PARQUET = parquet_bytes(pa.table({"a": list(range(1000))}))
FOOTER = int.from_bytes(PARQUET[-8:-4], "little")


def far_cell() -> bytes:
    def fill(book: object, sheet: object) -> None:
        sheet.write(0, 0, "a")  # type: ignore[attr-defined]
        sheet.write(1_048_575, 16_383, 1)  # type: ignore[attr-defined]

    return workbook(fill)


def bomb_workbook() -> bytes:
    def fill(book: object, sheet: object) -> None:
        for i in range(1000):
            sheet.write(i, 0, "A" * 30_000 + str(i))  # type: ignore[attr-defined]

    return workbook(fill)


def wide(columns: int) -> bytes:
    names = ",".join(f"c{i}" for i in range(columns))
    return f"{names}\n{','.join('1' for _ in range(columns))}\n".encode()


BAD = {
    "empty file": ("x.csv", b"", "empty"),
    "only blank lines": ("x.csv", b"\n\n\n", "no rows"),
    "random bytes": ("x.csv", random.Random(1).randbytes(5000), "binary"),
    "program": ("x.csv", b"\x7fELF" + bytes(200), "a program"),
    "PDF": ("x.csv", b"%PDF-1.7\n1 0 obj", "a PDF"),
    "SQLite": ("x.csv", b"SQLite format 3\0" + bytes(100), "SQLite"),
    "DuckDB": ("x.csv", bytes(8) + b"DUCK" + bytes(100), "DuckDB"),
    "zip": ("x.csv", zipped(), "a zip archive"),
    "document": ("x.xlsx", zipped("word/document.xml"), "a Word document"),
    "tar in gzip": ("x.csv.gz", gzip.compress(bytes(257) + b"ustar" + bytes(300)), "tar"),
    "web page": ("x.csv", b"<!DOCTYPE html><html><body>Sign in</body>", "web page"),
    "old Excel": ("x.xls", b"\xd0\xcf\x11\xe0" + bytes(500), "old Excel"),
    "NUL in text": ("x.csv", b"a,b\n1,x\0y\n", "NUL"),
    "5,001 columns": ("x.csv", wide(5001), "5,001 columns"),
    "one endless line": ("x.csv", b"x" * 2_000_000, "longer than 1 MB"),
    "gzip with a wrong checksum": ("x.csv.gz", broken_checksum(many(1000)), "checksum"),
    "gzip cut off": ("x.csv.gz", gzip.compress(random.Random(2).randbytes(4000).hex().encode())[:2000], "cut off"),
    "gzip bomb": ("x.csv.gz", gzip.compress(b"0" * 60_000_000), "100 times"),
    "Parquet cut off": ("x.parquet", PARQUET[:-20], "cut off"),
    "Parquet with a broken footer": ("x.parquet", PARQUET[: -8 - FOOTER] + bytes(FOOTER) + PARQUET[-8:], "damaged"),
    "Parquet with a broken page": ("x.parquet", PARQUET[:20] + b"\xff" * 60 + PARQUET[80:], "damaged"),
    "Parquet with Brotli": ("x.parquet", parquet_bytes(pa.table({"a": [1]}), compression="brotli"), "Brotli"),
    "text called Parquet": ("x.parquet", many(3), "called .parquet"),
    "workbook cut off": ("x.xlsx", sales_workbook()[:-200], "damaged"),
    "workbook with a far-off cell": ("x.xlsx", far_cell(), "16,384 columns"),
    "workbook bomb": ("x.xlsx", bomb_workbook(), "100 times"),
    "empty workbook": ("x.xlsx", workbook(lambda book, sheet: None), "empty"),
    "JSON object": ("x.json", b'{\n "data": [1, 2]\n}\n', "one object a line"),
    "JSON array cut off": ("x.json", b'[{"a": 1}, {"a": 2', "damaged"),
    "JSON array of numbers": ("x.json", b"[1, 2, 3]", "not a JSON object"),
    "XML": ("x.csv", b"<?xml version='1.0'?><a/>", "XML"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_file_is_refused_in_words(case: str, tmp_path: Path) -> None:
    name, data, words = BAD[case]
    with pytest.raises(FileRefused) as refused:
        load(tmp_path, name, data)
    assert words.lower() in refused.value.message.lower()
    assert str(tmp_path) not in refused.value.message


@pytest.mark.parametrize(
    "case", ["empty file", "random bytes", "Parquet cut off", "workbook with a far-off cell", "gzip bomb", "5,001 columns"]
)
def test_preview_refuses_it_too(case: str, tmp_path: Path) -> None:
    name, data, _ = BAD[case]
    with pytest.raises(FileRefused):
        look(tmp_path, name, data)


def test_wrong_declared_encoding_names_line_and_column(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refused:
        load(tmp_path, "x.csv", "name,n\nok,1\nM\u00fcller,2\n".encode("cp1252"), encoding="utf-8")
    assert refused.value.details["line"] == 3
    assert refused.value.details["column"] == 2


def test_late_bytes_outside_a_declared_encoding_are_refused_with_their_line(tmp_path: Path) -> None:
    data = b"a,b\n" + b"x,1\n" * 300_000 + "M\u00fcller,2\n".encode("cp1252")
    with pytest.raises(FileRefused) as refused:
        load(tmp_path, "x.csv", data, encoding="utf-8")
    assert refused.value.details["line"] == 300_002


def test_unknown_encoding_and_sheet_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="no text encoding"):
        look(tmp_path, "x.csv", many(3), encoding="klingon")
    with pytest.raises(FileRefused, match="It has: Sales"):
        look(tmp_path, "x.xlsx", sales_workbook(), sheet="Nope")


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="Two columns"):
        look(tmp_path, "x.csv", many(3), columns={"a": {"rename": "B"}})
    with pytest.raises(FileRefused, match="Every column"):
        look(tmp_path, "x.csv", many(3), columns={"a": {"include": False}, "b": {"include": False}})


def test_refusal_comes_out_of_the_sandbox_as_it_is(tmp_path: Path) -> None:
    for case in ("random bytes", "workbook with a far-off cell", "Parquet cut off"):
        name, data, words = BAD[case]
        path = tmp_path / "upload"
        path.write_bytes(data)
        with pytest.raises(FileRefused) as refused:
            sniff(path, name, ReadOptions())
        assert words.lower() in refused.value.message.lower()
