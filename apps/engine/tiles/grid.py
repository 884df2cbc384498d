"""The grid that tiles lie on: where a value falls, which keys a tile covers. Tile (z, x, y) is 1 / 2^z of the world on each axis.

Rows of a tile count upward from the lowest y. A stored key interleaves 16 bits of each axis (Morton, 1966: "A computer oriented
geodetic data base"), so a tile down to level 16 is one unbroken range of keys, and bins of one level nest exactly in those above.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

SIZE, BITS = 256, 8
BINS = SIZE * SIZE
FINE = 16
KEYED = FINE - BITS  # the deepest level whose bins are whole keys
DEEPEST = 24
_ROOM = 2.0**-20
_MASKS = ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555))


@dataclass(frozen=True, slots=True)
class World:
    """What the one tile of level 0 covers, in data units; the upper edges belong to no tile."""

    x0: float
    y0: float
    x1: float
    y1: float

    @classmethod
    def around(cls, x0: float, y0: float, x1: float, y1: float) -> World:
        """The smallest world that holds values from (x0, y0) to (x1, y1), both included; a side without length gets one."""
        (x0, x1), (y0, y1) = _side(x0, x1), _side(y0, y1)
        return cls(x0, y0, x1, y1)

    def scale(self, z: int) -> tuple[float, float]:
        """Bins in a data unit of x and y at level `z`; powers of two apart from level to level, so that bins nest."""
        part = 2.0 ** (z + BITS - FINE)
        return (1 << FINE) / (self.x1 - self.x0) * part, (1 << FINE) / (self.y1 - self.y0) * part

    def tile(self, z: int, x: int, y: int) -> World:
        """What a tile covers."""
        w, h = (self.x1 - self.x0) / (1 << z), (self.y1 - self.y0) / (1 << z)
        return World(self.x0 + x * w, self.y0 + y * h, self.x0 + (x + 1) * w, self.y0 + (y + 1) * h)

    def plain(self) -> list[float]:
        """[x0, y0, x1, y1]."""
        return [self.x0, self.y0, self.x1, self.y1]


def _side(low: float, high: float) -> tuple[float, float]:
    if high <= low:
        pad = max(0.5, abs(low) * 0.01)
        low, high = low - pad, low + pad
    return low, high + (high - low) * _ROOM


def bins_of(
    xs: npt.NDArray[np.floating], ys: npt.NDArray[np.floating], world: World, z: int, x: int, y: int
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """Of rows by their values: the bin in a tile, and whether it lies in it (the bins of others mean nothing)."""
    kx, ky = world.scale(z)
    bx = np.floor((xs.astype(np.float64) - world.x0) * kx) - x * SIZE
    by = np.floor((ys.astype(np.float64) - world.y0) * ky) - y * SIZE
    inside = (bx >= 0) & (bx < SIZE) & (by >= 0) & (by < SIZE)
    return (by * SIZE + bx).astype(np.intp), inside


def is_tile(z: int, x: int, y: int) -> bool:
    """Whether there is such a tile."""
    return 0 <= z <= DEEPEST and 0 <= x < 1 << z and 0 <= y < 1 << z


def spread(value: int) -> int:
    """A number of 16 bits with a zero between all bits."""
    for shift, mask in _MASKS:
        value = (value | value << shift) & mask
    return value


def morton(x: int, y: int) -> int:
    """The key of a cell: the bits of x in the even places, those of y in the odd ones."""
    return spread(x) | spread(y) << 1


def keys_of(z: int, x: int, y: int) -> tuple[int, int]:
    """The first and the last key of a tile; below level 16 the one key that the tile is a part of."""
    if z > FINE:
        x, y, z = x >> (z - FINE), y >> (z - FINE), FINE
    shift = 2 * (FINE - z)
    first = morton(x, y) << shift
    return first, first + (1 << shift) - 1


def key_sql(x: str, y: str) -> str:
    """SQL of the key from SQL of two cells of 16 bits (UBIGINT)."""

    def spread_sql(value: str) -> str:
        for shift, mask in _MASKS:
            value = f"((({value}) | (({value}) << {shift})) & {mask})"
        return value

    return f"({spread_sql(x)} | ({spread_sql(y)} << 1))::UINTEGER"


def _rows_first() -> npt.NDArray[np.intp]:
    """For each bin of a tile, row by row, its place along the Z curve."""
    axis = np.array([spread(i) for i in range(SIZE)], dtype=np.intp)
    return (axis[None, :] | axis[:, None] << 1).ravel()


PLACES = _rows_first()
"""dense_of_z_order[PLACES] is the tile row by row."""
ROWMAJOR = np.argsort(PLACES)
"""The bin, row by row, of each place along the Z curve."""
