"""Tiles by category of very many points: server time of each, whole requests over HTTP, and beside a plain Datashader pass over all rows.

BENCH_TILES_ROWS says how many (100000000 for the promise: the files take some minutes to make, and 3 GB of memory and of disk);
BENCH_TILES_FOLDER keeps the files there for the next run.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import orjson

from apps.engine.tiles.build import build_tiles, file_digest, pack_path
from apps.engine.tiles.counts import unpack
from apps.engine.tiles.grid import SIZE, World
from apps.engine.tiles.read import TileFile
from apps.engine.types import Source

from .common import Row, faster_row, interleaved, within_row
from .serve import Site, server

ROWS = 5_000_000
NAMED = {"x": ("x", "FLOAT"), "y": ("y", "FLOAT"), "category": ("region", "ENUM")}  # as the server's own dataset names and types them
MID, DEEP = 7, 10
TILES = 40
Name = tuple[int, int, int]


def run(rounds: int = 3) -> list[Row]:
    """Make the files once, then measure."""
    rows = int(os.environ.get("BENCH_TILES_ROWS", ROWS))
    label = f"tiles: {rows / 1e6:g}M"
    with _folder() as folder:
        hot, target = _files(folder, rows)
        file = TileFile.open(Source("points", "d", "bench_tiles", str(target), ()))
        return [*_server_time(label, file), *_over_http(label, target, file), *_beside_datashader(label, hot, file, rounds)]


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    kept = os.environ.get("BENCH_TILES_FOLDER")
    if kept:
        Path(kept).mkdir(parents=True, exist_ok=True)
        yield Path(kept)
        return
    with tempfile.TemporaryDirectory(prefix="pilotba-tiles-") as folder:
        yield Path(folder)


def _files(folder: Path, rows: int) -> tuple[Path, Path]:
    """The points and their tile file, made unless they are there."""
    hot, target = folder / f"{rows}.duckdb", folder / f"{rows}.tiles.duckdb"
    if not hot.exists():
        _points(hot, rows)
    if not target.exists():
        began = time.perf_counter()
        build_tiles(hot, target, NAMED)
        print(f"tiles: {rows:,} rows sorted and counted in {time.perf_counter() - began:.1f} s", file=sys.stderr, flush=True)
    return hot, target


def _points(path: Path, rows: int) -> None:
    """Forty clusters in the plane of longitudes and latitudes, ten categories of which each cluster has its own mixture."""
    with duckdb.connect(str(path)) as con:
        con.execute("SELECT setseed(0.5); CREATE TYPE kind AS ENUM ('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j')")
        angle, radius = "6.283185307 * random()", "sqrt(-2 * ln(1 - random()))"
        place = "hash({0})::DOUBLE / 18446744073709551616.0"
        con.execute(
            f"CREATE TABLE data AS SELECT (360 * {place.format('i % 40')} - 180 + 4 * {radius} * cos({angle}))::FLOAT AS x, "
            f"(180 * {place.format('i % 40 + 1000')} - 90 + 2 * {radius} * sin({angle}))::FLOAT AS y, "
            f"chr(97 + (pow(random(), 2) * 9.999 + (i % 40) / 13)::INT % 10)::kind AS region FROM range({rows}) r(i)"
        )


def _seen(file: TileFile, depth: int, count: int = TILES) -> list[Name]:
    """Different tiles of a level, each as likely as it has rows: what people look at."""
    chance, found = random.Random(7), dict[Name, None]()  # the same tiles each time
    for _ in range(4 * count):
        x = y = 0
        for z in range(depth):
            quarters = unpack(file.tile(z, x, y)).reshape(2, SIZE // 2, 2, SIZE // 2).sum(axis=(1, 3)).ravel()
            place = chance.choices(range(4), weights=quarters.tolist())[0]
            x, y = 2 * x + place % 2, 2 * y + place // 2
        found[depth, x, y] = None
        if len(found) == count:
            break
    return list(found)


def _times(work: Callable[[Name], object], tiles: Iterable[Name]) -> tuple[float, float]:
    """Median and 95th percentile, ms."""
    taken = []
    for tile in tiles:
        began = time.perf_counter()
        work(tile)
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken), sorted(taken)[int(0.95 * len(taken))]


def _server_time(label: str, file: TileFile) -> list[Row]:
    """From the name of a tile to its packed bytes."""
    rows = []
    for name, tiles, target in (
        ("whole extent", [(0, 0, 0)] * TILES, 10.0),
        (f"level {MID}", _seen(file, MID), 20.0),
        (f"level {DEEP}", _seen(file, DEEP), 20.0),
    ):
        middle, high = _times(lambda tile: file.tile(*tile), tiles)
        rows += [within_row(f"{label}, {name}, engine p50", middle, target), within_row(f"{label}, {name}, engine p95", high, 2 * target)]
    return rows


def _over_http(label: str, target: Path, file: TileFile) -> list[Row]:
    """Whole requests on loopback: who asks, what they may see, the tile. Counted tiles are new ones each time, so none is kept yet."""
    with server() as site:
        there = site.hot.with_name(f"{site.hot.stem}.{file_digest(NAMED.values())}.tiles.duckdb")
        os.link(pack_path(target), pack_path(there))
        os.link(target, there)
        deep = _seen(file, DEEP)
        _times(lambda tile: _ask(site, tile), itertools.repeat((0, 0, 0), 5))
        rows = []
        for name, tiles, limit in (
            ("whole extent", [(0, 0, 0)] * TILES, 15.0),
            (f"level {DEEP}, counted", deep, 30.0),
            (f"level {DEEP}, kept", deep, 15.0),
        ):
            middle, high = _times(lambda tile: _ask(site, tile), tiles)
            rows += [within_row(f"{label}, {name}, HTTP p50", middle, limit), within_row(f"{label}, {name}, HTTP p95", high, 3 * limit)]
    return rows


def _ask(site: Site, tile: Name) -> int:
    question = {"dataset_id": site.dataset, "spec": {"rows": ["x", "y", "region"]}, "kind": "points"}
    address = f"/api/v1/charts/render/tiles/{'/'.join(map(str, tile))}?ask={quote(orjson.dumps(question))}"
    return len(site.open(address, headers={"Accept-Encoding": "zstd"}).read())


def _beside_datashader(label: str, hot: Path, file: TileFile, rounds: int) -> list[Row]:
    """Counts by category, packed for sending, against one pass of Datashader over rows in memory, which counts all of them together."""
    with duckdb.connect(str(hot), read_only=True) as con:
        frame: Any = con.sql("SELECT x, y FROM data").df()
    found = []
    deep = _seen(file, DEEP, 1)[0]
    for name, tile, times_faster in (("whole extent", (0, 0, 0), 20.0), (f"level {DEEP}", deep, 20.0)):
        part = file.world.tile(*tile)
        taken = interleaved(rounds, {"ours": lambda t=tile: file.tile(*t), "datashader": lambda p=part: _datashader(frame, p)}, warm_up=1)  # type: ignore[misc]
        found.append(faster_row(f"{label}, {name} beside Datashader", taken["ours"], taken["datashader"], times_faster))
    return found


def _datashader(frame: Any, part: World) -> Any:
    import datashader  # type: ignore[import-untyped]  # has no types

    canvas = datashader.Canvas(SIZE, SIZE, x_range=(part.x0, part.x1), y_range=(part.y0, part.y1))
    return canvas.points(frame, "x", "y", datashader.count())
