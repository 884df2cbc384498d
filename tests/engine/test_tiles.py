"""Tiles of counts: every bin equal to Datashader's, stored or counted, at every level, of every kind of coordinate."""

from __future__ import annotations

import datetime as dt
import gzip
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from apps.engine.compile import compile_spec
from apps.engine.duck import shared
from apps.engine.errors import EngineError, QueryCancelled
from apps.engine.spec import QuerySpec
from apps.engine.tiles import build
from apps.engine.tiles.categories import Categories
from apps.engine.tiles.counts import Packed, pack, pack_nothing, unpack, unpack_planes
from apps.engine.tiles.grid import DEEPEST, SIZE, World, is_tile, keys_of, morton
from apps.engine.tiles.pyramid import Pyramid
from apps.engine.tiles.read import Listing, TileFile
from apps.engine.types import Column, ColumnType, Limits, Source

ROWS = 400_000


@pytest.fixture(scope="module")
def hot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Points in a dense cluster and thinly elsewhere, with some that have no place."""
    path = tmp_path_factory.mktemp("tiles") / "hot.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("SELECT setseed(0.25)")
        con.execute("CREATE TYPE kind AS ENUM ('a', 'b', 'c')")
        con.execute(
            "CREATE TABLE data AS SELECT CASE WHEN i % 97 = 0 THEN NULL WHEN i % 3 THEN random() * 0.5 + 3 "
            "ELSE random() * 100 - 20 END AS x, CASE WHEN i % 3 THEN random() * 2 - 7 ELSE random() * 1000 END::FLOAT AS y, "
            "(['a', 'b', 'c'])[i % 3 + 1]::kind AS k, "
            "TIMESTAMP '2024-01-01' + to_milliseconds((random() * 1e10)::BIGINT) AS moment, (i % 1000)::INT AS whole FROM range(?) r(i)",
            [ROWS],
        )
    return path


@pytest.fixture(scope="module")
def file(hot: Path) -> TileFile:
    target = hot.with_name("tiles.duckdb")
    facts = build.build_tiles(hot, target, {"x": ("x", "DOUBLE"), "y": ("y", "FLOAT"), "category": ("k", "ENUM")})
    assert facts["rows"] == ROWS - len(range(0, ROWS, 97))
    return TileFile.open(Source("points", "d", "tiles_test", str(target), ()))


def points(hot: Path, x: str = "x", y: str = "y") -> Any:
    with duckdb.connect(str(hot), read_only=True) as con:
        return con.execute(f"SELECT ({x})::DOUBLE AS x, ({y})::DOUBLE AS y FROM data WHERE {x} IS NOT NULL").df()


def reference(frame: Any, world: World, z: int, x: int, y: int) -> Any:
    """Datashader's counts of the same rectangle."""
    import datashader

    part = world.tile(z, x, y)
    inside = frame[(frame.x >= part.x0) & (frame.x < part.x1) & (frame.y >= part.y0) & (frame.y < part.y1)]
    canvas = datashader.Canvas(SIZE, SIZE, x_range=(part.x0, part.x1), y_range=(part.y0, part.y1))
    return canvas.points(inside, "x", "y", datashader.count()).to_numpy().astype(np.uint32)


def densest(counts: Any, x: int, y: int) -> tuple[int, int]:
    """The child tile with most rows."""
    row, column = np.unravel_index(counts.reshape(2, SIZE // 2, 2, SIZE // 2).sum(axis=(1, 3)).argmax(), (2, 2))
    return 2 * x + int(column), 2 * y + int(row)


def source(hot: Path, **rules: Any) -> Source:
    kinds = (
        ("x", "float", "DOUBLE"),
        ("y", "float", "FLOAT"),
        ("k", "text", "ENUM"),
        ("moment", "timestamp", "TIMESTAMP"),
        ("whole", "integer", "INTEGER"),
    )
    columns = tuple(Column(f"c_{name}", name, ColumnType(kind), native) for name, kind, native in kinds)
    return Source("points", "d", "hot_test", str(hot), columns, **rules)


def listing(hot: Path, *fields: str, **rules: Any) -> Listing:
    spec, read = QuerySpec(dataset="d", rows=fields), source(hot, **rules)
    compiled = compile_spec(spec, {"d": read}, now=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    return Listing(compiled, (compiled.columns[0].type, compiled.columns[1].type), [read])


def test_it_works(file: TileFile, hot: Path) -> None:
    """Every level, along the densest way down: each bin has Datashader's count, whether it was stored or is counted now."""
    frame, x, y, kinds = points(hot), 0, 0, set()
    for z in range(14):
        counts = unpack(file.tile(z, x, y))
        assert (counts == reference(frame, file.world, z, x, y)).all(), (z, x, y)
        kinds.add(file.holds(z, x, y))
        x, y = densest(counts, x, y)
    assert kinds == {True, False}


def test_each_category_is_counted_by_itself(file: TileFile, hot: Path) -> None:
    """Down to level 8 from keys, deeper from values, and from a listing: every bin of every category as Datashader counts it."""
    import datashader

    assert file.categories is not None
    order = ["abc".index(name or "") for name in file.categories.names]  # commonest first; Datashader's are sorted
    assert (sorted(order), file.planes) == ([0, 1, 2], 3)
    with duckdb.connect(str(hot), read_only=True) as con:
        frame = con.execute("SELECT x::DOUBLE AS x, y::DOUBLE AS y, k::VARCHAR AS k FROM data WHERE x IS NOT NULL").df()
    frame["k"] = frame.k.astype("category")
    direct, x, y = listing(hot, "x", "y", "k"), 0, 0
    assert direct.common(Limits()) == file.categories
    for z in range(12):
        part, planes = file.world.tile(z, x, y), unpack_planes(file.tile(z, x, y))
        inside = frame[(frame.x >= part.x0) & (frame.x < part.x1) & (frame.y >= part.y0) & (frame.y < part.y1)]
        canvas = datashader.Canvas(SIZE, SIZE, x_range=(part.x0, part.x1), y_range=(part.y0, part.y1))
        told = canvas.points(inside, "x", "y", datashader.by("k", datashader.count())).to_numpy().astype(np.uint32)
        assert (planes == told.transpose(2, 0, 1)[order]).all(), (z, x, y)
        if z in (0, 7, 10):
            assert (unpack_planes(direct.tile(file.world, z, x, y, Limits(), categories=file.categories)) == planes).all()
        x, y = densest(planes.sum(axis=0), x, y)


def test_the_rarest_of_many_categories_are_counted_together(tmp_path: Path) -> None:
    """A missing value is a category too; what has no name of its own is in the last plane."""
    hot, target = tmp_path / "many.duckdb", tmp_path / "many.tiles.duckdb"
    with duckdb.connect(str(hot)) as con:
        con.execute(
            "CREATE TABLE data AS SELECT i::DOUBLE AS x, (i % 7)::DOUBLE AS y, "
            "CASE WHEN i % 2 THEN NULL ELSE 'it''s ' || (i % 20) END AS k FROM range(4000) r(i)"
        )
    build.build_tiles(hot, target, {"x": ("x", "DOUBLE"), "y": ("y", "DOUBLE"), "category": ("k", "VARCHAR")})
    file = TileFile.open(Source("points", "d", "many_test", str(target), ()))
    assert file.categories == Categories((None, "it's 0", "it's 10", "it's 12", "it's 14", "it's 16", "it's 18"), rest=4)
    assert unpack_planes(file.tile(0, 0, 0)).sum(axis=(1, 2)).tolist() == [2000, *[200] * 6, 800]
    assert unpack_planes(file.tile(DEEPEST, 0, 0)).shape == (8, SIZE, SIZE)


@pytest.mark.parametrize("rows", [10, 5_000, 40_000])
def test_planes_are_read_back_as_they_were_packed(rows: int) -> None:
    chance = np.random.default_rng(rows)
    bins, counts = np.unique(chance.integers(0, 5 << 16, rows), return_counts=True)
    packed = pack(bins, counts, 5)
    assert (packed.rows, packed.length) == (rows, len(packed.plain))
    dense = unpack_planes(packed).reshape(-1)
    assert (dense[bins] == counts).all()
    assert dense.sum() == rows
    assert gzip.decompress(packed.gzipped) == packed.plain


def test_what_a_person_may_see_is_counted_on_the_same_grid(file: TileFile, hot: Path) -> None:
    rule = {"field": "k", "op": "eq", "value": "b"}
    free, ruled = listing(hot, "x", "y"), listing(hot, "x", "y", "k", row_filter=rule)
    assert free.world(Limits()) == file.world
    for z, x, y in [(0, 0, 0), (1, 0, 0), (3, 1, 0), (12, 814, 29)]:
        assert (unpack(free.tile(file.world, z, x, y, Limits())) == unpack(file.tile(z, x, y))).all()
    with duckdb.connect(str(hot), read_only=True) as con:
        count = con.execute("SELECT count(x) FROM data WHERE k = 'b'").fetchall()[0][0]
    world = ruled.world(Limits())
    assert world is not None
    assert unpack(ruled.tile(world, 0, 0, 0, Limits())).sum() == count
    view = World(-20, -10, 90, 1000)
    assert {row["category"] for row in ruled.open_rows(view, Limits()).table().to_pylist()} == {"b"}


def test_children_hold_what_their_parent_holds(file: TileFile) -> None:
    parent = unpack(file.tile(3, 1, 0))
    for dx, dy in [(0, 0), (1, 0), (0, 1), (1, 1)]:
        child = unpack(file.tile(4, 2 + dx, dy))
        quarter = parent[dy * 128 : dy * 128 + 128, dx * 128 : dx * 128 + 128]
        assert (child.reshape(128, 2, 128, 2).sum(axis=(1, 3)) == quarter).all()


def test_rows_of_a_view_come_with_all_their_digits(file: TileFile, hot: Path) -> None:
    view, frame = World(3.1, -6.5, 3.1004, -6.4), points(hot)
    inside = frame[frame.x.between(view.x0, view.x1) & frame.y.between(view.y0, view.y1)]
    table = file.open_rows(view, Limits()).table()
    assert table.num_rows == len(inside) == file.count(view, Limits())
    assert sorted(table.column("x").to_pylist()) == sorted(inside.x)
    assert table.column_names == ["x", "y", "category"]


def test_times_and_whole_numbers_have_places_too(hot: Path, tmp_path: Path) -> None:
    target = tmp_path / "times.duckdb"
    build.build_tiles(hot, target, {"x": ("moment", "TIMESTAMP"), "y": ("whole", "INTEGER")})
    file = TileFile.open(Source("points", "d", "times_test", str(target), ()))
    assert file.world.x0 >= dt.datetime(2024, 1, 1, tzinfo=dt.UTC).timestamp() * 1000
    frame = points(hot, "epoch_us(moment) / 1000.0", "whole")
    assert (unpack(file.tile(0, 0, 0)) == reference(frame, file.world, 0, 0, 0)).all()
    direct = listing(hot, "moment", "whole")
    assert direct.world(Limits()) == file.world
    assert (unpack(direct.tile(file.world, 2, 1, 3, Limits())) == unpack(file.tile(2, 1, 3))).all()


def test_one_place_is_a_world_too(tmp_path: Path) -> None:
    hot = tmp_path / "one.duckdb"
    with duckdb.connect(str(hot)) as con:
        con.execute("CREATE TABLE data AS SELECT 5.0::DOUBLE AS x, 0.0::DOUBLE AS y FROM range(300)")
    build.build_tiles(hot, tmp_path / "tiles.duckdb", {"x": ("x", "DOUBLE"), "y": ("y", "DOUBLE")})
    file = TileFile.open(Source("points", "d", "one_test", str(tmp_path / "tiles.duckdb"), ()))
    assert unpack(file.tile(0, 0, 0)).max() == 300
    world, deep = file.world, 1 << DEEPEST
    x, y = int((5 - world.x0) / (world.x1 - world.x0) * deep), int((0 - world.y0) / (world.y1 - world.y0) * deep)
    assert unpack(file.tile(DEEPEST, x, y)).sum() == 300
    assert unpack(file.tile(DEEPEST, x + 1, y)).sum() == 0


def test_without_places_there_is_no_file_and_a_cancel_leaves_none(hot: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.duckdb"
    with duckdb.connect(str(empty)) as con:
        con.execute("CREATE TABLE data AS SELECT NULL::DOUBLE AS x, 1.0::DOUBLE AS y FROM range(5)")
    columns = {"x": ("x", "DOUBLE"), "y": ("y", "DOUBLE")}
    with pytest.raises(EngineError, match="No row has both coordinates"):
        build.build_tiles(empty, tmp_path / "out" / "tiles.duckdb", columns)
    with pytest.raises(QueryCancelled):
        build.build_tiles(hot, tmp_path / "out" / "tiles.duckdb", columns, cancelled=lambda: True)
    assert not list((tmp_path / "out").iterdir())


def test_counts_are_packed_as_narrow_as_they_are() -> None:
    some = np.array([0, 7, 65535])
    for largest, width in ((3, 1), (300, 2), (70_000, 4)):
        packed = pack(some, np.array([1, 2, largest]))
        assert (packed.plain[4:6], len(packed.plain)) == (bytes([1, width]), 24 + 8 + 3 * width)
        assert unpack(packed)[255, 255] == largest
    full = pack(np.arange(65536), np.arange(65536) % 251)
    assert (full.plain[4], len(full.plain), full.zipped) == (0, 24 + 65536, True)
    assert (unpack(full).ravel() == np.arange(65536) % 251).all()
    assert unpack(pack_nothing()).sum() == pack_nothing().rows == 0
    with pytest.raises(ValueError, match="no tile"):
        unpack(Packed(bytes(40), zipped=False, rows=0, length=40))


def test_the_pyramid_does_not_mind_how_keys_are_cut_into_batches(tmp_path: Path) -> None:
    import pyarrow as pa

    keys = np.sort(np.random.default_rng(4).integers(0, 1 << 26, 50_000)).astype(np.uint32)
    tiles, rows = np.unique(keys >> 16, return_counts=True)
    dense = pa.table({"t": tiles.astype(np.uint32), "n": rows})
    whole, parts = Pyramid(dense, quick=100), Pyramid(dense, quick=100)
    whole.add(keys)
    for part in np.array_split(keys, 13):
        parts.add(part)
    found = [[*pyramid.write(tmp_path / "one").to_pylist(), (tmp_path / "one").read_bytes()] for pyramid in (whole, parts)]
    assert found[0] == found[1]
    assert len(found[0]) > 4
    assert all(row["rows"] > 100 for row in found[0][:-1])


def test_the_keys_of_a_tile() -> None:
    assert morton(0b11, 0b10) == 0b1101
    assert keys_of(0, 0, 0) == (0, 2**32 - 1)
    assert keys_of(16, 3, 2) == (0b1101, 0b1101)
    assert keys_of(17, 6, 5) == keys_of(16, 3, 2)
    assert is_tile(2, 3, 3)
    assert not is_tile(2, 4, 0)
    assert not is_tile(25, 0, 0)


@pytest.fixture(scope="module", autouse=True)
def _let_go() -> Any:
    yield
    shared.shutdown()
