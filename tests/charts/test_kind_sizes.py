"""Answers that would make matrices far larger than themselves cost no more memory than what is drawn of them."""

from __future__ import annotations

import tracemalloc

import pytest
from answers import PRODUCT, REGION, REVENUE, answer, traces

from apps.charts.kinds.bins import edges
from apps.charts.kinds.density import MOST_CELLS_OF_A_SIDE
from apps.core.errors import InvalidInput

WIDE = [[f"a{i}", f"b{i}", i] for i in range(2000)]  # every row has a place and a series of its own


def test_thousands_of_series_are_not_laid_out_to_draw_eight() -> None:
    data = answer([REGION, PRODUCT, REVENUE], WIDE)
    tracemalloc.start()
    found = traces("line", data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(found) == 8
    assert peak < 16_000_000


@pytest.mark.parametrize("ends", [[0.0, 1e6], [0.0, 1e300]])
def test_ranges_too_narrow_for_their_reach_are_refused(ends: list[float]) -> None:
    with pytest.raises(InvalidInput, match="wider"):
        edges(ends, 0.5, MOST_CELLS_OF_A_SIDE)


def test_a_density_with_too_many_cells_says_so() -> None:
    grid = {"dimensions": [{"field": "price", "width": 0.001}, {"field": "weight", "width": 1}], "measures": [{"agg": "count"}]}
    with pytest.raises(InvalidInput, match="wider"):
        traces("density", answer([REGION, PRODUCT, REVENUE], [[0.0, 0.0, 1], [1000.0, 1.0, 2]], question=grid))


def test_a_heat_map_with_too_many_cells_says_so() -> None:
    with pytest.raises(InvalidInput, match="cells"):
        traces("heatmap", answer([REGION, PRODUCT, REVENUE], WIDE))
