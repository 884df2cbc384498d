"""Where the drawers of trees and flows put their marks."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.charts.pictures.traces.sankey import placed
from apps.charts.pictures.traces.trees import squarified


@given(st.lists(st.floats(0.1, 1000), min_size=1, max_size=30), st.floats(50, 900), st.floats(50, 900))
def test_rectangles_fill_the_box_in_the_ratio_of_their_values(values: list[float], wide: float, high: float) -> None:
    values = sorted(values, reverse=True)
    found = squarified(values, (0.0, 0.0, wide, high))
    for value, (x, y, w, h) in zip(values, found, strict=True):
        assert w * h == pytest.approx(value / sum(values) * wide * high, rel=1e-6)
        assert -1e-6 <= x <= x + w <= wide + 1e-6
        assert -1e-6 <= y <= y + h <= high + 1e-6
    for (x, y, w, h), (a, b, c, d) in combinations(found, 2):
        assert min(x + w, a + c) - max(x, a) < 1e-6 or min(y + h, b + d) - max(y, b) < 1e-6


def test_nothing_has_no_area() -> None:
    assert squarified([0.0], (0.0, 0.0, 10.0, 10.0)) == [(0.0, 0.0, 0.0, 0.0)]


def test_nodes_are_as_high_as_what_flows_through_them_and_lie_apart() -> None:
    boxes = placed([0, 0, 1], [(0, 2, 30.0), (1, 2, 10.0)])
    heights = [top - low for _, low, top in boxes]
    assert heights[0] == pytest.approx(3 * heights[1])
    assert heights[2] == pytest.approx(heights[0] + heights[1])
    assert boxes[0][1] > boxes[1][2]
    assert (boxes[0][0], boxes[2][0] > 0.9) == (0, True)
