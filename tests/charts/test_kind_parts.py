"""Treemap, sunburst, pie, funnel and waterfall: parts of a whole, and what becomes of it step by step."""

from __future__ import annotations

from typing import Any

import pytest
from answers import PRODUCT, REGION, REVENUE, SUM, answer, figure, misfit, summary, traces

NESTED = [["EU", "Lamp", 50.0], ["EU", "Desk", 30.0], ["US", "Lamp", 15.0], ["US", "Chair", 0.0], ["US", None, 5.0]]
STAGES = [["Seen", 200], ["Tried", 80], ["Bought", 20]]
CHANGES = [["Sales", 100.0], ["Rent", -30.0], ["Interest", 2.5], ["Tax", None]]


def nested() -> Any:
    return answer([REGION, PRODUCT, REVENUE], NESTED)


@pytest.mark.parametrize("kind", ["treemap", "sunburst"])
def test_branches_are_as_large_as_what_lies_in_them(kind: str) -> None:
    (trace,) = traces(kind, nested())
    found = dict(zip(trace["ids"], zip(trace["labels"], trace["parents"], trace["values"], trace["customdata"], strict=True), strict=True))
    assert [(label, value) for label, parent, value, row in found.values() if not parent] == [("EU", 80), ("US", 20)]
    inside = [(found[parent][0], label, value, row) for label, parent, value, row in found.values() if parent]
    assert inside == [("EU", "Lamp", 50, 0), ("EU", "Desk", 30, 1), ("US", "Lamp", 15, 2), ("US", "(empty)", 5, 4)]
    assert trace["branchvalues"] == "total"
    assert trace["meta"] == {"column": "region", "values": ["EU", "EU", "EU", "US", "US", "US"]}


def test_what_has_no_area_is_said() -> None:
    told = summary("treemap", nested())
    assert told == (
        "Revenue by region and product: 100 in all; EU is largest with 80 %, followed by US with 20 %, of 2 groups."
        " 1 group has no value above zero and no area."
    )


def test_the_smallest_of_very_many_are_together_in_their_branch() -> None:
    rows = [["EU", f"p{i}", 1000.0 - i] for i in range(450)]
    (trace,) = traces("treemap", answer([REGION, PRODUCT, REVENUE], rows))
    assert len(trace["ids"]) == 1 + 400 + 1
    assert trace["values"][trace["labels"].index("Others (50)")] == sum(1000.0 - i for i in range(400, 450))
    assert "The 50 smallest groups are drawn as others" in summary("treemap", answer([REGION, PRODUCT, REVENUE], rows))


@pytest.mark.parametrize("kind", ["treemap", "sunburst", "pie", "waterfall", "sankey"])
def test_an_average_has_no_parts(kind: str) -> None:
    levels = [{"field": "region"}, {"field": "product"}][: 2 if kind == "sankey" else 1]
    assert "parts add up" in str(misfit(kind, dimensions=levels, measures=[{"agg": "avg", "field": "amount"}]))
    assert misfit(kind, dimensions=levels, measures=[SUM]) is None


def test_small_slices_are_one_and_have_no_row_of_their_own() -> None:
    rows = [[f"r{i}", 100.0 - 10 * i] for i in range(10)]
    (trace,) = traces("pie", answer([REGION, REVENUE], rows), slices=4)
    assert trace["labels"] == ["r0", "r1", "r2", "Others (7)"]
    assert trace["values"] == [100, 90, 80, 280]
    assert (trace["customdata"], trace["meta"]["values"]) == ([0, 1, 2, None], ["r0", "r1", "r2", None])
    assert summary("pie", answer([REGION, REVENUE], rows), slices=4).endswith("The 7 smallest are one slice with 51 %.")


def test_as_many_slices_as_values_leave_no_others() -> None:
    (trace,) = traces("pie", answer([REGION, REVENUE], [["a", 3.0], ["b", 1.0]]), slices=2)
    assert trace["labels"] == ["a", "b"]


def test_a_funnel_takes_a_field_or_a_measure_for_each_stage() -> None:
    (trace,) = traces("funnel", answer([REGION, REVENUE], STAGES))
    assert (trace["y"], trace["x"], trace["customdata"]) == (["Seen", "Tried", "Bought"], [200, 80, 20], [0, 1, 2])
    assert "two stages" in str(misfit("funnel", measures=[SUM]))
    assert "takes one measure" in str(misfit("funnel", dimensions=[{"field": "region"}], measures=[SUM, {"agg": "count"}]))
    told = summary("funnel", answer([REGION, REVENUE], STAGES))
    assert told == "From Seen at 200 to Bought at 20: 10 % are left after 3 stages. Most is lost from Seen to Tried: 120."


def test_a_waterfall_tells_gains_from_losses_and_ends_in_the_total() -> None:
    (trace,) = traces("waterfall", answer([REGION, REVENUE], CHANGES))
    assert trace["x"] == ["Sales", "Rent", "Interest", "Total"]
    assert trace["measure"] == ["relative"] * 3 + ["total"]
    assert trace["meta"]["status"] == ["good", "bad", "good", "total"]
    assert traces("waterfall", answer([REGION, REVENUE], CHANGES), good="down")[0]["meta"]["status"][:2] == ["bad", "good"]
    told = summary("waterfall", answer([REGION, REVENUE], CHANGES))
    assert told.endswith("adds up to 72.5 in 3 steps; the largest gain is Sales with 100, the largest loss Rent with -30.")


def test_steps_beyond_what_can_be_read_are_one() -> None:
    rows = [[f"s{i}", float(i)] for i in range(60)]
    (trace,) = traces("waterfall", answer([REGION, REVENUE], rows))
    assert len(trace["x"]) == 41
    assert trace["y"][-2] == sum(range(21))
    assert trace["y"][-1] == sum(range(60))


@pytest.mark.parametrize("kind", ["treemap", "sunburst", "pie", "funnel", "waterfall"])
def test_no_rows_are_said_in_words(kind: str) -> None:
    assert summary(kind, answer([REGION, REVENUE], [])).startswith("There are no")


def test_the_axis_of_a_funnel_is_hidden() -> None:
    assert figure("funnel", answer([REGION, REVENUE], STAGES))["layout"]["xaxis"] == {"visible": False}
