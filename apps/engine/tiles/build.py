"""Makes the tile file of (version, x, y[, category]) from the hot file: rows along a Z curve, and every dense tile already counted.

Runs in a process of its own (`build_job`), for sorting a hundred million rows takes memory and minutes.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
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
from .categories import Categories, common_sql
from .grid import FINE, World, key_sql
from .pyramid import Pyramid
from .values import number_sql

FORMAT = 2
LIMITS = SandboxLimits(seconds=3600, cpu_seconds=7200, memory_mb=6144)
MEMORY = "1500MB"
_BATCH = 1 << 20
_POLL = 0.2


def file_digest(columns: Iterable[tuple[str, str]]) -> str:
    """Twelve letters that stand for the columns (name, native type) of a tile file and for its format."""
    return hashlib.sha256(json.dumps([FORMAT, *map(list, columns)]).encode()).hexdigest()[:12]


def pack_path(target: Path) -> Path:
    """The file of counted tiles beside a tile file."""
    return target.with_suffix(".pack")


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
        os.replace(scratch / "tiles.pack", pack_path(target))  # noqa: PTH105 -- atomic renames are the point
        os.replace(scratch / "tiles.duckdb", target)  # noqa: PTH105 -- last: it says that both are there
    return facts


def build_job(args: dict[str, Any], report: Callable[[float, str], None]) -> dict[str, Any]:
    """The work itself, inside the child."""
    scratch = Path(args["scratch"])
    report(0.01, "Finding the extent")
    with _connected(Path(args["hot"]), scratch) as con:
        shown = _values(args["columns"])
        world, rows = _world(con, shown)
        categories = Categories.of_table(con.sql(common_sql(shown, "category")).to_arrow_table()) if "category" in args["columns"] else None
        with _watched(con, lambda share: report(0.05 + 0.55 * share, "Sorting rows along the curve")):
            _sort(con, shown, world, categories)
        pyramid = _pyramid(con, categories, lambda done: report(0.6 + 0.35 * done / rows, "Counting dense tiles"))
        _store(con, pyramid, scratch / "tiles.pack")
        facts = {"format": FORMAT, "world": world.plain(), "rows": rows, "categories": categories and categories.plain()}
        con.execute("CREATE TABLE tiles.facts AS SELECT ? AS facts", [json.dumps(facts)])
        con.execute("CHECKPOINT tiles; DETACH tiles")
    report(1.0, "Ready")
    return facts | {"tiles": len(pyramid.bodies)}


@contextmanager
def _connected(hot: Path, scratch: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute(f"SET temp_directory={literal(str(scratch / 'spill'))}")
        con.execute(f"SET memory_limit='{MEMORY}'; SET enable_progress_bar=true; SET enable_progress_bar_print=false; SET TimeZone='UTC'")
        con.execute(f"ATTACH {literal(str(hot))} AS hot (READ_ONLY)")
        con.execute(f"ATTACH {literal(str(scratch / 'tiles.duckdb'))} AS tiles")
        yield con


@contextmanager
def _watched(con: duckdb.DuckDBPyConnection, told: Callable[[float], None]) -> Iterator[None]:
    """While the body runs one statement, a thread tells which share of it is done."""
    stopped = threading.Event()

    def watch() -> None:
        while not stopped.wait(_POLL):
            told(max(0.0, min(100.0, con.query_progress())) / 100)

    told(0.0)
    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        stopped.set()
        watcher.join()


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


def _sort(con: duckdb.DuckDBPyConnection, shown: str, world: World, categories: Categories | None) -> None:
    kx, ky = (1 << FINE) / (world.x1 - world.x0), (1 << FINE) / (world.y1 - world.y0)
    cells = ", ".join(
        f"floor(({axis}::DOUBLE - {low!r}) * {scale!r})::UBIGINT AS c{axis}"
        for axis, low, scale in (("x", world.x0, kx), ("y", world.y0, ky))
    )
    slot, params = categories.slot_sql("category") if categories else ("", [])
    more = f", {slot}::UTINYINT AS s" if slot else ""
    con.execute(
        f"CREATE TABLE tiles.data AS SELECT * EXCLUDE (cx, cy), {key_sql('cx', 'cy')} AS m{more} FROM (SELECT *, {cells} FROM {shown}) "  # noqa: S608
        "ORDER BY m",
        params,
    )


def _pyramid(con: duckdb.DuckDBPyConnection, categories: Categories | None, counted: Callable[[int], None]) -> Pyramid:
    """All dense tiles, in one pass over the keys; `counted` hears how many rows are done."""
    planes = categories.planes if categories else 1
    pyramid, done = Pyramid(_dense(con), planes=planes), 0
    for batch in con.sql(f"SELECT m{', s' if planes > 1 else ''} FROM tiles.data").to_arrow_reader(_BATCH):  # noqa: S608
        pyramid.add(*(column.to_numpy() for column in batch.columns))
        done += batch.num_rows
        counted(done)
    return pyramid


def _dense(con: duckdb.DuckDBPyConnection) -> Any:
    """How many rows each tile of the deepest keyed level has: (tile, rows), in the order of the curve."""
    return con.sql("SELECT (m >> 16)::UINTEGER AS t, count(*) AS n FROM tiles.data GROUP BY t ORDER BY t").to_arrow_table()


def _store(con: duckdb.DuckDBPyConnection, pyramid: Pyramid, pack: Path) -> None:
    """Counted tiles lie in a file of their own: the engine would unpack a hundred of them to read one."""
    con.register("found", pyramid.write(pack))
    con.execute("CREATE TABLE tiles.stored AS SELECT * FROM found ORDER BY z, t")
    con.unregister("found")
