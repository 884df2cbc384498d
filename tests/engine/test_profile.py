"""The profile: figures against plain Python, issues, semantic types, the score."""

from __future__ import annotations

import json
import statistics
import sys
from pathlib import Path
from typing import Any

import pytest

from apps.engine.ingest import ingest
from apps.engine.profile import profile
from apps.engine.profile.job import profile_job

sys.path.insert(0, str(Path(__file__).parent))
from files import load, quiet


def profile_of(folder: Path, data: bytes, name: str = "x.csv", **options: Any) -> dict[str, Any]:
    made = load(folder, name, data, **options)
    found = profile_job({"hot": made["hot"], "scratch": str(Path(made["hot"]).parent)}, quiet)
    json.dumps(found, allow_nan=False)
    return found


def column(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(entry for entry in found["columns"] if entry["name"] == name)


def codes(entry: dict[str, Any]) -> set[str]:
    return {item["code"] for item in entry["issues"]}


def test_it_works(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(
        b"day,region,amount\n" + b"".join(b"2024-01-%02d,%s,%d\n" % (1 + i % 28, (b"EU", b"US")[i % 2], i) for i in range(200))
    )
    made = ingest(path, "sales.csv", None, tmp_path / "v1")
    seen: list[float] = []
    found = profile(made.hot, progress=lambda fraction, message: seen.append(fraction), columns=made.columns)
    assert (found["row_count"], found["column_count"], found["duplicate_rows"]) == (200, 3, 0)
    assert [entry["id"] for entry in found["columns"]] == [entry.id for entry in made.columns]
    assert column(found, "region")["top_values"] == [
        {"value": "EU", "count": 100, "percentage": 50.0},
        {"value": "US", "count": 100, "percentage": 50.0},
    ]
    assert column(found, "day")["min"] == "2024-01-01"
    assert column(found, "amount")["semantic_type"] == "currency"
    assert found["quality_score"] == 1.0
    assert seen == sorted(seen)


def test_figures_are_those_of_statistics(tmp_path: Path) -> None:
    values = [((i * 7919) % 1000) / 8 for i in range(1000)] + [10_000.0]
    entry = column(profile_of(tmp_path, ("n\n" + "\n".join(map(str, values)) + "\n").encode(), header=True), "n")
    assert entry["mean"] == pytest.approx(statistics.fmean(values))
    assert entry["std_dev"] == pytest.approx(statistics.stdev(values))
    assert (entry["min"], entry["max"], entry["unique_count"], entry["unique_is_exact"]) == (0.0, 10_000.0, 1001, True)
    assert entry["quantiles"]["p50"] == pytest.approx(statistics.median(values))
    assert entry["outliers"] == 1
    assert sum(bin_["count"] for bin_ in entry["histogram"]) == 1001
    assert entry["histogram"][0]["from"] == 0.0
    assert entry["histogram"][-1]["to"] == 10_000.0


def test_whole_numbers_and_days_of_small_range_get_a_bin_each(tmp_path: Path) -> None:
    rows = "".join(f"{1 + i % 6},2024-03-{1 + i % 3:02d}\n" for i in range(60))
    found = profile_of(tmp_path, f"dice,day\n{rows}".encode())
    assert [entry["count"] for entry in column(found, "dice")["histogram"]] == [10] * 6
    assert [(entry["from"], entry["count"]) for entry in column(found, "day")["histogram"]] == [
        (f"2024-03-0{d}T00:00:00", 20) for d in (1, 2, 3)
    ]


def test_issues_of_columns(tmp_path: Path) -> None:
    rows = [f"{i},{'x' if i % 3 == 0 else ''},same,{('Paris', 'paris', 'Rome', ' Rome')[i % 4]},{i % 7}" for i in range(120)]
    found = profile_of(tmp_path, ("key,gaps,fixed,city,other\n" + "\n".join(rows) + "\n").encode())
    assert "possible_id" in codes(column(found, "key"))
    assert "low_quality" in codes(column(found, "gaps"))
    assert "constant" in codes(column(found, "fixed"))
    assert {"mixed_case", "outer_spaces"} <= codes(column(found, "city"))
    assert codes(column(found, "other")) == set()
    assert found["quality_score"] < 0.9
    assert {reason["part"] for reason in found["quality_reasons"]} == {"filled", "unique", "sound"}
    assert [item["severity"] for item in found["issues"]] == sorted(
        (i["severity"] for i in found["issues"]), key=["high", "medium", "low"].index
    )


@pytest.mark.parametrize(
    ("name", "cells", "meaning", "personal"),
    [
        ("contact", [f"p{i}@example.org" for i in range(20)], "email", True),
        ("homepage", [f"https://example.org/{i}" for i in range(20)], "url", False),
        ("tel", [f"+49 30 1234{i:03d}" for i in range(20)], "phone", True),
        ("where", [("France", "Spain", "Italy")[i % 3] for i in range(20)], "country", False),
        ("money", [("EUR", "USD")[i % 2] for i in range(20)], "currency", False),
        ("lat", [str(40 + i / 10) for i in range(20)], "latitude", False),
        ("Longitude", [str(-100 - i / 10) for i in range(20)], "longitude", False),
        ("unitPrice", [str(i / 4) for i in range(20)], "currency", False),
        ("discount_pct", [str(i) for i in range(20)], "percentage", False),
        ("order_id", [str(i + 1000) for i in range(100)], "id", False),
        ("year", [str(2000 + i % 20) for i in range(100)], "date_part", False),
        ("plz", [f"0{1000 + i}" for i in range(20)], "postal_code", False),
        ("last_name", [("Meyer", "Smith")[i % 2] for i in range(20)], "person_name", True),
        ("client", [f"10.0.0.{i}" for i in range(20)], "ip_address", True),
        ("remark", [f"words {i} and more" for i in range(20)], None, False),
    ],
)
def test_semantic_types_and_personal_data(name: str, cells: list[str], meaning: str | None, personal: bool, tmp_path: Path) -> None:
    data = f"k,{name}\n" + "".join(f"r{i},{cell}\n" for i, cell in enumerate(cells))
    entry = column(profile_of(tmp_path, data.encode()), name)
    assert entry["semantic_type"] == meaning
    assert ("personal_data" in codes(entry)) is personal


def test_patterns_of_texts(tmp_path: Path) -> None:
    data = "k,code\n" + "".join(f"{i},AB-{i:04d}\n" for i in range(90)) + "".join(f"{i},odd one\n" for i in range(10))
    entry = column(profile_of(tmp_path, data.encode()), "code")
    assert (entry["pattern"], entry["pattern_share"]) == ("A-9", 0.9)
    assert entry["lengths"]["max"] == 7.0


def test_numbers_kept_as_text_are_pointed_out(tmp_path: Path) -> None:
    data = "k,n\n" + "".join(f"r{i},{i * 3}\n" for i in range(50))
    assert "stored_as_text" in codes(column(profile_of(tmp_path, data.encode(), columns={"n": {"type": "text"}}), "n"))


def test_names_of_our_own_aliases_do_no_harm(tmp_path: Path) -> None:
    names = ["v", "n", "h", "bin", "data", "rowid_", "grouped", 'quo"te']
    header = ",".join(f'"{name.replace(chr(34), chr(34) * 2)}"' for name in names)
    found = profile_of(tmp_path, (header + "\n" + "1,2,3,4,5,6,7,8\n1,2,3,4,5,6,7,8\n2,3,4,5,6,7,8,9\n").encode(), header=True)
    assert [entry["name"] for entry in found["columns"]] == names
    assert all(entry["unique_count"] == 2 for entry in found["columns"])
    assert found["duplicate_rows"] == 1


def test_every_type_is_described(tmp_path: Path) -> None:
    lines = "".join(
        f'{{"i": {i}, "f": {i}.5, "b": {str(i % 2 == 0).lower()}, "t": "x{i}", "d": "2024-01-0{i + 1}", "j": {{"k": {i % 2}}}}}\n'
        for i in range(5)
    )
    found = profile_of(tmp_path, lines.encode(), "x.jsonl")
    assert {entry["name"]: entry["type"] for entry in found["columns"]} == {
        "i": "integer",
        "f": "float",
        "b": "boolean",
        "t": "text",
        "d": "date",
        "j": "json",
    }
    assert column(found, "j")["unique_count"] == 2
    assert column(found, "b")["top_values"][0] == {"value": True, "count": 3, "percentage": 60.0}


def test_no_rows_and_only_nulls(tmp_path: Path) -> None:
    found = profile_of(tmp_path, b"a,b\n")
    assert (found["row_count"], found["quality_score"], found["issues"][0]["code"]) == (0, 0.0, "no_rows")
    found = profile_of(tmp_path, b"a,b\n1,\n2,\n")
    assert codes(column(found, "b")) == {"empty", "low_quality"}
    assert column(found, "b")["unique_count"] == 0


def test_wide_table(tmp_path: Path) -> None:
    data = ",".join(f"c{i}" for i in range(120)) + "\n" + "".join(",".join(str(i * j) for i in range(120)) + "\n" for j in range(20))
    found = profile_of(tmp_path, data.encode())
    assert column(found, "c7")["max"] == 7 * 19
