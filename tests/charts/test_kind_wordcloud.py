"""The word cloud: words as large as their weight that do not touch."""

from __future__ import annotations

import itertools

import pytest
from answers import PRODUCT, REVENUE, answer, summary, traces
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.charts.kinds.cloud import HIGH, WIDE, layout, touch

WORDS = [["lamp", 40.0], ["chair", 90.0], ["desk", 10.0], [None, 5.0], ["", 6.0], ["zero", 0.0]]


def test_larger_words_are_heavier_and_know_their_row() -> None:
    (trace,) = traces("wordcloud", answer([PRODUCT, REVENUE], WORDS))
    assert trace["text"] == ["chair", "lamp", "desk"]
    assert trace["customdata"] == [1, 0, 2]
    assert trace["meta"]["sizes"] == sorted(trace["meta"]["sizes"], reverse=True)
    assert trace["meta"]["values"] == ["chair", "lamp", "desk"]
    assert (trace["x"][0], trace["y"][0]) == (0, 0)
    assert summary("wordcloud", answer([PRODUCT, REVENUE], WORDS)).endswith("the largest of 3 words: chair (90), lamp (40), desk (10).")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.text("abcMWil é中", min_size=1, max_size=25), st.floats(0.01, 1e6)), min_size=1, max_size=40))
def test_no_words_touch_and_all_lie_in_the_picture(words: list[tuple[str, float]]) -> None:
    placed = layout(tuple(sorted(words, key=lambda one: -one[1])))
    assert placed
    for one, other in itertools.combinations(placed, 2):
        assert not touch(one, other)
    for word in placed:
        assert abs(word.x) + word.half_width <= WIDE / 2 + 1e-9
        assert abs(word.y) + word.half_height <= HIGH / 2 + 1e-9


def test_equal_words_lie_equally() -> None:
    words = tuple((f"word{i}", 100.0 - i) for i in range(30))
    layout.cache_clear()
    first = layout(words)
    layout.cache_clear()
    assert layout(words) == first


def test_eighty_ordinary_words_all_have_room() -> None:
    assert len(layout(tuple((f"ordinary {i}", 1000.0 / (i + 1)) for i in range(80)))) == 80


@pytest.mark.parametrize("rows", [[], [["lamp", 0.0]]])
def test_no_words_are_said(rows: list[list[object]]) -> None:
    assert summary("wordcloud", answer([PRODUCT, REVENUE], rows)) == "There are no words with a value above zero."
