"""Pivot tables: what is asked for totals, and where it comes to lie."""

from __future__ import annotations

from typing import Any

from answers import BY_REGION, MONTH, PRODUCT, REGION, REVENUE, SHARE, SUM, answer, asked, figure, misfit, more, summary

QUESTION = {
    "dimensions": [BY_REGION, {"field": "product"}, {"field": "day", "grain": "month"}],
    "measures": [SUM],
    "filters": {"field": "year", "op": "eq", "value": 2025},
    "sort": [{"by": "revenue"}],
    "limit": 3,
}
ROWS = [["N", "a", "2025-01-01", 1.0], ["S", "a", "2025-01-01", 2.0], ["N", "b", "2025-02-01", 4.0]]


def sales(**given: Any) -> Any:
    return answer([REGION, PRODUCT, MONTH, REVENUE], ROWS, 9, question=QUESTION, **given)


def table(data: Any, **options: Any) -> dict[str, Any]:
    found: dict[str, Any] = figure("pivot", data, **options)["layout"]["meta"]["pivot"]
    return found


def totals() -> dict[str, Any]:
    """Answers that cannot be sums of the rows, to see that none is added up."""
    return {
        "rows_0_columns": answer([MONTH, REVENUE], [["2025-01-01", 0.1], ["2025-02-01", 0.2]]),
        "rows_1_columns": answer([REGION, MONTH, REVENUE], [["N", "2025-01-01", 0.3], ["S", "2025-01-01", 0.4]]),
        "rows_0": answer([REVENUE], [[0.9]]),
        "rows_1": answer([REGION, REVENUE], [["N", 0.5], ["S", 0.6]]),
        "rows_2": answer([REGION, PRODUCT, REVENUE], [["N", "a", 0.7], ["N", "b", 0.8]]),
    }


def test_every_total_is_a_question_of_its_own() -> None:
    found = more("pivot", sales())
    assert {name: [d["field"] for d in spec.get("dimensions", [])] for name, spec in found.items()} == {
        "rows_0_columns": ["day"],
        "rows_1_columns": ["region", "day"],
        "rows_0": [],
        "rows_1": ["region"],
        "rows_2": ["region", "product"],
    }
    for spec in found.values():
        assert (spec["filters"], spec["measures"]) == (QUESTION["filters"], [SUM])
        assert not {"limit", "sort"} & set(spec)
    assert more("pivot", sales(), subtotals=False, bottom=False, right=False) == {}


def test_totals_lie_below_their_groups_and_at_the_right() -> None:
    found = table(sales(more=totals()))
    assert found["heads"] == [["Jan 2025"], ["Feb 2025"]]
    assert [(line["head"], line["level"], line["cells"]) for line in found["lines"]] == [
        (["N", "a"], None, [1, None, 0.7]),
        (["N", "b"], None, [None, 4, 0.8]),
        (["N"], 1, [0.3, None, 0.5]),
        (["S", "a"], None, [2, None, None]),
        (["S"], 1, [0.4, None, 0.6]),
        ([], 0, [0.1, 0.2, 0.9]),
    ]
    assert [line["rows"] for line in found["lines"]][:3] == [[0, None, None], [None, 2, None], [None, None, None]]
    assert summary("pivot", sales(more=totals())) == (
        "Revenue by region and product and, across, month: 3 by 2. In all: Revenue 0.9. "
        "Totals are of all rows, also of groups that are not shown."
    )


def test_all_groups_may_lie_down_and_measures_beside_each_other() -> None:
    question = {"dimensions": [BY_REGION], "measures": [SUM, {"agg": "count", "as": "share"}]}
    data = answer([REGION, REVENUE, SHARE], [["N", 1, 2]], question=question, more={"rows_0": answer([REVENUE, SHARE], [[3, 4]])})
    found = table(data)
    assert (found["across"], found["heads"], found["measures"], found["right"]) == ([], [[]], ["revenue", "share"], False)
    assert [line["cells"] for line in found["lines"]] == [[1, 2], [3, 4]]
    assert table(sales(), across="2", subtotals=False, bottom=False, right=False)["heads"] == [["a", "Jan 2025"], ["b", "Feb 2025"]]


def test_it_says_what_is_missing() -> None:
    assert misfit("pivot", measures=[SUM]) == "Pivot table needs rows, then columns: 1 to 5 dimensions."
    assert misfit("pivot", dimensions=[BY_REGION], measures=[SUM], transform={"kind": "share"})
    assert asked("pivot", dimensions=[BY_REGION], measures=[SUM])["dimensions"] == [BY_REGION]
