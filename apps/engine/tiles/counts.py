"""A tile's counts as bytes: 24 bytes of head, then all bins or only those that hold something, as narrow as the counts allow.

Head, little-endian: "PBT1", layout (0 all bins, 1 some), bytes of a count, bins of a side (u16), entries (u32), largest count (u32),
rows (f64). Layout 1 has the bins (u16, row by row from the lowest y), filled up to four bytes, then their counts.
"""

from __future__ import annotations

import gzip
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .grid import BINS, SIZE

MAGIC = b"PBT1"
HEAD = struct.Struct("<4sBBHIId")
MEDIA_TYPE = "application/vnd.pilotba.tile"
_WORTH = 2048  # bytes; packing less saves no packet
Counts = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Packed:
    """A tile ready to be sent; `gzipped` says whether `body` is packed."""

    body: bytes
    gzipped: bool
    rows: int

    @property
    def plain(self) -> bytes:
        """The unpacked bytes."""
        return gzip.decompress(self.body) if self.gzipped else self.body


def pack(bins: npt.NDArray[np.integer], counts: npt.NDArray[np.integer]) -> Packed:
    """Pack the bins that hold something (row by row, in any order) and their counts."""
    largest, rows = (int(counts.max()), int(counts.sum(dtype=np.uint64))) if len(counts) else (0, 0)
    kind: np.dtype[Any] = np.dtype(np.uint8 if largest < 1 << 8 else np.uint16 if largest < 1 << 16 else np.uint32)
    sparse = len(bins) * (2 + kind.itemsize) < BINS * kind.itemsize
    entries = len(bins) if sparse else BINS
    head = HEAD.pack(MAGIC, int(sparse), kind.itemsize, SIZE, entries, largest, float(rows))
    plain = head + (_some(bins, counts, kind) if sparse else _all(bins, counts, kind))
    if len(plain) < _WORTH:
        return Packed(plain, False, rows)
    return Packed(gzip.compress(plain, 1, mtime=0), True, rows)


def pack_nothing() -> Packed:
    """A tile without rows."""
    return pack(np.empty(0, np.uint16), np.empty(0, np.uint32))


def _some(bins: npt.NDArray[np.integer], counts: npt.NDArray[np.integer], kind: np.dtype[Any]) -> bytes:
    places = bins.astype("<u2").tobytes()
    return places + bytes(-len(places) % 4) + counts.astype(kind.newbyteorder("<")).tobytes()


def _all(bins: npt.NDArray[np.integer], counts: npt.NDArray[np.integer], kind: np.dtype[Any]) -> bytes:
    dense = np.zeros(BINS, kind.newbyteorder("<"))
    dense[bins] = counts
    return dense.tobytes()


def unpack(packed: Packed) -> Counts:
    """All bins as a SIZE x SIZE array, lowest y first; the reverse of `pack`, for tests, pictures and benchmarks."""
    plain = packed.plain
    magic, layout, width, size, entries, _, _ = HEAD.unpack_from(plain)
    if magic != MAGIC or size != SIZE:
        raise ValueError("These bytes are no tile.")
    kind, dense = np.dtype(f"<u{width}"), np.zeros(BINS, np.uint32)
    if layout == 0:
        return np.frombuffer(plain, kind, BINS, HEAD.size).astype(np.uint32).reshape(SIZE, SIZE)
    places = np.frombuffer(plain, "<u2", entries, HEAD.size)
    dense[places] = np.frombuffer(plain, kind, entries, HEAD.size + 2 * entries + -2 * entries % 4)
    return dense.reshape(SIZE, SIZE)
