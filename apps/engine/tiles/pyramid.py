"""Tiles counted ahead: all that hold more rows than are quickly counted, from level 0 down to the level whose bins are whole keys.

One pass over the sorted keys fills every level: equal neighbours are counted once, and each coarser level comes from the finer one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .counts import Packed, pack
from .grid import BINS, KEYED, ROWMAJOR

QUICK = 200_000
"""Rows that are counted on demand in a few milliseconds."""
Keys = npt.NDArray[np.uint32]
Numbers = npt.NDArray[np.int64]


class Pyramid:
    """Fed with sorted keys; `bodies` holds (level, place along the curve) -> tile."""

    def __init__(self, dense: pa.Table, quick: int = QUICK) -> None:
        self._wanted = _wanted(dense.column("t").to_numpy(), dense.column("n").to_numpy(), quick)
        self._open: dict[int, tuple[int, Numbers]] = {}
        self.bodies: dict[tuple[int, int], Packed] = {}

    def add(self, keys: Keys) -> None:
        """More keys, none smaller than those before."""
        cells, counts = _runs(keys, np.ones(len(keys), np.int64)) if len(keys) else (keys, np.empty(0, np.int64))
        for z in range(KEYED, -1, -1):
            self._count(z, cells, counts)
            cells, counts = _runs(cells >> np.uint32(2), counts) if len(cells) else (cells, counts)

    def _count(self, z: int, cells: Keys, counts: Numbers) -> None:
        tiles = cells >> np.uint32(16)
        edges = np.flatnonzero(np.diff(tiles)) + 1
        for start, end in zip([0, *edges.tolist()], [*edges.tolist(), len(cells)], strict=True):
            if end > start and (tile := int(tiles[start])) in self._wanted[z]:
                self._opened(z, tile)[cells[start:end] & np.uint32(BINS - 1)] += counts[start:end]

    def _opened(self, z: int, tile: int) -> Numbers:
        """The bins of a tile, along the curve; the tile before it is complete."""
        now = self._open.get(z)
        if now is None or now[0] != tile:
            self._finish(z)
            now = self._open[z] = (tile, np.zeros(BINS, np.int64))
        return now[1]

    def _finish(self, z: int) -> None:
        if z in self._open:
            tile, dense = self._open.pop(z)
            filled = np.flatnonzero(dense)
            self.bodies[z, tile] = pack(ROWMAJOR[filled], dense[filled])

    def table(self) -> pa.Table:
        """All tiles as a table: level, place along the curve, rows, whether packed, bytes."""
        for z in list(self._open):
            self._finish(z)
        found: list[tuple[Any, ...]] = [(z, t, p.rows, p.gzipped, p.body) for (z, t), p in self.bodies.items()]
        kinds = (("z", pa.uint8()), ("t", pa.uint32()), ("rows", pa.int64()), ("gzipped", pa.bool_()), ("body", pa.binary()))
        return pa.table({name: pa.array([row[i] for row in found], kind) for i, (name, kind) in enumerate(kinds)})


def _runs(keys: Keys, counts: Numbers) -> tuple[Keys, Numbers]:
    """Sorted keys without repetition, with the sums of their counts."""
    starts = np.concatenate(([0], np.flatnonzero(keys[1:] != keys[:-1]) + 1))
    return keys[starts], np.add.reduceat(counts, starts)


def _wanted(tiles: Keys, rows: Numbers, quick: int) -> list[frozenset[int]]:
    """Of each level the tiles with more than `quick` rows."""
    levels: list[frozenset[int]] = []
    for _ in range(KEYED + 1):
        levels.append(frozenset(tiles[rows > quick].tolist()))
        if len(tiles):
            tiles, rows = _runs(tiles >> np.uint32(2), rows)
    return levels[::-1]
