"""Places for words of different sizes that do not touch: the layout of a word cloud.

Each word starts in the middle and moves outwards on an Archimedean spiral, r = a * theta, until its box is free; larger words
go first. Nothing is left to chance, so equal words lie equally.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

WIDE, HIGH = 1000.0, 600.0  # units of the picture; a font size of 20 is 20 of them
LEAST, LARGEST = 15.0, 84.0
_LINE = 1.16  # the height of a line of text in font sizes
_STEP, _TURNS = 4.0, 2600
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


def layout(words: Sequence[tuple[str, float]]) -> list[Word]:
    """Places for (text, weight), heaviest first; areas grow with weights. Words without room in the picture are left out."""
    if not words:
        return []
    heaviest, lightest = words[0][1], words[-1][1]
    largest = min(LARGEST, 0.55 * WIDE / max(1.0, width_of(words[0][0])))
    placed: list[Word] = []
    for index, (text, weight) in enumerate(words):
        part = 1.0 if heaviest == lightest else (math.sqrt(weight) - math.sqrt(lightest)) / (math.sqrt(heaviest) - math.sqrt(lightest))
        size = LEAST + (largest - LEAST) * part if heaviest != lightest else min(largest, 36.0)
        word = _placed(text, index, min(size, 0.92 * WIDE / max(1.0, width_of(text))), placed)
        if word is not None:
            placed.append(word)
    return placed


def _placed(text: str, index: int, size: float, before: Sequence[Word]) -> Word | None:
    half_width, half_height = width_of(text) * size / 2, size * _LINE / 2
    angle = 0.0
    for _ in range(_TURNS):
        radius = 1.6 * angle
        word = Word(text, index, radius * math.cos(angle) * 1.5, radius * math.sin(angle) * 0.8, size, half_width, half_height)
        if abs(word.x) + half_width <= WIDE / 2 and abs(word.y) + half_height <= HIGH / 2:
            if not any(touch(word, other) for other in before):
                return word
        elif radius > WIDE:
            return None
        angle += _STEP / max(radius, 8.0)
    return None


def touch(one: Word, other: Word) -> bool:
    """Whether the boxes of two words overlap."""
    near = abs(one.x - other.x) < one.half_width + other.half_width
    return near and abs(one.y - other.y) < one.half_height + other.half_height
