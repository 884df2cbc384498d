"""Places for words of different sizes that do not touch: the layout of a word cloud.

Each word starts in the middle and moves outwards on an Archimedean spiral, r = a * theta, until its box is free; larger words
go first. Nothing is left to chance, so equal words lie equally.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

WIDE, HIGH = 1000.0, 600.0  # units of the picture; a font size of 20 is 20 of them
LEAST, LARGEST = 15.0, 84.0
_LINE = 1.16  # the height of a line of text in font sizes
_PITCH, _STEP, _TURNS = 4.0, 8.0, 5000  # of the spiral: growth a radian, way between two tries, tries
_SMALLER = (1.0, 0.82, 0.67, 0.55, 0.45)  # sizes that are tried until every word has room
_NARROW, _BROAD = frozenset("iljtfrI.,:;'|!()[] -"), frozenset("mwMWQO@%&")


@dataclass(frozen=True)
class Word:
    """A placed word: its middle, its font size and half the width and height of its box, all in units of the picture."""

    text: str
    index: int
    x: float
    y: float
    size: float
    half_width: float
    half_height: float


def width_of(text: str) -> float:
    """A generous estimate of a text's width in font sizes, for a sans-serif face such as Inter."""
    return sum(_em(letter) for letter in text)


def _em(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in ("W", "F"):
        return 1.05
    if letter in _NARROW:
        return 0.38
    if letter in _BROAD:
        return 0.92
    return 0.73 if letter.isupper() else 0.62


@lru_cache(maxsize=64)
def layout(words: tuple[tuple[str, float], ...]) -> list[Word]:
    """Places for (text, weight), heaviest first; areas grow with weights. All are made smaller until every word has room.

    Words that have none even then are left out.
    """
    best: list[Word] = []
    for smaller in _SMALLER:
        placed = _all_placed(words, smaller)
        if len(placed) > len(best):
            best = placed
        if len(best) == len(words):
            break
    return best


def _all_placed(words: Sequence[tuple[str, float]], smaller: float) -> list[Word]:
    placed: list[Word] = []
    for index, ((text, _), size) in enumerate(zip(words, _sizes(words, smaller), strict=True)):
        word = _placed(text, index, size, placed)
        if word is not None:
            placed.append(word)
    return placed


def _sizes(words: Sequence[tuple[str, float]], smaller: float) -> list[float]:
    """Font sizes between LEAST and LARGEST by the root of the weight; none wider than the picture."""
    if not words:
        return []
    high, low = math.sqrt(words[0][1]), math.sqrt(words[-1][1])
    parts = [(math.sqrt(weight) - low) / (high - low) if high > low else 0.4 for _, weight in words]
    return [
        min(LEAST + (LARGEST * smaller - LEAST) * part, 0.9 * WIDE / max(1.0, width_of(text)))
        for part, (text, _) in zip(parts, words, strict=True)
    ]


@cache
def _spiral() -> NDArray[np.float64]:
    """The places that are tried, the middle first, wider than high as the picture is."""
    angle, found = 0.0, []
    for _ in range(_TURNS):
        radius = _PITCH * angle
        found.append((radius * math.cos(angle) * 1.3, radius * math.sin(angle) * 0.78))
        angle += _STEP / max(radius, _STEP)
    return np.array(found)


def _placed(text: str, index: int, size: float, before: Sequence[Word]) -> Word | None:
    half_width, half_height = width_of(text) * size / 2, size * _LINE / 2
    x, y = _spiral()[:, 0], _spiral()[:, 1]
    free = (np.abs(x) + half_width <= WIDE / 2) & (np.abs(y) + half_height <= HIGH / 2)
    for other in before:
        near = np.abs(x - other.x) < half_width + other.half_width
        free &= ~(near & (np.abs(y - other.y) < half_height + other.half_height))
    if not free.any():
        return None
    at = int(np.argmax(free))
    return Word(text, index, float(x[at]), float(y[at]), size, half_width, half_height)


def touch(one: Word, other: Word) -> bool:
    """Whether the boxes of two words overlap."""
    near = abs(one.x - other.x) < one.half_width + other.half_width
    return near and abs(one.y - other.y) < one.half_height + other.half_height
