"""Bars: order, the largest and the others, and a last period that is not over."""

from __future__ import annotations

from typing import Any

from answers import BY_MONTH, BY_REGION, MONTH, PRODUCT, REGION, REVENUE, SUM, answer, figure, misfit, more, summary, traces

QUESTION = {"dimensions": [BY_REGION], "measures": [SUM], "filters": [{"field": "year", "op": "eq", "value": 2025}], "limit": 20}
SALES = [["N", 5.0], ["S", 50.0], [None, 20.0], ["W", 1.0]]


def sales(**given: Any) -> Any:
    return answer([REGION, REVENUE], SALES, 12, question=QUESTION, **given)


def test_it_works() -> None:
    (trace,) = traces("bar", sales(), order="high")
    assert (trace["x"], trace["y"], trace["customdata"]) == (["S", "(empty)", "N", "W"], [50, 20, 5, 1], [1, 2, 0, 3])
    assert traces("bar", sales(), order="low")[0]["x"] == ["W", "N", "(empty)", "S"]
    assert traces("bar", sales(), order="name")[0]["x"] == ["N", "S", "W", "(empty)"]


def test_what_is_outside_the_largest_is_asked_from_its_rows_not_added_up() -> None:
    (rest,) = more("bar", sales(), top=2).values()
    assert "limit" not in rest
    assert "dimensions" not in rest
    assert rest["filters"]["and"][-1] == {"field": "region", "op": "not_in", "values": ["S", None]}
    others = answer([REVENUE], [[7.5]])
    (trace,) = traces("bar", sales(more={"others": others}), top=2)
    assert (trace["x"], trace["y"], trace["customdata"]) == (["S", "(empty)", "Others (10)"], [50, 20, 7.5], [1, 2, None])
    assert summary("bar", sales(more={"others": others}), top=2).endswith("The 2 largest are drawn by themselves, 10 others as one bar.")


def test_the_others_of_each_series_stay_apart() -> None:
    question = {"dimensions": [BY_REGION, {"field": "product"}], "measures": [SUM]}
    rows = [["N", "a", 9], ["N", "b", 8], ["S", "a", 1], ["W", "b", 2]]
    others = answer([PRODUCT, REVENUE], [["b", 2]])
    data = answer([REGION, PRODUCT, REVENUE], rows, question=question, more={"others": others})
    assert {trace["name"]: trace["y"] for trace in traces("bar", data, top=1)} == {"a": [9, None], "b": [8, 2]}


def test_periods_and_computed_columns_have_no_others() -> None:
    question = {"dimensions": [BY_MONTH], "measures": [SUM]}
    assert more("bar", answer([MONTH, REVENUE], [["2025-01-01", 1], ["2025-02-01", 2]], question=question), top=1) == {}
    shares = QUESTION | {"transform": {"kind": "share"}}
    assert more("bar", answer([REGION, REVENUE], SALES, question=shares), top=2) == {}
    assert summary("bar", answer([REGION, REVENUE], SALES, question=shares), top=2).endswith("by themselves; 2 are not drawn.")


def test_a_last_period_that_is_not_over_is_hatched_and_labelled() -> None:
    data = answer([MONTH, REVENUE], [["2025-01-01", 30], ["2025-02-01", 10]], as_of="2025-02-09")
    drawn = figure("bar", data)
    assert drawn["data"][0]["marker"] == {"pattern": {"shape": ["", "/"]}}
    assert [label["text"] for label in drawn["layout"]["annotations"]] == ["so far"]
    assert summary("bar", data).endswith("Feb 2025 is not over.")
    over = answer([MONTH, REVENUE], data.rows, as_of="2025-03-01")
    assert "annotations" not in figure("bar", over)["layout"]


def test_it_says_what_is_missing() -> None:
    assert misfit("bar", measures=[SUM]) == "Bars need a measure and a field to group by."
    assert misfit("bar", dimensions=[BY_REGION], measures=[SUM]) is None
