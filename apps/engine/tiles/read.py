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
from ..types import Limits, Source
from .counts import Packed, pack
from .grid import BINS, BITS, FINE, KEYED, PLACES, ROWMAJOR, SIZE, World, keys_of, morton
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

    def open_rows(self, view: World, limits: Limits, token: CancelToken | None = None) -> ResultStream:
        """The rows inside `view` (all edges included): x and y as FLOAT from its lower left corner, and the category as it is."""
        category = ", category" if self.category else ""
        sql = (
            f"SELECT (x::DOUBLE - ?)::FLOAT AS x, (y::DOUBLE - ?)::FLOAT AS y{category} FROM {quoted(self.source.catalog)}.data "  # noqa: S608
            "WHERE x BETWEEN ? AND ? AND y BETWEEN ? AND ?"
        )
        params = [view.x0, view.y0, view.x0, view.x1, view.y0, view.y1]
        return shared.open_stream(sql, params, [self.source], limits, token=token)


@dataclass(frozen=True)
class Listing:
    """A compiled listing of x, y and perhaps a category, with the native types of x and y; it holds the caller's row rules already."""

    compiled: Compiled
    natives: tuple[str, str]
    sources: Sequence[Source]

    def tile(self, world: World, z: int, x: int, y: int, limits: Limits, token: CancelToken | None = None) -> Packed:
        """The counts of a tile of `world`, counted from all rows of the listing. Raises the engine's errors."""
        sql, params = bins_sql(self._placed(world.tile(z, x, y)), world, z, x, y)
        with shared.open_stream(sql, params, self.sources, limits, token=token) as stream:
            return _packed(stream.table())

    def open_rows(self, view: World, limits: Limits, token: CancelToken | None = None) -> ResultStream:
        """As `TileFile.open_rows`."""
        category = f", {quoted(self.compiled.columns[2].name)} AS category" if len(self.compiled.columns) > 2 else ""
        inner, params = self._values()
        sql = (
            f"SELECT (xv::DOUBLE - ?)::FLOAT AS x, (yv::DOUBLE - ?)::FLOAT AS y{category} FROM ({inner}) "  # noqa: S608
            "WHERE xv BETWEEN ? AND ? AND yv BETWEEN ? AND ?"
        )
        bounds = [view.x0, view.x1, view.y0, view.y1]
        return shared.open_stream(sql, [view.x0, view.y0, *params, *bounds], self.sources, limits, token=token)

    def _values(self) -> Parts:
        values = [number_sql(quoted(c.name), native) for c, native in zip(self.compiled.columns, self.natives, strict=False)]
        return f"SELECT *, {values[0]} AS xv, {values[1]} AS yv FROM (\n{self.compiled.sql}\n)", list(self.compiled.params)  # noqa: S608

    def _placed(self, around: World) -> Parts:
        """Values of rows near a tile: a bin more on each side, so that no rounding decides what belongs to it."""
        inner, params = self._values()
        w, h = (around.x1 - around.x0) / SIZE, (around.y1 - around.y0) / SIZE
        bounds = [around.x0 - w, around.x1 + w, around.y0 - h, around.y1 + h]
        return f"SELECT xv, yv FROM ({inner}) WHERE xv BETWEEN ? AND ? AND yv BETWEEN ? AND ?", [*params, *bounds]  # noqa: S608


def bins_sql(values: Parts, world: World, z: int, x: int, y: int) -> Parts:
    """SQL that counts (xv, yv) in the bins of a tile: the columns `bin`, row by row from the lowest y, and `n`."""
    kx, ky = world.scale(z)
    place = "(floor(({0}::DOUBLE - ?::DOUBLE) * ?::DOUBLE) - ?::DOUBLE) AS {1}"
    placed = f"SELECT {place.format('xv', 'bx')}, {place.format('yv', 'b_y')} FROM ({values[0]})"  # noqa: S608
    sql = f"SELECT (b_y * {SIZE} + bx)::USMALLINT AS bin, count(*)::UINTEGER AS n FROM ({placed}) WHERE {_INSIDE} GROUP BY bin"  # noqa: S608
    return sql, [world.x0, kx, float(x * SIZE), world.y0, ky, float(y * SIZE), *values[1]]


def _packed(found: pa.Table) -> Packed:
    return pack(found.column(0).to_numpy(), found.column(1).to_numpy())


def _table(sql: str, params: list[Any], sources: Iterable[Source], token: CancelToken | None = None) -> pa.Table:
    with shared.open_stream(sql, params, sources, Limits(), token=token) as stream:
        return stream.table()


__all__ = ["BITS", "PLACES", "Listing", "TileFile"]
