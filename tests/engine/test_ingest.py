"""An uploaded file becomes a version: rows, rejects, types, ids, files that appear whole or not at all."""

from __future__ import annotations

import datetime as dt
import json
import sys
import threading
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from apps.engine.errors import FileRefused, QueryCancelled
from apps.engine.ingest import IngestResult, ingest, rebuild_hot
from apps.engine.ingest.build import ROW_GROUP
from apps.engine.readers import ReadOptions

sys.path.insert(0, str(Path(__file__).parent))
from files import load, many, parquet_bytes, sales_workbook, workbook


def test_it_works(tmp_path: Path) -> None:
    path, out, seen = tmp_path / "upload", tmp_path / "v1", []
    path.write_bytes(
        b"day,region,amount\n" + b"".join(b"2024-01-%02d,%s,%d.5\n" % (1 + i % 28, (b"EU", b"US")[i % 2], i) for i in range(500))
    )
    made = ingest(path, "sales.csv", None, out, progress=lambda fraction, message: seen.append((fraction, message)))
    assert (made.row_count, made.rejected_count, made.rejects, made.time_column) == (500, 0, None, "day")
    assert [(c.name, c.type.value, c.native) for c in made.columns] == [
        ("day", "date", "DATE"),
        ("region", "text", "ENUM"),
        ("amount", "float", "DOUBLE"),
    ]
    assert sorted(file.name for file in out.iterdir()) == ["data.duckdb", "data.parquet"]
    assert pq.read_table(made.parquet).num_rows == 500
    assert seen
    assert IngestResult.from_dict(json.loads(json.dumps(made.as_dict()))) == made


def test_ragged_rows_go_to_the_quarantine_with_their_lines(tmp_path: Path) -> None:
    made = load(tmp_path, "x.csv", b'a,b,c\n1,2,3\n4,5\n"x\ny",8,9\n6,7,8,9\n10,11,12\n')
    assert made["row_count"] + made["rejected_count"] == 5
    assert [line.split(",")[0] for line in made["quarantine"]] == ["3", "6"]
    assert "too few columns" in made["quarantine"][0]
    assert "too many columns" in made["quarantine"][1]


def test_values_of_a_wrong_type_name_line_column_and_raw_text(tmp_path: Path) -> None:
    made = load(tmp_path, "x.csv", many(100) + b"n/a,7\nx,8\n9,oops\n", columns={"a": {"type": "integer"}, "b": {"type": "integer"}})
    assert made["row_count"] == 101
    assert [line.split(",")[:2] for line in made["quarantine"]] == [["103", "1"], ["104", "2"]]
    assert made["quarantine"][1].endswith('"9,oops"')
    assert (None, 7) in made["rows"]


def test_lines_are_physical_although_quoted_texts_have_line_breaks(tmp_path: Path) -> None:
    data = b"a,b\n" + b'"two\nlines",1\n' * 50 + b"x,2\n" * 100 + b"bad,word\n"
    for chosen in ({"b": {"type": "integer"}}, {"b": {"type": "decimal"}}):
        made = load(tmp_path, "x.csv", data, columns=chosen)
        assert [line.split(",")[0] for line in made["quarantine"]] == ["202"]
        assert made["row_count"] == 150


def test_type_that_changes_late_rejects_few_rows(tmp_path: Path) -> None:
    made = load(tmp_path, "x.csv", many(150_000) + b"5,word\n6,7\n")
    assert made["types"] == {"a": "integer", "b": "integer"}
    assert (made["row_count"], made["rejected_count"]) == (150_001, 1)
    assert made["quarantine"][0].split(",")[:2] == ["150002", "2"]


def test_type_that_changes_late_widens_for_many_rows(tmp_path: Path) -> None:
    late = b"".join(b"%d,word %d\n" % (i, i) for i in range(20_000))
    made = load(tmp_path, "x.csv", many(100_000) + late)
    assert made["types"]["b"] == "text"
    assert (made["row_count"], made["rejected_count"]) == (120_000, 0)


def test_whole_numbers_are_never_rounded(tmp_path: Path) -> None:
    made = load(tmp_path, "x.csv", many(90_000) + b"1.5,9007199254740993\n")
    assert made["rows"][-1] == (1.5, 9007199254740993)
    assert made["types"] == {"a": "float", "b": "integer"}
    made = load(tmp_path, "x.csv", many(90_000) + b"1.5,1\n", columns={"a": {"type": "integer"}})
    assert (made["row_count"], made["quarantine"][0].split(",")[0]) == (90_000, "90002")


def test_dates_that_turn_out_to_have_a_time_keep_it(tmp_path: Path) -> None:
    made = load(tmp_path, "x.csv", b"d\n" + b"2024-01-02\n" * 200_000 + b"2024-01-02 13:45:00\n")
    assert made["types"] == {"d": "timestamp"}
    assert (dt.datetime.fromisoformat("2024-01-02T13:45"),) in made["rows"]


def test_rows_keep_the_order_of_the_file(tmp_path: Path) -> None:
    made = load(tmp_path, "x.csv", many(3 * ROW_GROUP) + b"n/a,5\n")
    assert [row[1] for row in made["rows"][:-1]] == list(range(3 * ROW_GROUP))


def test_scattered_times_are_sorted_and_ordered_ones_left(tmp_path: Path) -> None:
    rows = 4 * ROW_GROUP
    times = [f"2024-01-01 {(i * 7919 % 86400) // 3600:02d}:{(i * 7919 % 3600) // 60:02d}:00,{i}" for i in range(rows)]
    made = load(tmp_path, "x.csv", ("ts,n\n" + "\n".join(times) + "\n").encode())
    found = [row[0] for row in made["rows"]]
    assert found == sorted(found)
    assert pq.read_table(made["parquet"], columns=["ts"])["ts"].to_pylist() == found


def test_long_ordered_file_is_built_in_place(tmp_path: Path) -> None:
    lines = b"".join(b"%s,%d,%d.5,2024-03-%02d\n" % ((b"x", b"y")[i % 2], i, i, 1 + i // 10_000) for i in range(250_000))
    made = load(tmp_path, "x.csv", b'c1,c0,"we""ird",day\n' + lines)
    assert made["types"] == {"c1": "text", "c0": "integer", 'we"ird': "float", "day": "date"}
    assert [column["native"] for column in made["columns"]] == ["ENUM", "BIGINT", "DOUBLE", "DATE"]
    assert [row[1] for row in made["rows"]] == list(range(250_000))
    assert made["rows"][7] == ("y", 7, 7.5, dt.date(2024, 3, 1))
    assert sorted(pq.read_schema(made["parquet"]).names) == sorted(made["types"])


def test_null_spellings_are_null_in_numbers_and_kept_in_texts(tmp_path: Path) -> None:
    made = load(tmp_path, "x.csv", b"region,n\nNA,1\nEU,NA\nEU,3\n" + b"US,4\n" * 60)
    assert made["rows"][:2] == [("NA", 1), ("EU", None)]


def test_euro_numbers_symbols_and_mixed_formats(tmp_path: Path) -> None:
    data = "p;q;d;e\n1.234,50 €;12%;31.12.2024;2024-12-31\n2,75 €;5,5%;01.01.2025;2025-01-01\n".encode()
    made = load(tmp_path, "x.csv", data)
    assert made["rows"][0] == (1234.5, 12.0, dt.date(2024, 12, 31), dt.date(2024, 12, 31))
    assert made["rejected_count"] == 0


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str, tmp_path: Path) -> None:
    assert load(tmp_path, "x.csv", f"a,b{end}1,2{end}3,4{end}".encode())["rows"] == [(1, 2), (3, 4)]


def test_mixed_line_ends_are_read(tmp_path: Path) -> None:
    assert load(tmp_path, "x.csv", b"a,b\r\n1,2\n3,4\r\n5,6\n")["rows"] == [(1, 2), (3, 4), (5, 6)]


def test_late_windows_letters_change_the_encoding(tmp_path: Path) -> None:
    made = load(tmp_path, "x.csv", b"a,b\n" + b"x,1\n" * 300_000 + "M\u00fcller,2\n".encode("cp1252") + b"y,3\n" * 20_000)
    assert ("M\u00fcller", 2) in made["rows"]
    assert made["options"]["encoding"] == "cp1252"
    assert made["rejected_count"] == 0


def test_over_long_line_and_open_quote_are_rejected(tmp_path: Path) -> None:
    made = load(tmp_path, "x.csv", many(500) + b"x" * 3_000_000 + b",1\n501,501\n", header=True)
    assert (made["row_count"], made["rejected_count"]) == (501, 1)
    assert "too long" in made["quarantine"][0]
    made = load(tmp_path, "x.csv", many(50) + b'"open,1\n2,3\n')
    assert made["rejected_count"] == 1


def test_five_thousand_columns(tmp_path: Path) -> None:
    names = ",".join(f"c{i}" for i in range(5000))
    made = load(tmp_path, "x.csv", f"{names}\n{','.join('1' for _ in range(5000))}\n".encode())
    assert len(made["columns"]) == 5000


def test_header_only_is_a_dataset_without_rows(tmp_path: Path) -> None:
    assert load(tmp_path, "x.csv", b"a,b\n")["row_count"] == 0


def test_names_are_cleaned_renamed_and_left_out(tmp_path: Path) -> None:
    made = load(tmp_path, "x.csv", b'a,"we""ird ; name",c\n1,2,3\n', columns={"a": {"rename": "first"}, "c": {"include": False}})
    assert [column["name"] for column in made["columns"]] == ["first", 'we"ird ; name']
    assert made["rows"] == [(1, 2)]


def test_json_lines_with_bad_lines_and_late_keys(tmp_path: Path) -> None:
    lines = [{"a": i, "b": f"x{i}"} for i in range(100)]
    data = "".join(json.dumps(line) + "\n" for line in lines) + 'not json\n\n[1]\n{"a": 100, "late": {"k": [1]}}\n'
    made = load(tmp_path, "x.jsonl", data.encode())
    assert made["types"] == {"a": "integer", "b": "text", "late": "json"}
    assert (made["row_count"], made["rejected_count"]) == (101, 2)
    assert [line.split(",")[0] for line in made["quarantine"]] == ["101", "103"]
    assert json.loads(made["rows"][-1][2]) == {"k": [1]}


def test_json_array(tmp_path: Path) -> None:
    made = load(tmp_path, "x.json", b'[{"a": 1,\n  "b": "x"},\n {"a": 2, "b": "y\\nz"}]')
    assert made["rows"] == [(1, "x"), (2, "y\nz")]


def test_parquet_types_and_chosen_types(tmp_path: Path) -> None:
    table = pa.table(
        {"i": [1, 2, 3], "t": ["1", "x", "3"], "z": pa.array([0, 1, 2], pa.timestamp("ns", "UTC")), "f": [1.0, float("nan"), float("inf")]}
    )
    made = load(tmp_path, "x.parquet", parquet_bytes(table), columns={"t": {"type": "integer"}})
    assert made["types"] == {"i": "integer", "t": "integer", "z": "timestamp", "f": "float"}
    assert (made["row_count"], made["rejected_count"]) == (2, 1)
    assert made["quarantine"][0].startswith("2,2,")
    assert made["rows"][0] == (1, 1, dt.datetime.fromisoformat("1970-01-01"), 1.0)
    assert made["rows"][1][3] is None


def test_workbook_rows_and_rejects_by_sheet_row(tmp_path: Path) -> None:
    made = load(tmp_path, "x.xlsx", sales_workbook())
    assert made["rows"][1] == (1, "name 1", dt.date(2024, 1, 2), 1.5, "001")
    data = workbook(lambda book, sheet: [sheet.write_row(i, 0, row) for i, row in enumerate([["n", "m"], [1, 2], ["x", 3], [4, 5]])])
    made = load(tmp_path, "x.xlsx", data, columns={"n": {"type": "integer"}})
    assert [line.split(",")[0] for line in made["quarantine"]] == ["3"]


def test_columns_of_the_same_name_keep_their_ids(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(many(5))
    first = ingest(path, "x.csv", None, tmp_path / "v1")
    path.write_bytes(many(5, b"b,new\n"))
    second = ingest(path, "x.csv", ReadOptions(), tmp_path / "v2", previous=first.columns)
    assert second.columns[0].id == first.columns[1].id
    assert second.columns[1].id not in {column.id for column in first.columns}


def test_hot_file_is_rebuilt_from_parquet(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(b"k,n\n" + b"x,1\ny,2\n" * 500)
    made = ingest(path, "x.csv", None, tmp_path / "v1")
    rebuilt = rebuild_hot(made.parquet, tmp_path / "hot" / "again.duckdb")
    ask = "SELECT k::VARCHAR, n, typeof(k) LIKE 'ENUM%' FROM data ORDER BY rowid"
    with duckdb.connect(str(made.hot), read_only=True) as one, duckdb.connect(str(rebuilt), read_only=True) as two:
        assert one.execute(ask).fetchall() == two.execute(ask).fetchall()


def test_cancel_leaves_nothing_behind(tmp_path: Path) -> None:
    path, out, stop = tmp_path / "upload", tmp_path / "v1", threading.Event()
    path.write_bytes(many(2_000_000))
    with pytest.raises(QueryCancelled):
        ingest(path, "x.csv", None, out, progress=lambda fraction, message: stop.set(), cancelled=stop.is_set)
    assert list(out.iterdir()) == []


def test_refused_file_leaves_nothing_behind(tmp_path: Path) -> None:
    path, out = tmp_path / "upload", tmp_path / "v1"
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(FileRefused):
        ingest(path, "x.csv", None, out)
    assert list(out.iterdir()) == []
