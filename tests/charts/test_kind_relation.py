"""Scatter, bubble and heat map: marks at two measures, and cells of two groupings."""

from __future__ import annotations

from typing import Any

import pytest
from answers import BY_MONTH, BY_REGION, COST, MONTH, PRODUCT, REGION, REVENUE, SHARE, SUM, answer, figure, misfit, summary, traces

from apps.charts.kinds.clouds import correlation

COUNT = {"agg": "count"}
MARKS = [["a", "N", 1.0, 2.0], ["b", "S", 2.0, 4.0], ["c", "N", 3.0, None], ["d", "N", 4.0, 9.0]]


def marks() -> Any:
    return answer([PRODUCT, REGION, REVENUE, COST], MARKS)


def test_it_works() -> None:
    north, south = traces("scatter", marks())
    assert (north["x"], north["y"], north["text"], north["customdata"]) == ([1, 4], [2, 9], ["a", "d"], [0, 3])
    assert (south["name"], south["meta"]) == ("S", {"column": "region", "value": "S"})
    assert figure("scatter", marks())["layout"]["xaxis"]["title"] == "Revenue"


def test_marks_without_both_values_are_absent_and_the_sentence_says_so() -> None:
    told = summary("scatter", marks())
    assert told.startswith("Cost against revenue of 3 product values; they rise together strongly (r = 1.00).")
    assert told.endswith("d is highest at 9, with 4 across. 1 mark without both values is not drawn.")


def test_more_values_than_hues_share_the_neutral_one() -> None:
    rows = [[f"p{i}", f"r{i % 12}", i, i] for i in range(60)]
    shown = traces("scatter", answer([PRODUCT, REGION, REVENUE, COST], rows))
    assert len(shown) == 8
    assert (shown[-1]["name"], shown[-1]["meta"]) == ("Others (5)", {"column": "region", "others": True})
    assert sorted(row for trace in shown for row in trace["customdata"]) == list(range(60))


@pytest.mark.parametrize(
    ("pairs", "r"),
    [([(1, 2), (2, 4), (3, 6)], 1.0), ([(1, 3), (2, 2), (3, 1)], -1.0), ([(1, 1), (2, 1), (3, 1)], None), ([(1, 1)], None)],
)
def test_correlation(pairs: Any, r: float | None) -> None:
    assert correlation(pairs) == (None if r is None else pytest.approx(r))


def test_bubbles_have_the_area_of_the_third_measure() -> None:
    data = answer([PRODUCT, REVENUE, COST, SHARE], [["a", 1, 2, 100.0], ["b", 2, 3, -5.0], ["c", 2, 3, None]])
    (trace,) = traces("bubble", data)
    assert trace["marker"]["size"] == [100, 0]
    assert trace["marker"]["sizemode"] == "area"
    assert (100 / trace["marker"]["sizeref"]) ** 0.5 == pytest.approx(44 / 2**0.5)
    assert summary("bubble", data).endswith("The largest by share is a at 100.")


def test_a_heat_map_has_a_cell_for_each_combination_and_knows_the_empty_ones() -> None:
    data = answer([MONTH, REGION, REVENUE], [["2025-02-01", "S", 5.0], ["2025-01-01", "N", 2.0], ["2025-02-01", "N", 3.0]])
    (trace,) = traces("heatmap", data)
    assert (trace["x"], trace["y"]) == (["Jan 2025", "Feb 2025"], ["S", "N"])
    assert (trace["z"], trace["customdata"]) == ([[None, 5], [2, 3]], [[None, 0], [1, 2]])
    assert trace["meta"] == {"scale": "sequential"}
    assert summary("heatmap", data) == (
        "Revenue by month and region: highest in Feb 2025 · S at 5, lowest in Jan 2025 · N at 2. 1 of 4 combinations has no value."
    )


def test_values_on_both_sides_of_zero_get_colours_around_it() -> None:
    data = answer([MONTH, REGION, REVENUE], [["2025-01-01", "N", -2.0], ["2025-02-01", "N", 3.0]])
    assert (traces("heatmap", data)[0]["meta"], traces("heatmap", data)[0]["zmid"]) == ({"scale": "diverging"}, 0)
    assert traces("heatmap", data, scale="sequential")[0]["meta"] == {"scale": "sequential"}


def test_they_say_what_is_missing() -> None:
    assert misfit("scatter", dimensions=[BY_REGION], measures=[SUM]) == "Scatter needs across and up: 2 measures."
    assert misfit("bubble", dimensions=[BY_REGION], measures=[SUM, COUNT])
    assert misfit("heatmap", dimensions=[BY_REGION], measures=[SUM]) == "Heat map needs across and down: 2 dimensions."
    assert misfit("heatmap", dimensions=[BY_REGION, BY_MONTH], measures=[SUM, COUNT]) == "Heat map takes at most 1 measure; remove 1."
    assert misfit("heatmap", dimensions=[BY_REGION, BY_MONTH], measures=[SUM]) is None
