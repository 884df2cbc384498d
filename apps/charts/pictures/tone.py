"""From counts to opacity, as the page's engine does it (webgl/src/render/tonemap.js): few points blend, many are ranked."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
ONE, LEAST = 0.55, 0.3  # opacity of one point, and of the least dense pixel of an equalised picture
_FEW, _MANY = 2.0, 8.0  # points a pixel between which ranks take over


def opacity(counts: Numbers) -> Numbers:
    """The opacity, 0 to 1, of each pixel: alpha blending below two points a pixel, histogram equalisation above eight."""
    flat = counts.ravel()
    there = flat[flat > 0]
    found = np.zeros(flat.shape)
    if len(there):
        crowded = _smooth(float(there.mean()))
        levels, places, pixels = np.unique(there, return_inverse=True, return_counts=True)
        ranked = LEAST + (1 - LEAST) * np.cumsum(pixels) / len(there)
        blended = 1 - (1 - ONE) ** np.minimum(levels, 1e3)
        found[flat > 0] = (blended + (ranked - blended) * crowded)[places]
    return found.reshape(counts.shape)


def _smooth(value: float) -> float:
    t = min(1.0, max(0.0, (value - _FEW) / (_MANY - _FEW)))
    return t * t * (3 - 2 * t)


def spread(counts: Numbers, size: int) -> Numbers:
    """Every point as a square of `size` pixels: sums over a window, by differences of running sums."""
    for axis in (0, 1):
        before = size // 2
        pad = [(0, 0), (0, 0)]
        pad[axis] = (before + 1, size - 1 - before)
        sums = np.cumsum(np.pad(counts, pad), axis=axis)
        high = np.take(sums, range(size, sums.shape[axis]), axis=axis)
        counts = high - np.take(sums, range(sums.shape[axis] - size), axis=axis)
    return counts


def rgb(colour: str) -> Numbers:
    """#rrggbb as three numbers from 0 to 1."""
    return np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
