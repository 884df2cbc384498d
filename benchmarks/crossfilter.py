"""A cross-filter over ten million rows: three tiles asked again for another choice, from their cubes and from the rows.

PILOTBA_CROSS_ROWS sets how many rows (10,000,000). Both ways go through the compiler and the shared instance, in one run.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from apps.engine.compile import compile_spec
from apps.engine.compile.cube import Axis, Cube, compile_cube, cube_of
from apps.engine.duck import cubes
from apps.engine.duck.shared import Instance
from apps.engine.spec import Dimension, QuerySpec
from apps.engine.types import Column, ColumnType, Limits, Source

from .common import Row, faster_row, interleaved, points_file, ratio_row, within_row

ROWS = int(os.environ.get("PILOTBA_CROSS_ROWS", "10000000"))
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
COLUMNS = (
    Column("c1", "region", ColumnType.TEXT, "ENUM"), Column("c2", "amount", ColumnType.FLOAT, "DOUBLE"),
    Column("c3", "day", ColumnType.DATE, "DATE"), Column("c4", "x", ColumnType.FLOAT, "FLOAT"),
)  # fmt: skip
_SUM: dict[str, Any] = {"agg": "sum", "field": "amount", "as": "total"}
TILES: tuple[dict[str, Any], ...] = (
    {"dimensions": [{"field": "region"}], "measures": [_SUM]},
    {"dimensions": [{"field": "x", "width": 50}], "measures": [{"agg": "count", "as": "n"}]},
    {"measures": [_SUM, {"agg": "avg", "field": "amount", "as": "mean"}]},
)


def run(rounds: int = 5) -> list[Row]:
    """One step of a choice of months over three tiles, and what filling their cubes costs once."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = Source("points", "bench", "bench1", str(points_file(folder / "hot.duckdb", ROWS)), COLUMNS)
        instance = Instance(folder)
        try:
            return _measured(rounds, instance, source, folder / "cubes")
        finally:
            instance.close()


def _measured(rounds: int, instance: Instance, source: Source, folder: Path) -> list[Row]:
    months = itertools.cycle(range(1, 12))
    rows: Callable[[], object] = lambda: [_rows(instance, source, _narrowed(spec, _months(next(months)))) for spec in TILES]  # noqa: E731
    cubed: Callable[[], object] = lambda: [_cubed(instance, source, folder, spec, _months(next(months))) for spec in TILES]  # noqa: E731
    rows()
    began = time.perf_counter()
    _fill(instance, source, folder)
    filled = (time.perf_counter() - began) * 1000
    contestants: dict[str, Callable[[], object]] = {"rows": rows, "cubes": cubed}
    took = interleaved(rounds, contestants)
    label = f"cross-filter over {ROWS // 1_000_000}M rows, three tiles"
    return [
        within_row(f"{label}: a step from cubes", took["cubes"], 100),
        faster_row(f"{label}: a step from cubes against the rows", took["cubes"], took["rows"], 4),
        ratio_row(f"{label}: cubes filled once, against a step from the rows", filled, took["rows"], 5),
    ]


def _months(first: int) -> Axis:
    start, end = f"2024-{first:02d}-01", f"2024-{first + 1:02d}-28"
    return Axis(Dimension(field="day", grain="month"), ({"op": "period", "value": {"from": start, "to": end}},))


def _narrowed(spec: dict[str, Any], axis: Axis) -> QuerySpec:
    return QuerySpec.parse(spec | {"dataset": "bench", "filters": axis.condition()})


def _rows(instance: Instance, source: Source, spec: QuerySpec) -> pa.Table:
    compiled = compile_spec(spec, {"bench": source}, now=NOW)
    return _table(instance, compiled.sql, compiled.params, source)


def _table(instance: Instance, sql: str, params: Sequence[Any], source: Source) -> pa.Table:
    return instance.open_stream(sql, params, [source], Limits()).table()


def _cube(spec: dict[str, Any], axis: Axis) -> Cube:
    cube = cube_of(QuerySpec.parse(spec | {"dataset": "bench"}), [axis])
    if cube is None:
        raise RuntimeError("this question has no cube")
    return cube


def _fill(instance: Instance, source: Source, folder: Path) -> None:
    for spec in TILES:
        cube = _cube(spec, _months(1))
        cubes.store(folder, cube.fill.digest(), _rows(instance, source, cube.fill))


def _cubed(instance: Instance, source: Source, folder: Path, spec: dict[str, Any], axis: Axis) -> pa.Table:
    cube = _cube(spec, axis)
    stored = cubes.find(folder, cube.fill.digest())
    direct = compile_spec(_narrowed(spec, axis), {"bench": source}, now=NOW)
    compiled = compile_cube(cube, stored, direct, now=NOW, timezone="UTC") if stored else None
    if compiled is None or stored is None:
        raise RuntimeError("the cube is not there")
    return _table(instance, compiled.sql, compiled.params, stored)
