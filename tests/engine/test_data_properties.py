"""Promises about data that comes in, held against plain Python over many small files."""

from __future__ import annotations

import csv
import io
import json
import math
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.engine.ingest import ingest
from apps.engine.profile import measure, profile
from apps.engine.profile.job import assemble, measure_all, profile_job

sys.path.insert(0, str(Path(__file__).parent))
from files import load, quiet

EXAMPLES = settings(max_examples=100, derandomize=True, deadline=None)

words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=8)
cells = st.one_of(
    st.none(), st.integers(-(10**12), 10**12), st.floats(-1e6, 1e6).map(lambda f: round(f, 3)), words, st.dates(), st.booleans()
)


@st.composite
def tables(draw: st.DrawFn, cell: st.SearchStrategy[Any] = cells, max_rows: int = 12) -> list[list[Any]]:
    """Rows of one width, one kind of value a column."""
    width = draw(st.integers(1, 4))
    kinds = [draw(st.sampled_from([st.integers(-99, 99), st.floats(-9, 9), words, st.dates(), st.none(), cell])) for _ in range(width)]
    return draw(st.lists(st.tuples(*(st.one_of(st.none(), kind) for kind in kinds)).map(list), min_size=1, max_size=max_rows))


def as_csv(rows: list[list[Any]]) -> bytes:
    target = io.StringIO()
    writer = csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow([f"col{i}" for i in range(len(rows[0]))])
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return target.getvalue().encode()


def loaded(rows: list[list[Any]], **options: Any) -> tuple[dict[str, Any], Path]:
    folder = Path(tempfile.mkdtemp())
    return load(folder, "x.csv", as_csv(rows), **{"header": True, "delimiter": ",", "encoding": "utf-8", **options}), folder


def profiled(rows: list[list[Any]], *types: str) -> dict[str, Any]:
    """The profile of these rows, straight from a table in memory: quick enough for hundreds of examples."""
    columns = ", ".join(f"col{i} {kind}" for i, kind in enumerate(types))
    with duckdb.connect() as con:
        con.execute(f"SET threads=1; ATTACH ':memory:' AS hot; CREATE TABLE hot.data ({columns})")
        con.executemany(f"INSERT INTO hot.data VALUES ({', '.join('?' for _ in types)})", rows)
        described = measure.describe(con)
        duplicates = measure_all(con, described, len(rows), quiet)
    found = assemble(described, len(rows), duplicates)
    json.dumps(found, allow_nan=False)
    return found


@pytest.mark.property(5)
@EXAMPLES
@given(tables())
def test_what_is_ingested_is_parquet_for_any_reader(rows: list[list[Any]]) -> None:
    made, folder = loaded(rows)
    try:
        table = pq.read_table(made["parquet"])
        assert table.num_rows == made["row_count"]
        assert made["row_count"] + made["rejected_count"] == len(rows)
        assert table.column_names == [column["name"] for column in made["columns"]]
        assert [tuple(row.values()) for row in table.to_pylist()] == made["rows"]
    finally:
        shutil.rmtree(folder)


@EXAMPLES
@given(st.lists(st.lists(st.sampled_from(["1", "x", "2.5", "", "a b"]), min_size=1, max_size=5), min_size=1, max_size=20))
def test_accepted_and_rejected_rows_add_up_in_a_ragged_file(odd: list[list[str]]) -> None:
    rows = [["1", "2", "3"]] * 25 + odd
    data = "a,b,c\n" + "\n".join(",".join(row) or "x" for row in rows) + "\n"
    folder = Path(tempfile.mkdtemp())
    try:
        chosen = {"a": {"type": "text"}, "b": {"type": "integer"}, "c": {"type": "text"}}
        made = load(folder, "x.csv", data.encode(), header=True, delimiter=",", columns=chosen)
        assert made["row_count"] + made["rejected_count"] == len(rows)
        bad = [number for number, row in enumerate(rows, 2) if _odd(row)]
        assert [int(line.split(",")[0]) for line in made["quarantine"]] == bad
    finally:
        shutil.rmtree(folder)


def _odd(row: list[str]) -> bool:
    """A separator after the last cell is forgiven: nothing is lost."""
    width = 3 if len(row) == 4 and row[3] == "" else len(row)
    return width != 3 or row[1] not in ("1", "2", "")


typed = {"BIGINT": st.integers(-99, 99), "DOUBLE": st.floats(-9, 9), "VARCHAR": words, "DATE": st.dates(), "BOOLEAN": st.booleans()}


@st.composite
def typed_tables(draw: st.DrawFn) -> tuple[list[str], list[list[Any]]]:
    types = draw(st.lists(st.sampled_from(sorted(typed)), min_size=1, max_size=4))
    row = st.tuples(*(st.one_of(st.none(), typed[kind]) for kind in types)).map(list)
    return types, draw(st.lists(row, min_size=1, max_size=30))


@pytest.mark.property(8)
@EXAMPLES
@given(typed_tables())
def test_profile_has_type_nulls_and_distinct_values_of_every_column(table: tuple[list[str], list[list[Any]]]) -> None:
    types, rows = table
    found = profiled(rows, *types)
    assert (found["row_count"], found["column_count"]) == (len(rows), len(types))
    for index, entry in enumerate(found["columns"]):
        values = [row[index] for row in rows if row[index] is not None]
        assert entry["type"]
        assert entry["null_count"] == len(rows) - len(values)
        assert entry["unique_count"] == len(set(values))
        if entry["type"] in ("integer", "float") and values:
            assert (entry["min"], entry["max"]) == pytest.approx((min(values), max(values)))
            assert math.isclose(entry["mean"], math.fsum(values) / len(values), rel_tol=1e-9, abs_tol=1e-9)


@pytest.mark.property(9)
@EXAMPLES
@given(st.lists(st.tuples(st.integers(0, 9), st.one_of(st.none(), st.integers(0, 9))), min_size=1, max_size=40))
def test_column_of_more_than_half_nulls_is_low_quality(rows: list[tuple[int, int | None]]) -> None:
    found = profiled([list(row) for row in rows], "BIGINT", "BIGINT")
    flagged = {item["column"] for item in found["issues"] if item["code"] == "low_quality"}
    assert ("col1" in flagged) is (sum(row[1] is None for row in rows) * 2 > len(rows))
    assert "col0" not in flagged


@pytest.mark.property(10)
@EXAMPLES
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["x", "y", None]), st.sampled_from([None, 1.5])), min_size=1, max_size=60))
def test_count_of_duplicate_rows_is_exact(rows: list[tuple[Any, ...]]) -> None:
    found = profiled([list(row) for row in rows], "BIGINT", "VARCHAR", "DOUBLE")
    assert found["duplicate_rows"] == sum(count - 1 for count in Counter(rows).values())


@pytest.mark.property(10)
def test_duplicates_are_exact_over_many_rows(tmp_path: Path) -> None:
    data = b"a,b\n" + b"".join(b"%d,%d\n" % (i % 70_000, i % 3) for i in range(300_000))
    found = profile_job({"hot": load(tmp_path, "x.csv", data)["hot"], "scratch": str(tmp_path)}, quiet)
    assert found["duplicate_rows"] == 300_000 - len({(i % 70_000, i % 3) for i in range(300_000)})


@pytest.mark.property(5)
@pytest.mark.parametrize("rows", [[[1, "x"], [2, None]], [["é", 2.5]], [[None], ["only"]]])
def test_the_same_holds_through_the_sandbox(rows: list[list[Any]], tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(as_csv(rows))
    made = ingest(path, "x.csv", None, tmp_path / "v1")
    with duckdb.connect(str(made.hot), read_only=True) as con:
        assert [tuple(row.values()) for row in pq.read_table(made.parquet).to_pylist()] == con.execute("FROM data").fetchall()
    assert profile(made.hot)["row_count"] == made.row_count
