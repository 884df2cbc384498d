"""Reading tiles: stored ones as they are, others counted from the rows of the tile file or of any compiled listing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ..compile import Compiled
from ..duck import shared
from ..duck.shared import quoted
from ..duck.stream import CancelToken, ResultStream
from ..types import ColumnType, Limits, Source
from .build import pack_path
from .categories import Categories, common_sql
from .counts import Packed, pack
from .grid import BINS, KEYED, ROWMAJOR, SIZE, World, bins_of, keys_of, morton
from .values import number_sql

_FEW, _AT_ONCE = 30_000, 2_000_000  # rows
Parts = tuple[str, list[Any]]
_INSIDE = f"bx BETWEEN 0 AND {SIZE - 1} AND b_y BETWEEN 0 AND {SIZE - 1}"


@dataclass(frozen=True)
class TileFile:
    """A file that `build_tiles` made: its source for the engine, its world, and which tiles it holds ready."""

    source: Source
    world: World
    rows: int
    categories: Categories | None
    stored: Mapping[tuple[int, int], tuple[Any, ...]] = field(repr=False)

    @classmethod
    def open(cls, source: Source) -> TileFile:
        """Read the file's facts; once for a file."""
        data = quoted(source.catalog)
        facts = json.loads(_table(f"SELECT facts FROM {data}.facts", [], [source]).column(0)[0].as_py())  # noqa: S608
        ready = _table(f"SELECT z, t, zipped, rows, length, first, bytes FROM {data}.stored", [], [source])  # noqa: S608
        stored = {(z, t): tuple(how) for z, t, *how in zip(*(column.to_pylist() for column in ready.columns), strict=True)}
        categories = Categories.of_plain(facts["categories"]) if facts["categories"] else None
        return cls(source, World(*facts["world"]), facts["rows"], categories, stored)

    def holds(self, z: int, x: int, y: int) -> bool:
        """Whether the tile lies ready."""
        return z <= KEYED and (z, morton(x, y)) in self.stored

    def tile(self, z: int, x: int, y: int, token: CancelToken | None = None) -> Packed:
        """The counts of a tile. Raises the engine's errors."""
        how = self.stored.get((z, morton(x, y))) if z <= KEYED else None
        return self._ready(*how) if how is not None else self._counted(z, x, y, token)

    def _ready(self, zipped: bool, rows: int, length: int, first: int, size: int) -> Packed:
        with pack_path(Path(self.source.path)).open("rb") as pack:
            pack.seek(first)
            return Packed(pack.read(size), zipped, rows, length)

    def _counted(self, z: int, x: int, y: int, token: CancelToken | None) -> Packed:
        """Down to level 8 a bin is a run of keys; deeper it follows from the values, of which only the tile's keys are read."""
        planes, wanted = self.planes, "m" if z <= KEYED else "x, y"
        sql = f"SELECT {wanted}{', s' if planes > 1 else ''} FROM {quoted(self.source.catalog)}.data WHERE m BETWEEN ? AND ?"  # noqa: S608
        with shared.open_stream(sql, list(keys_of(z, x, y)), [self.source], Limits(), token=token) as stream:
            parts = (self._places([column.to_numpy() for column in batch.columns], z, x, y) for batch in stream)
            return pack(*_tally(parts, planes * BINS), planes)

    def _places(self, values: list[Any], z: int, x: int, y: int) -> npt.NDArray[np.intp]:
        """The bin of each row, `plane * BINS + bin`; rows beside the tile are left out."""
        above = values[-1].astype(np.intp) * BINS if self.planes > 1 else 0
        if z <= KEYED:
            places: npt.NDArray[np.intp] = ROWMAJOR[(values[0] >> 2 * (KEYED - z)) & (BINS - 1)] + above
            return places
        bins, inside = bins_of(values[0], values[1], self.world, z, x, y)
        return (bins + above)[inside]

    @property
    def planes(self) -> int:
        """Counts of a bin: one for each slot of categories."""
        return self.categories.planes if self.categories else 1

    def count(self, view: World, limits: Limits, token: CancelToken | None = None) -> int:
        """How many rows lie inside `view`, all edges included."""
        return _number(f"SELECT count(*) FROM {self._inside}", _bounds(view), [self.source], limits, token)  # noqa: S608

    def open_rows(self, view: World, limits: Limits, token: CancelToken | None = None) -> ResultStream:
        """The rows inside `view`: x, y and perhaps category."""
        shown = "x, y, category" if self.categories else "x, y"
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

    def common(self, limits: Limits, token: CancelToken | None = None) -> Categories | None:
        """The categories that are told apart; None when the listing has none."""
        if self._category is None:
            return None
        sql, params = self._values()
        near = f"({sql} WHERE isfinite(xv) AND isfinite(yv))"
        with shared.open_stream(common_sql(near, self._category), params, self.sources, limits, token=token) as stream:
            return Categories.of_table(stream.table())

    def tile(
        self, world: World, z: int, x: int, y: int, limits: Limits, token: CancelToken | None = None, categories: Categories | None = None
    ) -> Packed:
        """The counts of a tile of `world`, by category where some are given, from all rows of the listing. Raises the engine's errors."""
        around = world.tile(z, x, y)
        w, h = (around.x1 - around.x0) / SIZE, (around.y1 - around.y0) / SIZE  # a bin more: no rounding decides what belongs to the tile
        told = categories or Categories()
        slot, bound = told.slot_sql(self._category or "")
        near, params = self._near(World(around.x0 - w, around.y0 - h, around.x1 + w, around.y1 + h), f"xv, yv, {slot}::UINTEGER AS s")
        sql, params = bins_sql((near, [*bound, *params]), world, z, x, y)
        with shared.open_stream(sql, params, self.sources, limits, token=token) as stream:
            found = stream.table()
        return pack(found.column(0).to_numpy(), found.column(1).to_numpy(), told.planes)

    def count(self, view: World, limits: Limits, token: CancelToken | None = None) -> int:
        """As `TileFile.count`."""
        sql, params = self._near(view, "count(*)")
        return _number(sql, params, self.sources, limits, token)

    def open_rows(self, view: World, limits: Limits, token: CancelToken | None = None) -> ResultStream:
        """As `TileFile.open_rows`."""
        category = f", {self._category} AS category" if self._category else ""
        sql, params = self._near(view, f"xv AS x, yv AS y{category}")
        return shared.open_stream(sql, params, self.sources, limits, token=token)

    @property
    def _category(self) -> str | None:
        return quoted(self.compiled.columns[2].name) if len(self.compiled.columns) > 2 else None

    def _values(self) -> Parts:
        xv, yv = (number_sql(quoted(c.name), kind) for c, kind in zip(self.compiled.columns, self.types, strict=False))
        return f"SELECT *, {xv} AS xv, {yv} AS yv FROM (\n{self.compiled.sql}\n)", list(self.compiled.params)  # noqa: S608

    def _near(self, view: World, shown: str) -> Parts:
        sql, params = self._values()
        return f"SELECT {shown} FROM ({sql}) WHERE xv BETWEEN ? AND ? AND yv BETWEEN ? AND ?", [*params, *_bounds(view)]  # noqa: S608


def bins_sql(values: Parts, world: World, z: int, x: int, y: int) -> Parts:
    """SQL that counts (xv, yv) of slot `s` in the bins of a tile: `bin` as `pack` wants it, and `n`; `bins_of` computes the same."""
    kx, ky = world.scale(z)
    place = "(floor(({0}::DOUBLE - ?::DOUBLE) * ?::DOUBLE) - ?::DOUBLE) AS {1}"
    placed = f"SELECT {place.format('xv', 'bx')}, {place.format('yv', 'b_y')}, s FROM ({values[0]})"  # noqa: S608
    sql = f"SELECT (b_y * {SIZE} + bx)::UINTEGER + s * {BINS} AS bin, count(*)::UINTEGER AS n FROM ({placed}) WHERE {_INSIDE} GROUP BY bin"  # noqa: S608
    return sql, [world.x0, kx, float(x * SIZE), world.y0, ky, float(y * SIZE), *values[1]]


def _bounds(view: World) -> list[Any]:
    return [view.x0, view.x1, view.y0, view.y1]


def _number(sql: str, params: list[Any], sources: Iterable[Source], limits: Limits, token: CancelToken | None) -> int:
    with shared.open_stream(sql, params, sources, limits, token=token) as stream:
        return int(stream.table().column(0)[0].as_py())


def _tally(parts: Iterable[npt.NDArray[np.intp]], size: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Which of `size` places occur, and how often: by sorting few, by counting many, a part of the rows at a time."""
    kept: list[npt.NDArray[np.intp]] = [np.empty(0, np.intp)]
    dense: npt.NDArray[np.intp] | None = None
    rows = 0
    for part in parts:
        kept.append(part)
        rows += len(part)
        if rows > _AT_ONCE:
            dense = np.bincount(np.concatenate(kept), minlength=size) + (0 if dense is None else dense)
            kept, rows = [kept[0]], 0
    places = np.concatenate(kept)
    if dense is None and rows < _FEW:
        return np.unique(places, return_counts=True)
    dense = np.bincount(places, minlength=size) + (0 if dense is None else dense)
    filled = np.flatnonzero(dense)
    return filled, dense[filled]


def _table(sql: str, params: list[Any], sources: Iterable[Source], token: CancelToken | None = None) -> pa.Table:
    with shared.open_stream(sql, params, sources, Limits(), token=token) as stream:
        return stream.table()
