"""Tiles of a hundred million points: over HTTP within their times, and beside a plain Datashader pass over all rows in memory.

BENCH_TILES_ROWS makes it smaller. Making the files takes about two minutes and 4 GB of disk at full size; both go again.
"""

from __future__ import annotations

import itertools
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from apps.engine.tiles.build import build_tiles, file_digest
from apps.engine.tiles.counts import unpack
from apps.engine.tiles.grid import SIZE, World
from apps.engine.tiles.read import TileFile
from apps.engine.types import Source

from .common import Row, faster_row, interleaved, within_row
from .serve import Site, server

ROWS = 100_000_000
COLUMNS = {"x": ("x", "FLOAT"), "y": ("y", "FLOAT")}  # as the server's own dataset names and types them
DEEP = 10


def run(rounds: int = 5) -> list[Row]:
    """Make the file once, then measure."""
    rows = int(os.environ.get("BENCH_TILES_ROWS", ROWS))
    with tempfile.TemporaryDirectory(prefix="pilotba-tiles-") as folder:
        hot, target = Path(folder) / "hot.duckdb", Path(folder) / "tiles.duckdb"
        _points(hot, rows)
        began = time.perf_counter()
        build_tiles(hot, target, COLUMNS)
        print(f"tiles: {rows:,} rows sorted and counted in {time.perf_counter() - began:.1f} s", file=sys.stderr, flush=True)
        file = TileFile.open(Source("points", "d", "bench_tiles", str(target), ()))
        deep = _densest(file, DEEP)
        label = f"tiles: {rows / 1e6:g}M"
        return [*_over_http(label, target, deep, rounds), *_beside_datashader(label, hot, file, deep, rounds)]


def _points(path: Path, rows: int) -> None:
    """Forty clusters in the plane of longitudes and latitudes."""
    with duckdb.connect(str(path)) as con:
        con.execute("SELECT setseed(0.5)")
        angle, radius = "6.283185307 * random()", "sqrt(-2 * ln(1 - random()))"
        place = "hash({0})::DOUBLE / 18446744073709551616.0"
        con.execute(
            f"CREATE TABLE data AS SELECT (360 * {place.format('i % 40')} - 180 + 4 * {radius} * cos({angle}))::FLOAT AS x, "
            f"(180 * {place.format('i % 40 + 1000')} - 90 + 2 * {radius} * sin({angle}))::FLOAT AS y FROM range({rows}) r(i)"
        )


def _densest(file: TileFile, depth: int) -> tuple[int, int, int]:
    """The tile with most rows, found by following the densest quarter."""
    x = y = 0
    for z in range(depth):
        quarters = unpack(file.tile(z, x, y)).reshape(2, SIZE // 2, 2, SIZE // 2).sum(axis=(1, 3))
        place = int(quarters.argmax())
        x, y = 2 * x + place % 2, 2 * y + place // 2
    return depth, x, y


def _neighbours(z: int, x: int, y: int) -> Iterator[tuple[int, int, int]]:
    """Tiles around one, none twice."""
    for ring in itertools.count(1):
        for step in range(-ring, ring + 1):
            yield z, x + step, y + ring
            yield z, x + step, y - ring


def _over_http(label: str, target: Path, deep: tuple[int, int, int], rounds: int) -> list[Row]:
    """Whole requests on loopback: who asks, what they may see, the tile. Deep tiles are new ones each time, so none is kept yet."""
    with server() as site:
        version = site.hot.stem
        os.link(target, site.hot.with_name(f"{version}.{file_digest(COLUMNS.values())}.tiles.duckdb"))
        around = _neighbours(*deep)
        times = interleaved(
            max(rounds, 15),
            {
                "whole": lambda: _ask(site, (0, 0, 0)),
                "deep": lambda: _ask(site, next(around)),
                "kept": lambda: _ask(site, deep),
            },
        )
    return [
        within_row(f"{label}, whole extent over HTTP", times["whole"], 10.0),
        within_row(f"{label}, level {DEEP}, counted, over HTTP", times["deep"], 20.0),
        within_row(f"{label}, level {DEEP}, kept, over HTTP", times["kept"], 10.0),
    ]


def _ask(site: Site, tile: tuple[int, int, int]) -> int:
    question = {"dataset_id": site.dataset, "spec": {"rows": ["x", "y"]}, "kind": "points", "tile": list(tile)}
    return len(site.post("/api/v1/charts/render/tiles", question, "*/*"))


def _beside_datashader(label: str, hot: Path, file: TileFile, deep: tuple[int, int, int], rounds: int) -> list[Row]:
    """The same counts, packed for sending, against one pass of Datashader over rows that lie in memory already."""
    with duckdb.connect(str(hot), read_only=True) as con:
        frame: Any = con.sql("SELECT x, y FROM data").df()
    found = []
    for name, tile, times_faster in (("whole extent", (0, 0, 0), 20.0), (f"level {DEEP}", deep, 20.0)):
        part = file.world.tile(*tile)
        taken = interleaved(rounds, {"ours": lambda t=tile: file.tile(*t), "datashader": lambda p=part: _datashader(frame, p)}, warm_up=1)  # type: ignore[misc]
        found.append(faster_row(f"{label}, {name} beside Datashader", taken["ours"], taken["datashader"], times_faster))
    return found


def _datashader(frame: Any, part: World) -> Any:
    import datashader  # type: ignore[import-untyped]  # has no types

    canvas = datashader.Canvas(SIZE, SIZE, x_range=(part.x0, part.x1), y_range=(part.y0, part.y1))
    return canvas.points(frame, "x", "y", datashader.count())
