"""A cube answers as the data do: every question that it takes, compared with the same question to the rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from compile_samples import NOW
from hypothesis import given
from hypothesis import strategies as st

from apps.engine.compile import compile_spec
from apps.engine.compile.cube import Axis, compile_cube, cube_of
from apps.engine.duck import cubes
from apps.engine.duck.shared import Instance
from apps.engine.spec import Dimension, QuerySpec
from apps.engine.types import Column, ColumnType, Limits, Source

ROWS = """
CREATE TYPE area AS ENUM ('US', 'EU', 'ASIA');
CREATE TABLE data AS SELECT
  CASE WHEN i % 11 = 0 THEN NULL ELSE (['US','EU','ASIA'])[1 + i % 3]::area END AS region,
  'p' || (i * 7 % 5) AS product, (i * 37 % 100) - 20 AS units, CASE WHEN i % 13 = 0 THEN NULL ELSE (i * 53 % 997) / 8.0 END AS price,
  (i % 50 / 10.0)::DECIMAL(8, 2) AS fee, DATE '2024-01-01' + (i * 3 % 400)::INTEGER AS day,
  TIMESTAMPTZ '2024-01-01 00:00:00+00' + to_minutes(i * 97 % 200000) AS paid, i % 2 = 0 AS returned
FROM range(2000) r(i)
"""
KINDS = {
    "region": ("text", "ENUM"), "product": ("text", "VARCHAR"), "units": ("integer", "BIGINT"), "price": ("float", "DOUBLE"),
    "fee": ("decimal", "DECIMAL(8,2)"), "day": ("date", "DATE"), "paid": ("timestamp", "TIMESTAMP WITH TIME ZONE"),
    "returned": ("boolean", "BOOLEAN"),
}  # fmt: skip
ZONE = "Europe/Berlin"
REGION = Axis(Dimension(field="region"), ({"op": "in", "values": ["EU", None]},))
MONTH = Axis(Dimension(field="paid", grain="month"), ({"op": "period", "value": {"from": "2024-02-01", "to": "2024-03-31"}},))
PRICED = Axis(
    Dimension(field="price", width=10),
    ({"op": "between", "values": [20, 29.99]},),
    ({"op": "between", "values": [17.5, 22.5]},),
)
PARTED = Axis(
    Dimension(field="price", bins=30, range=(0.125, 124.5)),
    ({"op": "gte", "value": 0.125 + 24 * (124.5 - 0.125) / 30},),
    ({"op": "gte", "value": 0.125 + 23.75 * (124.5 - 0.125) / 30},),
    negated=True,
)
AXES = (REGION, MONTH, PRICED, PARTED)
MEASURES: list[dict[str, Any]] = [
    {"agg": "count", "as": "n"}, {"agg": "sum", "field": "units"}, {"agg": "sum", "field": "fee"}, {"agg": "min", "field": "day"},
    {"agg": "max", "field": "region"}, {"agg": "avg", "field": "price"}, {"agg": "count", "field": "price"},
    {"agg": "sum", "field": "units", "where": {"field": "returned", "op": "eq", "value": True}, "as": "back"},
    {"agg": "ratio", "numerator": {"agg": "sum", "field": "units"}, "denominator": {"agg": "count"}, "as": "each"},
    {"agg": "max", "field": "paid"},
]  # fmt: skip
DIMENSIONS: list[dict[str, Any]] = [
    {"field": "region"}, {"field": "product", "as": "what"}, {"field": "day", "grain": "quarter"}, {"field": "paid", "grain": "month"},
    {"field": "price", "width": 10}, {"field": "returned"}, {"field": "fee"}, {"field": "units", "bins": 7, "range": [-10, 60]},
]  # fmt: skip


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    made = Instance(tmp_path_factory.mktemp("spill"), threads=2)
    yield made
    made.close()


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    path = tmp_path_factory.mktemp("hot") / "hot.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(ROWS)
    columns = tuple(Column(f"c_{n}", n, ColumnType(kind), native) for n, (kind, native) in KINDS.items())
    return Source("sales", "sales", "sales1", str(path), columns)


def table(instance: Instance, source: Source, spec: QuerySpec) -> pa.Table:
    compiled = compile_spec(spec, {spec.dataset: source}, now=NOW, timezone=ZONE)
    return instance.open_stream(compiled.sql, compiled.params, [source], Limits()).table()


def both(instance: Instance, source: Source, folder: Path, plain: dict[str, Any], axes: list[Axis]) -> tuple[list[Any], list[Any]]:
    """The rows of the data's own answer and of the cube's."""
    spec = QuerySpec.parse({"dataset": "sales", **plain})
    narrowed = QuerySpec.parse(spec.plain() | {"filters": {"and": [*plain.get("filters", []), *(a.condition() for a in axes)]}})
    direct = compile_spec(narrowed, {"sales": source}, now=NOW, timezone=ZONE)
    cube = cube_of(spec, axes)
    assert cube is not None
    key = cube.fill.digest()
    if cubes.find(folder, key) is None:
        cubes.store(folder, key, table(instance, source, cube.fill))
    stored = cubes.find(folder, key)
    assert stored is not None
    compiled = compile_cube(cube, stored, direct, now=NOW, timezone=ZONE)
    assert compiled is not None
    assert compiled.columns == direct.columns
    found = instance.open_stream(compiled.sql, compiled.params, [stored], Limits()).table()
    return rows(instance.open_stream(direct.sql, direct.params, [source], Limits()).table()), rows(found)


def rows(answer: pa.Table) -> list[Any]:
    return [[_plain(value) for value in row.values()] for row in answer.to_pylist()]


def _plain(value: Any) -> Any:
    """Sums of floating numbers may differ in their last digits: the order of adding differs."""
    if isinstance(value, float):
        return float(f"{value:.9g}")
    return value.astimezone(dt.UTC) if isinstance(value, dt.datetime) and value.tzinfo else value


def test_it_works(instance: Instance, source: Source, tmp_path: Path) -> None:
    direct, cubed = both(instance, source, tmp_path, {"dimensions": [{"field": "product"}], "measures": MEASURES}, [REGION, MONTH])
    assert len(direct) == 5
    assert cubed == direct


@given(
    dims=st.lists(st.sampled_from(range(len(DIMENSIONS))), max_size=2, unique=True),
    measures=st.lists(st.sampled_from(range(len(MEASURES))), min_size=1, max_size=4, unique=True),
    chosen=st.lists(st.sampled_from(range(4)), min_size=1, max_size=3, unique=True),
    down=st.booleans(),
    limit=st.sampled_from([None, 3]),
)
def test_every_question_that_it_takes(
    instance: Instance,
    source: Source,
    tmp_path_factory: Any,
    dims: list[int],
    measures: list[int],
    chosen: list[int],
    *,
    down: bool,
    limit: Any,
) -> None:
    plain: dict[str, Any] = {
        "dimensions": [DIMENSIONS[i] for i in dims],
        "measures": [MEASURES[i] for i in measures],
        "filters": [{"field": "units", "op": "gt", "value": -10}],
    }
    if dims and limit:
        plain["limit"] = limit
    if dims and "as" in DIMENSIONS[dims[0]]:
        plain["sort"] = [{"by": DIMENSIONS[dims[0]]["as"], "dir": "desc" if down else "asc"}]
    direct, cubed = both(instance, source, tmp_path_factory.getbasetemp() / "cubes", plain, [AXES[i] for i in chosen])
    assert cubed == direct


@pytest.mark.parametrize(
    "more",
    [
        {"transform": {"kind": "share"}, "sort": [{"by": "n", "dir": "desc"}]},
        {"transform": {"kind": "running"}},
        {"transform": {"kind": "change", "unit": "month"}},
        {"having": {"field": "n", "op": "gt", "value": 2}, "sort": [{"by": "n"}], "limit": 2},
        {"sort": [{"by": "n", "dir": "desc"}], "limit": 1, "limit_per": "region"},
    ],
    ids=str,
)
def test_what_is_computed_over_groups(instance: Instance, source: Source, tmp_path: Path, more: dict[str, Any]) -> None:
    plain = {"dimensions": [{"field": "region"}, {"field": "day", "grain": "month"}], "measures": [{"agg": "count", "as": "n"}], **more}
    direct, cubed = both(instance, source, tmp_path, plain, [PRICED])
    assert direct
    assert cubed == direct


def test_over_no_rows_a_count_is_zero_and_a_sum_is_missing(instance: Instance, source: Source, tmp_path: Path) -> None:
    nowhere = Axis(Dimension(field="region"), ({"op": "in", "values": ["US"]},))
    plain = {"measures": [{"agg": "count", "as": "n"}, {"agg": "sum", "field": "units"}], "filters": [REGION.condition()]}
    direct, cubed = both(instance, source, tmp_path, plain, [nowhere])
    assert direct == cubed == [[0, None]]


@pytest.mark.parametrize(
    "plain",
    [
        {"measures": [{"agg": "count_distinct", "field": "product"}]},
        {"measures": [{"agg": "median", "field": "units"}]},
        {"measures": [{"agg": "quantile", "field": "units", "q": 0.9}]},
        {"measures": [{"agg": "ratio", "numerator": {"agg": "avg", "field": "units"}, "denominator": {"agg": "count"}}]},
        {"dimensions": [{"field": "units", "bins": 5}], "measures": [{"agg": "count"}]},
        {"rows": ["region"]},
        {"dimensions": [{"field": "region"}], "measures": [{"agg": "count"}], "sample": {"share": 0.5}},
        {"transform": {"kind": "corr", "x": "units", "y": "price"}},
    ],
    ids=str,
)
def test_questions_that_only_the_rows_can_answer_have_no_cube(plain: dict[str, Any]) -> None:
    assert cube_of(QuerySpec.parse({"dataset": "sales", **plain}), [REGION]) is None


def test_a_range_of_single_values_has_no_cube() -> None:
    spec = QuerySpec.parse({"dataset": "sales", "dimensions": [{"field": "region"}], "measures": [{"agg": "count"}]})
    assert cube_of(spec, [Axis(Dimension(field="price"), ({"op": "gte", "value": 3},), discrete=False)]) is None
    assert cube_of(spec, []) is None


def test_cubes_unused_for_longest_make_room(instance: Instance, source: Source, tmp_path: Path) -> None:
    spec = QuerySpec.parse({"dataset": "sales", "dimensions": [{"field": "region"}], "measures": [{"agg": "count"}]})
    cells = table(instance, source, spec)
    for key in ("one", "two"):
        cubes.store(tmp_path, key, cells, room_bytes=1)
    assert [cubes.find(tmp_path, key) is not None for key in ("one", "two")] == [False, True]
