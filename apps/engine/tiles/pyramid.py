"""Tiles counted ahead: all that hold more rows than are quickly counted, from level 0 down to the level whose bins are whole keys.

One pass over the sorted keys fills every level: equal neighbours are counted once, and each coarser level comes from the finer one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .counts import Packed, pack
from .grid import BINS, KEYED, ROWMAJOR

QUICK = 200_000
"""Rows that are counted on demand in a few milliseconds."""
_INT = pa.int64()
_TABLE = {"z": pa.uint8(), "t": pa.uint32(), "zipped": pa.bool_(), "rows": _INT, "length": _INT, "first": _INT, "bytes": _INT}
Keys = npt.NDArray[np.uint32]
Numbers = npt.NDArray[np.int64]


class Pyramid:
    """Fed with sorted keys; `bodies` holds (level, place along the curve) -> tile. `planes` is how many slots of categories rows have."""

    def __init__(self, dense: pa.Table, quick: int = QUICK, planes: int = 1) -> None:
        self._wanted, self._planes = _wanted(dense.column("t").to_numpy(), dense.column("n").to_numpy(), quick), planes
        self._open: dict[tuple[int, int], Numbers] = {}
        self.bodies: dict[tuple[int, int], Packed] = {}

    def add(self, keys: Keys, slots: npt.NDArray[np.integer] | None = None) -> None:
        """More keys, none smaller than those before, and the slot of each where there are several."""
        if not len(keys):
            return
        for plane in range(self._planes):
            mine = keys if slots is None else keys[slots == plane]
            if len(mine):
                self._add(plane, mine)
        last = int(keys[-1])
        for z, tile in [(z, tile) for z, tile in self._open if tile < last >> 2 * (KEYED - z) + 16]:
            self._finish(z, tile)

    def _add(self, plane: int, keys: Keys) -> None:
        cells, counts = _runs(keys, np.ones(len(keys), np.int64))
        for z in range(KEYED, -1, -1):
            self._count(z, plane, cells, counts)
            cells, counts = _runs(cells >> np.uint32(2), counts)

    def _count(self, z: int, plane: int, cells: Keys, counts: Numbers) -> None:
        tiles = cells >> np.uint32(16)
        edges = np.flatnonzero(np.diff(tiles)) + 1
        for start, end in zip([0, *edges.tolist()], [*edges.tolist(), len(cells)], strict=True):
            if (tile := int(tiles[start])) in self._wanted[z]:
                self._bins(z, tile)[plane, cells[start:end] & np.uint32(BINS - 1)] += counts[start:end]

    def _bins(self, z: int, tile: int) -> Numbers:
        """The bins of a tile that is not complete yet, along the curve, for each plane."""
        if (z, tile) not in self._open:
            self._open[z, tile] = np.zeros((self._planes, BINS), np.int64)
        return self._open[z, tile]

    def _finish(self, z: int, tile: int) -> None:
        planes = self._open.pop((z, tile))
        plane, cell = np.nonzero(planes)
        self.bodies[z, tile] = pack(plane * BINS + ROWMAJOR[cell], planes[plane, cell], self._planes)

    def write(self, path: Path) -> pa.Table:
        """Write all tiles behind each other; returns which: level, place along the curve, what `Packed` says, first byte, bytes."""
        for z, tile in list(self._open):
            self._finish(z, tile)
        found: list[tuple[Any, ...]] = []
        with path.open("wb") as out:
            for (z, t), packed in sorted(self.bodies.items()):
                found.append((z, t, packed.zipped, packed.rows, packed.length, out.tell(), len(packed.body)))
                out.write(packed.body)
        return pa.table({name: pa.array([row[i] for row in found], kind) for i, (name, kind) in enumerate(_TABLE.items())})


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
