"""Makes the tile file of (version, x, y[, category]) from the hot file: rows along a Z curve, and every dense tile already counted.

Runs in a process of its own (`build_job`), for sorting a hundred million rows takes memory and minutes.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from ..duck.sandbox import SandboxLimits, run_sandboxed
from ..duck.shared import literal, quoted
from ..errors import EngineError
from ..readers.sniffing import scratch_folder
from ..types import ColumnType
from .grid import FINE, World, key_sql
from .pyramid import Pyramid
from .values import number_sql

FORMAT = 1
LIMITS = SandboxLimits(seconds=3600, cpu_seconds=7200, memory_mb=6144)
MEMORY = "1500MB"
_BATCH = 1 << 20
_POLL = 0.2


def file_digest(columns: Iterable[tuple[str, str]]) -> str:
    """Twelve letters that stand for the columns (name, native type) of a tile file and for its format."""
    return hashlib.sha256(json.dumps([FORMAT, *map(list, columns)]).encode()).hexdigest()[:12]


def build_tiles(
    hot: Path,
    target: Path,
    columns: dict[str, tuple[str, str]],
    *,
    progress: Callable[[float, str], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> dict[str, Any]:
    """Write the tile file `target` complete or not at all, and return its facts: world, rows, tiles.

    `columns` gives name and native type of the hot file's columns for x, y and perhaps category. Raises EngineError
    when no row has both coordinates, QueryCancelled, and what `run_sandboxed` raises.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with scratch_folder(target.parent) as scratch:
        args = {"hot": str(hot), "scratch": str(scratch), "columns": columns}
        facts: dict[str, Any] = run_sandboxed(
            "apps.engine.tiles.build:build_job", args, read=[hot], write=[scratch], limits=LIMITS, on_progress=progress, cancelled=cancelled
        )
        os.replace(scratch / "tiles.duckdb", target)  # noqa: PTH105 -- the atomic rename is the point
    return facts


def build_job(args: dict[str, Any], report: Callable[[float, str], None]) -> dict[str, Any]:
    """The work itself, inside the child."""
    scratch = Path(args["scratch"])
    report(0.01, "Finding the extent")
    with _connected(Path(args["hot"]), scratch) as con:
        shown = _values(args["columns"])
        world, rows = _world(con, shown)
        report(0.05, "Sorting rows along the curve")
        _sort(con, shown, world)
        pyramid = Pyramid(_dense(con))
        done = 0
        for batch in con.sql("SELECT m FROM tiles.data").to_arrow_reader(_BATCH):
            pyramid.add(batch.column(0).to_numpy())
            done += batch.num_rows
            report(0.6 + 0.35 * done / max(1, rows), "Counting dense tiles")
        _store(con, pyramid)
        facts = {"format": FORMAT, "world": world.plain(), "rows": rows, "category": "category" in args["columns"]}
        con.execute("CREATE TABLE tiles.facts AS SELECT ? AS facts", [json.dumps(facts)])
        con.execute("CHECKPOINT tiles; DETACH tiles")
    report(1.0, "Ready")
    return facts | {"tiles": len(pyramid.bodies)}


@contextmanager
def _connected(hot: Path, scratch: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute(f"SET temp_directory={literal(str(scratch / 'spill'))}")
        con.execute(f"SET memory_limit='{MEMORY}'; SET enable_progress_bar=false; SET TimeZone='UTC'")
        con.execute(f"ATTACH {literal(str(hot))} AS hot (READ_ONLY)")
        con.execute(f"ATTACH {literal(str(scratch / 'tiles.duckdb'))} AS tiles")
        yield con


def _values(columns: dict[str, tuple[str, str]]) -> str:
    """The listing of rows that have a place: x and y as numbers, the category as it is."""
    places = {axis: number_sql(quoted(columns[axis][0]), ColumnType.of_duckdb(columns[axis][1]), columns[axis][1]) for axis in ("x", "y")}
    category = f", {quoted(columns['category'][0])} AS category" if "category" in columns else ""
    there = " AND ".join(f"isfinite({axis}::DOUBLE)" for axis in places)
    return f"(SELECT * FROM (SELECT {places['x']} AS x, {places['y']} AS y{category} FROM hot.data) WHERE {there})"  # noqa: S608


def _world(con: duckdb.DuckDBPyConnection, shown: str) -> tuple[World, int]:
    rows, x0, y0, x1, y1 = con.execute(f"SELECT count(*), min(x), min(y), max(x), max(y) FROM {shown}").fetchall()[0]  # noqa: S608
    if not rows:
        raise EngineError("No row has both coordinates, so there is nothing to draw.")
    return World.around(float(x0), float(y0), float(x1), float(y1)), rows


def _sort(con: duckdb.DuckDBPyConnection, shown: str, world: World) -> None:
    kx, ky = (1 << FINE) / (world.x1 - world.x0), (1 << FINE) / (world.y1 - world.y0)
    cells = ", ".join(
        f"floor(({axis}::DOUBLE - {low!r}) * {scale!r})::UBIGINT AS c{axis}"
        for axis, low, scale in (("x", world.x0, kx), ("y", world.y0, ky))
    )
    con.execute(
        f"CREATE TABLE tiles.data AS SELECT * EXCLUDE (cx, cy), {key_sql('cx', 'cy')} AS m FROM (SELECT *, {cells} FROM {shown}) ORDER BY m"  # noqa: S608
    )


def _dense(con: duckdb.DuckDBPyConnection) -> Any:
    """How many rows each tile of the deepest keyed level has: (tile, rows), in the order of the curve."""
    return con.sql("SELECT (m >> 16)::UINTEGER AS t, count(*) AS n FROM tiles.data GROUP BY t ORDER BY t").to_arrow_table()


def _store(con: duckdb.DuckDBPyConnection, pyramid: Pyramid) -> None:
    con.register("bodies", pyramid.table())
    con.execute("CREATE TABLE tiles.stored AS SELECT * FROM bodies ORDER BY z, t")
    con.unregister("bodies")
