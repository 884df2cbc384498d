"""A tile's counts as bytes: 24 bytes of head, then all bins or only those that hold something, as narrow as the counts allow.

Head, little-endian: "PBT1", layout (0 all bins, 1 some), bytes of a count, bins of a side (u16), entries (u32), largest count (u32),
rows (f64). Layout 1 has the bins (u16, row by row from the lowest y), filled up to four bytes, then their counts. Where bins are counted
by category the tile is one such plane for each, in order, each filled up to four bytes; a plane's head tells of that plane alone.
"""

from __future__ import annotations

import gzip
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .grid import BINS, BITS, SIZE

MAGIC = b"PBT1"
HEAD = struct.Struct("<4sBBHIId")
MEDIA_TYPE = "application/vnd.pilotba.tile"
BITS_OF_BINS = 2 * BITS
_WORTH = 2048  # bytes; packing less saves no packet
_SPARSE = 8  # a list of bins has to be so much shorter: runs of nothing pack better than places
_ZSTD = pa.Codec("zstd", 1)
Counts = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Packed:
    """A tile ready to be sent: `body` holds `length` bytes, packed as a Zstandard frame where they are `zipped`."""

    body: bytes
    zipped: bool
    rows: int
    length: int

    @property
    def plain(self) -> bytes:
        """The unpacked bytes."""
        return _ZSTD.decompress(self.body, self.length, asbytes=True) if self.zipped else self.body

    @property
    def gzipped(self) -> bytes:
        """The same for those who do not read Zstandard; several times slower to make."""
        return gzip.compress(self.plain, 1, mtime=0)


def pack(bins: npt.NDArray[np.integer], counts: npt.NDArray[np.integer], planes: int = 1) -> Packed:
    """Pack the bins that hold something (row by row, in any order) and their counts; of several planes, bin `plane * BINS + bin`."""
    if planes == 1:
        parts = [_plane(bins, counts)]
    else:
        of = bins >> BITS_OF_BINS
        parts = [_plane(bins[mine] & (BINS - 1), counts[mine]) for mine in (of == plane for plane in range(planes))]
    plain = b"".join(part + bytes(-len(part) % 4) for part in parts[:-1]) + parts[-1]
    rows = int(counts.sum(dtype=np.uint64)) if len(counts) else 0
    if len(plain) < _WORTH:
        return Packed(plain, False, rows, len(plain))
    return Packed(_ZSTD.compress(plain, asbytes=True), True, rows, len(plain))


def _plane(bins: npt.NDArray[np.integer], counts: npt.NDArray[np.integer]) -> bytes:
    largest, rows = (int(counts.max()), int(counts.sum(dtype=np.uint64))) if len(counts) else (0, 0)
    kind: np.dtype[Any] = np.dtype(np.uint8 if largest < 1 << 8 else np.uint16 if largest < 1 << 16 else np.uint32)
    sparse = len(bins) * (2 + kind.itemsize) * _SPARSE < BINS * kind.itemsize
    entries = len(bins) if sparse else BINS
    head = HEAD.pack(MAGIC, int(sparse), kind.itemsize, SIZE, entries, largest, float(rows))
    return head + (_some(bins, counts, kind) if sparse else _all(bins, counts, kind))


def pack_nothing(planes: int = 1) -> Packed:
    """A tile without rows."""
    return pack(np.empty(0, np.uint32), np.empty(0, np.uint32), planes)


def _some(bins: npt.NDArray[np.integer], counts: npt.NDArray[np.integer], kind: np.dtype[Any]) -> bytes:
    places = bins.astype("<u2").tobytes()
    return places + bytes(-len(places) % 4) + counts.astype(kind.newbyteorder("<")).tobytes()


def _all(bins: npt.NDArray[np.integer], counts: npt.NDArray[np.integer], kind: np.dtype[Any]) -> bytes:
    dense = np.zeros(BINS, kind.newbyteorder("<"))
    dense[bins] = counts
    return dense.tobytes()


def unpack(packed: Packed) -> Counts:
    """All bins as a SIZE x SIZE array, lowest y first, of all planes together; the reverse of `pack`."""
    total: Counts = unpack_planes(packed).sum(axis=0, dtype=np.uint32)
    return total


def unpack_planes(packed: Packed) -> Counts:
    """All bins of every plane: planes x SIZE x SIZE; for tests, pictures and benchmarks."""
    plain, at, planes = packed.plain, 0, []
    while at < len(plain):
        plane, length = _read_plane(plain, at)
        planes.append(plane)
        at += length + -length % 4
    return np.stack(planes)


def _read_plane(plain: bytes, at: int) -> tuple[Counts, int]:
    """A plane and how many bytes it takes."""
    magic, layout, width, size, entries, _, _ = HEAD.unpack_from(plain, at)
    if magic != MAGIC or size != SIZE:
        raise ValueError("These bytes are no tile.")
    kind, begin = np.dtype(f"<u{width}"), at + HEAD.size
    if layout == 0:
        return np.frombuffer(plain, kind, BINS, begin).astype(np.uint32).reshape(SIZE, SIZE), HEAD.size + BINS * width
    dense, room = np.zeros(BINS, np.uint32), 2 * entries + -2 * entries % 4
    dense[np.frombuffer(plain, "<u2", entries, begin)] = np.frombuffer(plain, kind, entries, begin + room)
    return dense.reshape(SIZE, SIZE), HEAD.size + room + entries * width
