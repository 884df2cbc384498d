"""Chart kinds: what they say and what they draw, from plain answers."""

from __future__ import annotations

from typing import Any

import pytest

from apps.charts.kinds import ChartData, get, kinds
from apps.core.errors import InvalidInput
from apps.engine.compile import OutputColumn
from apps.engine.spec import QuerySpec
from apps.engine.types import ColumnType

REGION = OutputColumn("region", "Region", ColumnType.TEXT, "dimension")
MONTH = OutputColumn("month", "Month", ColumnType.DATE, "dimension", "month")
REVENUE = OutputColumn("revenue", "Revenue", ColumnType.FLOAT, "measure")
BEFORE = OutputColumn("revenue_previous", "Revenue before", ColumnType.FLOAT, "measure")


def data(columns: list[OutputColumn], rows: list[list[Any]], total: int | None = None) -> ChartData:
    return ChartData(tuple(columns), rows, total)


def drawn(kind: str, answer: ChartData, **options: Any) -> dict[str, Any]:
    figure = get(kind).figure(answer, get(kind).checked(options))
    assert figure is not None
    return figure


def said(kind: str, answer: ChartData) -> str:
    return get(kind).summary(answer, get(kind).defaults())


def test_it_works() -> None:
    assert {"points", "bar", "line", "table", "number"} <= set(kinds())
    for kind in kinds().values():
        assert kind.about.endswith(".")
        assert kind.checked({}) == kind.defaults()


def test_an_unknown_kind_names_those_that_there_are() -> None:
    with pytest.raises(InvalidInput, match=r"There are: .*bar"):
        get("pie-in-the-sky")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"mode": "pile"}, "one of grouped, stacked, percent"),
        ({"labels": "yes"}, "one of auto, on, off"),
        ({"colour": "red"}, "no option colour"),
    ],
)
def test_a_bad_option_says_what_would_fit(given: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        get("bar").checked(given)


def test_bars_name_the_highest_and_the_lowest() -> None:
    answer = data([REGION, REVENUE], [["North", 1200.5], ["South", 80], [None, 300]])
    assert said("bar", answer) == "Revenue by region: North is highest at 1,200, South lowest at 80, over 3 groups."
    figure = drawn("bar", answer)
    assert figure["data"][0]["x"] == ["North", "South", "(empty)"]
    assert figure["data"][0]["y"] == [1200.5, 80, 300]


def test_marks_know_their_rows_and_traces_what_they_stand_for() -> None:
    rows = [["2025-01-01", "N", 1], ["2025-02-01", "N", 2], ["2025-02-01", "S", 5]]
    for kind in ("bar", "line"):
        north, south = drawn(kind, data([MONTH, REGION, REVENUE], rows))["data"]
        assert (north["customdata"], south["customdata"]) == ([0, 1], [None, 2])
        assert south["meta"] == {"column": "region", "value": "S"}
    assert drawn("bar", data([REGION, REVENUE], [["N", 1]]))["data"][0]["meta"] == {"slot": 0}


def test_many_categories_lie_sideways_with_the_first_on_top() -> None:
    figure = drawn("bar", data([REGION, REVENUE], [[f"r{i}", i] for i in range(9)]))
    assert figure["data"][0]["orientation"] == "h"
    assert figure["layout"]["yaxis"]["autorange"] == "reversed"


def test_bars_stack_to_shares() -> None:
    figure = drawn("bar", data([REGION, MONTH, REVENUE], [["N", "2025-01-01", 1], ["S", "2025-02-01", 2]]), mode="percent")
    assert (figure["layout"]["barmode"], figure["layout"]["barnorm"]) == ("stack", "percent")
    assert [trace["name"] for trace in figure["data"]] == ["Jan 2025", "Feb 2025"]


def test_a_missing_combination_is_a_gap_not_a_zero() -> None:
    rows = [["2025-01-01", "N", 1], ["2025-02-01", "N", 2], ["2025-02-01", "S", 5]]
    figure = drawn("line", data([MONTH, REGION, REVENUE], rows))
    assert {t["name"]: t["y"] for t in figure["data"]} == {"N": [1, 2], "S": [None, 5]}


def test_lines_lie_in_order_of_time_whatever_the_order_of_rows() -> None:
    figure = drawn("line", data([MONTH, REVENUE], [["2025-03-01", 3], ["2025-01-01", 1], ["2025-02-01", 2]]))
    assert figure["data"][0]["x"] == ["2025-01-01", "2025-02-01", "2025-03-01"]
    assert figure["data"][0]["y"] == [1, 2, 3]


def test_a_line_says_its_change_and_its_peak() -> None:
    answer = data([MONTH, REVENUE], [["2025-01-01", 100.0], ["2025-02-01", 300.0], ["2025-03-01", 150.0]])
    assert said("line", answer) == "Revenue by month from Jan 2025 to Mar 2025: up 50%, from 100 to 150; highest in Feb 2025 at 300."


def test_more_series_than_colours_are_cut_and_the_summary_says_so() -> None:
    rows = [["2025-01-01", f"r{i}", i + 1] for i in range(12)]
    answer = data([MONTH, REGION, REVENUE], rows)
    assert len(drawn("line", answer)["data"]) == 8
    assert said("line", answer).endswith("The 8 largest of 12 series are drawn; the table has all.")


def test_a_number_says_its_change() -> None:
    assert said("number", data([REVENUE], [[1234567.0]])) == "Revenue: 1,234,567."
    assert (
        said("number", data([MONTH, REVENUE, BEFORE], [["2025-01-01", 1, None], ["2025-02-01", 150.0, 100.0]]))
        == "Revenue in Feb 2025: 150, up 50% from 100."
    )


def test_a_table_says_how_many_of_how_many() -> None:
    assert said("table", data([REGION, REVENUE], [["N", 1], ["S", 2]], total=2000)) == "2 rows of 2,000: Region and Revenue."


def test_points_say_what_lies_against_what() -> None:
    columns = [OutputColumn(n, n.title(), ColumnType.FLOAT, "field") for n in ("lon", "lat")]
    assert said("points", data(columns, [], total=10_000_000)) == "10,000,000 points of lat against lon."


@pytest.mark.parametrize("kind", ["bar", "line", "number"])
def test_an_empty_answer_is_said_in_words(kind: str) -> None:
    assert said(kind, data([MONTH, REVENUE], [])).startswith("There ")


SUM = [{"agg": "sum", "field": "x"}]


@pytest.mark.parametrize(
    ("kind", "spec"),
    [
        ("points", {"measures": SUM}),
        ("bar", {"measures": SUM}),
        ("line", {"rows": ["x"]}),
        ("number", {"measures": SUM, "dimensions": [{"field": "region"}]}),
    ],
)
def test_a_kind_that_does_not_fit_says_what_is_missing(kind: str, spec: dict[str, Any]) -> None:
    assert get(kind).misfit(QuerySpec.parse(spec))
