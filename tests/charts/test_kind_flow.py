"""Sankey, network, parallel coordinates and radar: how things hang together."""

from __future__ import annotations

import numpy as np
import pytest
from answers import COST, PRODUCT, REGION, REVENUE, SUM, answer, figure, misfit, summary, traces

from apps.charts.kinds.forces import places

FLOWS = [["EU", "Web", 60.0], ["EU", "Shop", 20.0], ["US", "Web", 15.0], ["US", "US", 5.0], ["US", "Web", None]]


def test_a_value_that_comes_again_is_another_node_so_nothing_turns_in_a_circle() -> None:
    (trace,) = traces("sankey", answer([REGION, PRODUCT, REVENUE], FLOWS))
    assert trace["node"]["label"] == ["EU", "Web", "Shop", "US", "US"]
    assert trace["meta"]["stages"] == [0, 1, 1, 0, 1]
    link = trace["link"]
    assert list(zip(link["source"], link["target"], link["value"], link["customdata"], strict=True)) == [
        (0, 1, 60, 0), (0, 2, 20, 1), (3, 1, 15, 2), (3, 4, 5, 3),
    ]  # fmt: skip
    assert trace["meta"]["values"] == ["EU", None, None, "US", None]
    told = summary("sankey", answer([REGION, PRODUCT, REVENUE], FLOWS))
    assert told.startswith("Revenue from region to product: 100 in all; the largest flow is EU to Web with 60 %.")
    assert told.endswith(" 1 row has no value above zero and does not flow.")


def test_small_values_of_a_stage_are_one_node() -> None:
    rows = [["EU", f"p{i:02}", 100.0 - i] for i in range(20)]
    (trace,) = traces("sankey", answer([REGION, PRODUCT, REVENUE], rows))
    assert len(trace["node"]["label"]) == 1 + 13 + 1
    assert sum(trace["link"]["value"]) == sum(100.0 - i for i in range(20))
    assert "Others (7)" in trace["node"]["label"]
    assert "7 small groups are drawn as others" in summary("sankey", answer([REGION, PRODUCT, REVENUE], rows))


def test_a_sankey_needs_two_stages() -> None:
    assert "stages" in str(misfit("sankey", dimensions=[{"field": "region"}], measures=[SUM]))


def test_equal_networks_lie_equally_and_nodes_lie_apart() -> None:
    ring = np.array([(i, (i + 1) % 12) for i in range(12)])
    first, again = places(12, ring, np.ones(12)), places(12, ring, np.ones(12))
    assert np.array_equal(first, again)
    assert np.abs(first).max() <= 1
    apart = np.hypot(*(first[:, None] - first[None, :]).transpose(2, 0, 1)) + np.eye(12)
    assert apart.min() > 0.1


@pytest.mark.parametrize("count", [0, 1, 2])
def test_tiny_networks_have_places(count: int) -> None:
    found = places(count, np.empty((0, 2), dtype=np.int64), np.empty(0))
    assert found.shape == (count, 2)
    assert np.isfinite(found).all()


def test_linked_nodes_lie_nearer_than_others() -> None:
    two = np.array([(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5)])
    spots = places(6, two, np.ones(6))
    inside = np.hypot(*(spots[0] - spots[1]))
    assert inside < np.hypot(*(spots[:3].mean(axis=0) - spots[3:].mean(axis=0)))


def test_the_most_strongly_linked_nodes_are_drawn_and_the_rest_is_said() -> None:
    rows = [[f"a{i:02}", f"b{i:02}", 100.0 - i] for i in range(20)]
    *strands, dots = traces("network", answer([REGION, PRODUCT, REVENUE], rows), most=10)
    assert dots["hovertext"][:2] == ["a00: 100", "b00: 100"]
    assert len(dots["x"]) == 10
    assert dots["customdata"][:2] == [0, 0]
    drawn = [row for strand in strands for row in strand["customdata"]]
    assert sorted({row for row in drawn if row is not None}) == [0, 1, 2, 3, 4]
    told = summary("network", answer([REGION, PRODUCT, REVENUE], rows), most=10)
    assert told.endswith("the strongest link is a00 to b00 at 100. 30 weaker nodes are not drawn; the table has all.")


def test_parallel_lines_run_from_the_lowest_to_the_highest_of_each_scale() -> None:
    rows = [["a", "N", 10.0, 5.0], ["b", "S", 20.0, None], ["c", "N", 15.0, 7.0]]
    north, south = traces("parallel", answer([PRODUCT, REGION, REVENUE, COST], rows))
    assert (north["x"], north["y"]) == ([0, 1, None, 0, 1, None], [0, 0, None, 0.5, 1, None])
    assert north["customdata"] == [0, 0, None, 2, 2, None]
    assert (south["y"], south["meta"]) == ([1, None, None], {"column": "region", "value": "S"})
    layout = figure("parallel", answer([PRODUCT, REGION, REVENUE, COST], rows))["layout"]
    assert [note["text"] for note in layout["annotations"]] == ["20", "7", "10", "5"]
    assert summary("parallel", answer([PRODUCT, REVENUE, COST], [[r[0], r[2], r[3]] for r in rows])) == (
        "3 lines of product across Revenue and Cost: Revenue from 10 to 20; Cost from 5 to 7."
    )


def test_an_outline_is_closed_and_keeps_its_gaps() -> None:
    rows = [["a", "N", 10.0], ["b", "N", 20.0], ["c", "N", None], ["a", "S", 1.0], ["b", "S", 2.0], ["c", "S", 3.0]]
    north, south = traces("radar", answer([PRODUCT, REGION, REVENUE], rows))
    assert (north["theta"], north["r"], north["customdata"]) == (["a", "b", "c", "a"], [10, 20, None, 10], [0, 1, 2, 0])
    assert south["meta"] == {"column": "region", "value": "S"}
    assert summary("radar", answer([PRODUCT, REGION, REVENUE], rows)) == (
        "Revenue in 3 directions of product: N is highest in b at 20; S is highest in c at 3."
    )
