"""Reading tiles: stored ones as they are, others counted from the rows of the tile file or of any compiled listing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from ..compile import Compiled
from ..duck import shared
from ..duck.shared import quoted
from ..duck.stream import CancelToken, ResultStream
from ..types import ColumnType, Limits, Source
from .counts import Packed, pack
from .grid import BINS, BITS, FINE, KEYED, ROWMAJOR, SIZE, World, keys_of, morton
from .values import number_sql

Parts = tuple[str, list[Any]]
_INSIDE = f"bx BETWEEN 0 AND {SIZE - 1} AND b_y BETWEEN 0 AND {SIZE - 1}"


@dataclass(frozen=True)
class TileFile:
    """A file that `build_tiles` made: its source for the engine, its world, and which tiles it holds ready."""

    source: Source
    world: World
    rows: int
    category: bool
    stored: Mapping[tuple[int, int], int] = field(repr=False)

    @classmethod
    def open(cls, source: Source) -> TileFile:
        """Read the file's facts; once for a file."""
        data = quoted(source.catalog)
        facts = json.loads(_table(f"SELECT facts FROM {data}.facts", [], [source]).column(0)[0].as_py())  # noqa: S608
        ready = _table(f"SELECT z, t, rowid FROM {data}.stored", [], [source])  # noqa: S608
        stored = {(z, t): row for z, t, row in zip(*(column.to_pylist() for column in ready.columns), strict=True)}
        return cls(source, World(*facts["world"]), facts["rows"], facts["category"], stored)

    def holds(self, z: int, x: int, y: int) -> bool:
        """Whether the tile lies ready."""
        return z <= KEYED and (z, morton(x, y)) in self.stored

    def tile(self, z: int, x: int, y: int, token: CancelToken | None = None) -> Packed:
        """The counts of a tile. Raises the engine's errors."""
        row = self.stored.get((z, morton(x, y))) if z <= KEYED else None
        return self._ready(row) if row is not None else self._counted(z, x, y, token)

    def _ready(self, row: int) -> Packed:
        data = f"{quoted(self.source.catalog)}.stored"
        found = _table(f"SELECT body, gzipped, rows FROM {data} WHERE rowid = ?", [row], [self.source])  # noqa: S608
        return Packed(found.column(0)[0].as_py(), found.column(1)[0].as_py(), found.column(2)[0].as_py())

    def _counted(self, z: int, x: int, y: int, token: CancelToken | None) -> Packed:
        """Down to level 8 a bin is a run of keys; deeper it follows from the values, of which only the tile's keys are read."""
        data, (first, last) = f"{quoted(self.source.catalog)}.data", keys_of(z, x, y)
        where = "WHERE m BETWEEN ? AND ?"
        if z > KEYED:
            sql, params = bins_sql((f"SELECT x AS xv, y AS yv FROM {data} {where}", [first, last]), self.world, z, x, y)  # noqa: S608
            return _packed(_table(sql, params, [self.source], token))
        shift = 2 * (FINE - BITS - z)
        sql = f"SELECT ((m >> {shift}) & {BINS - 1})::USMALLINT AS bin, count(*)::UINTEGER AS n FROM {data} {where} GROUP BY bin"  # noqa: S608
        found = _table(sql, [first, last], [self.source], token)
        return pack(ROWMAJOR[found.column(0).to_numpy()], found.column(1).to_numpy())

    def count(self, view: World, limits: Limits, token: CancelToken | None = None) -> int:
        """How many rows lie inside `view`, all edges included."""
        return _number(f"SELECT count(*) FROM {self._inside}", _bounds(view), [self.source], limits, token)  # noqa: S608

    def open_rows(self, view: World, limits: Limits, token: CancelToken | None = None) -> ResultStream:
        """The rows inside `view`: x, y and perhaps category."""
        shown = "x, y, category" if self.category else "x, y"
        return shared.open_stream(f"SELECT {shown} FROM {self._inside}", _bounds(view), [self.source], limits, token=token)  # noqa: S608

    @property
    def _inside(self) -> str:
        return f"{quoted(self.source.catalog)}.data WHERE x BETWEEN ? AND ? AND y BETWEEN ? AND ?"


@dataclass(frozen=True)
class Listing:
    """A compiled listing of x, y and perhaps a category, with the types of x and y; it holds the caller's row rules already."""

    compiled: Compiled
    types: tuple[ColumnType, ColumnType]
    sources: Sequence[Source]

    def world(self, limits: Limits, token: CancelToken | None = None) -> World | None:
        """Where the rows lie; None when none has a place."""
        sql, params = self._values()
        sql = f"SELECT min(xv), min(yv), max(xv), max(yv) FROM ({sql}) WHERE isfinite(xv) AND isfinite(yv)"  # noqa: S608
        with shared.open_stream(sql, params, self.sources, limits, token=token) as stream:
            ends = [column[0].as_py() for column in stream.table().columns]
        return None if None in ends else World.around(*ends)

    def tile(self, world: World, z: int, x: int, y: int, limits: Limits, token: CancelToken | None = None) -> Packed:
        """The counts of a tile of `world`, counted from all rows of the listing. Raises the engine's errors."""
        around = world.tile(z, x, y)
        w, h = (around.x1 - around.x0) / SIZE, (around.y1 - around.y0) / SIZE  # a bin more: no rounding decides what belongs to the tile
        near = self._near(World(around.x0 - w, around.y0 - h, around.x1 + w, around.y1 + h), "xv, yv")
        sql, params = bins_sql(near, world, z, x, y)
        with shared.open_stream(sql, params, self.sources, limits, token=token) as stream:
            return _packed(stream.table())

    def count(self, view: World, limits: Limits, token: CancelToken | None = None) -> int:
        """As `TileFile.count`."""
        sql, params = self._near(view, "count(*)")
        return _number(sql, params, self.sources, limits, token)

    def open_rows(self, view: World, limits: Limits, token: CancelToken | None = None) -> ResultStream:
        """As `TileFile.open_rows`."""
        category = f", {quoted(self.compiled.columns[2].name)} AS category" if len(self.compiled.columns) > 2 else ""
        sql, params = self._near(view, f"xv AS x, yv AS y{category}")
        return shared.open_stream(sql, params, self.sources, limits, token=token)

    def _values(self) -> Parts:
        xv, yv = (number_sql(quoted(c.name), kind) for c, kind in zip(self.compiled.columns, self.types, strict=False))
        return f"SELECT *, {xv} AS xv, {yv} AS yv FROM (\n{self.compiled.sql}\n)", list(self.compiled.params)  # noqa: S608

    def _near(self, view: World, shown: str) -> Parts:
        sql, params = self._values()
        return f"SELECT {shown} FROM ({sql}) WHERE xv BETWEEN ? AND ? AND yv BETWEEN ? AND ?", [*params, *_bounds(view)]  # noqa: S608


def bins_sql(values: Parts, world: World, z: int, x: int, y: int) -> Parts:
    """SQL that counts (xv, yv) in the bins of a tile: the columns `bin`, row by row from the lowest y, and `n`."""
    kx, ky = world.scale(z)
    place = "(floor(({0}::DOUBLE - ?::DOUBLE) * ?::DOUBLE) - ?::DOUBLE) AS {1}"
    placed = f"SELECT {place.format('xv', 'bx')}, {place.format('yv', 'b_y')} FROM ({values[0]})"  # noqa: S608
    sql = f"SELECT (b_y * {SIZE} + bx)::USMALLINT AS bin, count(*)::UINTEGER AS n FROM ({placed}) WHERE {_INSIDE} GROUP BY bin"  # noqa: S608
    return sql, [world.x0, kx, float(x * SIZE), world.y0, ky, float(y * SIZE), *values[1]]


def _bounds(view: World) -> list[Any]:
    return [view.x0, view.x1, view.y0, view.y1]


def _number(sql: str, params: list[Any], sources: Iterable[Source], limits: Limits, token: CancelToken | None) -> int:
    with shared.open_stream(sql, params, sources, limits, token=token) as stream:
        return int(stream.table().column(0)[0].as_py())


def _packed(found: pa.Table) -> Packed:
    return pack(found.column(0).to_numpy(), found.column(1).to_numpy())


def _table(sql: str, params: list[Any], sources: Iterable[Source], token: CancelToken | None = None) -> pa.Table:
    with shared.open_stream(sql, params, sources, Limits(), token=token) as stream:
        return stream.table()
