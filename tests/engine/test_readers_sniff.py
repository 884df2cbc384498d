"""What the preview finds out by itself, and what people may correct."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from apps.engine.readers import Preview, ReadOptions, kinds, sniff

sys.path.insert(0, str(Path(__file__).parent))
from files import load, look, many, parquet_bytes, sales_workbook


def types(preview: Preview) -> dict[str, str]:
    return {column.name: column.type.value for column in preview.columns}


def test_it_works(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes("Ort;Preis;Tag\nKöln;1.234,50;31.12.2024\nBonn;2,75;01.01.2025\n".encode("cp1252"))
    preview = sniff(path, "preise.csv")
    assert types(preview) == {"Ort": "text", "Preis": "float", "Tag": "date"}
    assert preview.options.encoding == "cp1252"
    assert (preview.options.delimiter, preview.options.decimal, preview.options.thousands) == (";", ",", ".")
    assert preview.rows[0] == ["Köln", "1.234,50", "31.12.2024"]
    assert "encoding" in preview.guessed
    assert Preview.from_dict(json.loads(json.dumps(preview.as_dict()))) == preview


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
def test_encodings_are_recognised(encoding: str, tmp_path: Path) -> None:
    text = "name,n\n" + "".join(f"M\u00fcller {i},{i}\n" for i in range(50))
    preview = look(tmp_path, "x.csv", text.encode(encoding))
    assert preview.rows[0] == ["M\u00fcller 0", "0"]
    assert load(tmp_path, "x.csv", text.encode(encoding))["rows"][49] == ("M\u00fcller 49", 49)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_recognised(delimiter: str, tmp_path: Path) -> None:
    rows = [["a", "b", "c"], ["1", "x, y; z", "2.5"], ["2", "p|q", "3.5"], ["3", "r", "4.5"]]
    data = "\n".join(delimiter.join(f'"{cell}"' if i == 1 else cell for i, cell in enumerate(row)) for row in rows)
    preview = look(tmp_path, "x.csv", data.encode())
    assert preview.options.delimiter == delimiter
    assert types(preview) == {"a": "integer", "b": "text", "c": "float"}


def test_header_is_told_from_data(tmp_path: Path) -> None:
    assert look(tmp_path, "x.csv", b"1,x,2024-01-01\n2,y,2024-01-02\n").options.header is False
    assert look(tmp_path, "x.csv", b"id,name\n1,x\n2,y\n").options.header is True
    assert look(tmp_path, "x.csv", b"country,2019,2020\nFrance,1.5,2.5\nSpain,3.5,4.5\n").options.header is True
    assert look(tmp_path, "x.csv", b"first,second\nred,round\nblue,square\n").options.header is True
    names = [column.name for column in look(tmp_path, "x.csv", b"id,name\n1,x\n", header=False).columns]
    assert names == ["column_1", "column_2"]


def test_titles_above_the_table_are_skipped(tmp_path: Path) -> None:
    preview = look(tmp_path, "x.csv", b"Sales report\nmade in May\n\na,b,c\n1,2,3\n4,5,6\n7,8,9\n")
    assert preview.options.skip_rows == 3
    assert types(preview) == {"a": "integer", "b": "integer", "c": "integer"}


def test_blank_and_double_headers_get_names_and_a_warning(tmp_path: Path) -> None:
    preview = look(tmp_path, "x.csv", b"a,A,,b,a\n1,2,3,4,5\n2,3,4,5,6\n")
    assert [column.name for column in preview.columns] == ["a", "A_2", "column_3", "b", "a_3"]
    assert len(preview.warnings) == 2


@pytest.mark.parametrize(
    ("cells", "kind", "written"),
    [
        (["31/12/2024", "01/02/2024"], "date", "%d/%m/%Y"),
        (["12/31/2024", "01/02/2024"], "date", "%m/%d/%Y"),
        (["2024-12-31", "2024-01-02"], "date", None),
        (["31.12.2024 10:30", "01.02.2024 09:05"], "timestamp", "%d.%m.%Y %H:%M"),
        (["2024-01-02T03:04:05Z", "2024-01-02 03:04:05.123+02:00"], "timestamp", None),
        (["3 Mar 2024", "15 Dec 2024"], "date", "%d %b %Y"),
        (["true", "False"], "boolean", None),
        (["09:30", "23:59:59"], "time", None),
        (["00123", "04567"], "text", None),
        (["$1.50", "$20.00"], "float", None),
        (["12%", "5.5%"], "float", None),
        (["1e5", "-2.5E-3"], "float", None),
        (["12345678901234567890", "12345678901234567891"], "float", None),
        (["32/12/2024", "01/13/2024"], "text", None),
    ],
)
def test_types_and_date_formats(cells: list[str], kind: str, written: str | None, tmp_path: Path) -> None:
    data = "key,value\n" + "".join(f"k{i},{cell}\n" for i, cell in enumerate(cells))
    column = look(tmp_path, "x.csv", data.encode()).columns[1]
    assert (column.type.value, column.format) == (kind, written)


def test_swapped_day_and_month_are_warned_about(tmp_path: Path) -> None:
    preview = look(tmp_path, "x.csv", b"k,day\nx,01/02/2024\ny,03/04/2024\n")
    assert any("Day and month" in warning for warning in preview.warnings)
    sure = look(tmp_path, "x.csv", b"a,b\n31/12/2024,01/02/2024\n30/12/2024,03/04/2024\n")
    assert [column.format for column in sure.columns] == ["%d/%m/%Y", "%d/%m/%Y"]


def test_decimal_mark_that_can_be_read_two_ways_is_warned_about(tmp_path: Path) -> None:
    preview = look(tmp_path, "x.csv", b"k;n\na;1,234\nb;5,678\n")
    assert any("two ways" in warning for warning in preview.warnings)
    assert load(tmp_path, "x.csv", b"k;n\na;1,234\nb;5,678\n", decimal=",")["rows"] == [("a", 1.234), ("b", 5.678)]


def test_values_that_do_not_fit_a_chosen_type_are_shown(tmp_path: Path) -> None:
    preview = look(tmp_path, "x.csv", b"k,n\na,1\nb,oops\nc,3\n", columns={"n": {"type": "integer"}})
    assert preview.columns[1].unparseable == ["oops"]
    assert preview.columns[1].type.value == "integer"


def test_null_share_and_samples(tmp_path: Path) -> None:
    column = look(tmp_path, "x.csv", b"k,n\na,1\nb,\nc,n/a\nd,4\n").columns[1]
    assert (column.type.value, column.nulls, column.samples[:2]) == ("integer", 0.5, ["1", "n/a"])


def test_left_out_column_is_still_described(tmp_path: Path) -> None:
    preview = look(tmp_path, "x.csv", many(3), columns={"a": {"include": False}})
    assert [(c.name, c.include) for c in preview.columns] == [("a", False), ("b", True)]
    assert preview.rows[0] == ["0"]


def test_json_lines_types(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [{"a": 1, "b": "007", "c": {"d": 1}}, {"a": 2.5, "e": True, "f": "2024-01-31"}]
    data = "".join(json.dumps(row) + "\n" for row in rows).encode()
    for name, given in (("x.jsonl", data), ("x.json", json.dumps(rows).encode()), ("x.jsonl.gz", gzip.compress(data))):
        assert types(look(tmp_path, name, given)) == {"a": "float", "b": "text", "c": "json", "e": "boolean", "f": "date"}


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    table = pa.table({"i": [1], "t": pa.array([0], pa.timestamp("ns", "UTC")), "s": [{"k": 1}], "x": ["1"], "bin": [b"x"]})
    preview = look(tmp_path, "x.parquet", parquet_bytes(table))
    assert types(preview) == {"i": "integer", "t": "timestamp", "s": "json", "x": "text", "bin": "text"}
    assert any("binary column bin" in warning for warning in preview.warnings)


def test_workbook_table_is_found_and_sheets_are_named(tmp_path: Path) -> None:
    preview = look(tmp_path, "x.xlsx", sales_workbook())
    assert types(preview) == {"id": "integer", "name": "text", "when": "date", "amount": "float", "code": "text"}
    assert preview.sheets == ["Sales"]


def test_name_that_says_another_kind_is_warned_about(tmp_path: Path) -> None:
    preview = look(tmp_path, "x.csv", sales_workbook())
    assert "content is an Excel workbook" in preview.warnings[0]


def test_long_file_is_sampled_beyond_its_head(tmp_path: Path) -> None:
    tail = b"".join(b"%d,word\n" % i for i in range(200_000))
    assert types(look(tmp_path, "x.csv", many(200_000) + tail))["b"] == "text"


def test_every_kind_declares_its_fields() -> None:
    assert {kind.name for kind in kinds()} == {"csv", "jsonl", "parquet", "xlsx"}
    for kind in kinds():
        assert kind.label
        assert kind.extensions
        assert set(kind.fields) <= set(ReadOptions.model_fields)
