"""Histogram, box, violin and density: what they ask the engine, and what they make of its answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from answers import BY_MONTH, BY_REGION, REGION, SUM, answer, asked, figure, misfit, summary, traces

from apps.charts.kinds import get
from apps.charts.kinds.bins import edges, width_of
from apps.engine.compile import OutputColumn
from apps.engine.spec import Dimension, QuerySpec
from apps.engine.types import ColumnType

PRICE = OutputColumn("price_bin", "Price (from)", ColumnType.FLOAT, "dimension")
WEIGHT = OutputColumn("weight_bin", "Weight (from)", ColumnType.FLOAT, "dimension")
COUNT = OutputColumn("count", "Count", ColumnType.INTEGER, "measure")
BY_PRICE = {"field": "price"}
AVERAGE = {"agg": "avg", "field": "price"}
LAMPS = {"field": "product", "op": "eq", "value": "Lamp"}
LABELS = (
    "Lowest price",
    "p5 price",
    "p25 price",
    "Median price",
    "p75 price",
    "p95 price",
    "Highest price",
    "Average price",
    "Count of price",
)
BOXES = [OutputColumn(f"m{i}", label, ColumnType.FLOAT, "measure") for i, label in enumerate(LABELS)]


def prices(rows: list[list[Any]]) -> Any:
    return answer([PRICE, COUNT], rows, question={"dimensions": [{"field": "price", "bins": 5}], "measures": [{"agg": "count"}]})


def test_a_histogram_asks_for_ranges_and_a_count() -> None:
    question = asked("histogram", dimensions=[BY_PRICE, BY_REGION])
    assert question["dimensions"] == [{"field": "price", "bins": 30}, {"field": "region"}]
    assert question["measures"] == [{"agg": "count"}]
    assert asked("histogram", dimensions=[{"field": "price", "width": 5.0}])["dimensions"] == [{"field": "price", "width": 5.0}]


def test_its_bars_are_as_wide_as_the_ranges_also_when_neighbours_are_empty() -> None:
    data = prices([[40.0, 1], [0.0, 6], [20.0, 3], [None, 2]])
    (trace,) = traces("histogram", data)
    assert (trace["x"], trace["y"], trace["width"], trace["customdata"]) == ([5, 25, 45], [6, 3, 1], 10, [1, 2, 0])
    assert trace["hovertext"][0] == "0 to 10"
    assert summary("histogram", data) == "Price lies between 0 and 50; most, 60%, from 0 to 10. Without a value: 2."


def test_it_shows_shares_and_running_shares() -> None:
    data = prices([[0.0, 6], [20.0, 3], [40.0, 1]])
    assert traces("histogram", data, show="share")[0]["y"] == [0.6, 0.3, 0.1]
    assert traces("histogram", data, show="sum")[0]["y"] == pytest.approx([0.6, 0.6, 0.9, 0.9, 1.0])
    assert figure("histogram", data, show="sum")["layout"]["yaxis"]["tickformat"] == ".0%"


@pytest.mark.parametrize(
    ("places", "question", "width"),
    [([0.0, 30.0], {"bins": 4}, 10), ([0.0, 5.0, 20.0], {"width": 2.5}, 2.5), ([1.0, 4.0, 6.0], None, 2), ([3.0], {"bins": 9}, 1)],
)
def test_the_width_of_a_range(places: list[float], question: Any, width: float) -> None:
    assert width_of(places, Dimension(field="x", **question) if question else None) == width


def test_empty_ranges_lie_between_the_filled_ones() -> None:
    assert edges([0.1, 0.30000000000000004], 0.1) == [0.1, 0.2, 0.30000000000000004]
    assert edges([], 1) == []


def test_a_box_plot_asks_the_engine_for_quartiles_of_the_field() -> None:
    question = asked("box", dimensions=[BY_REGION], measures=[AVERAGE | {"as": "mean"}], sort=[{"by": "mean"}])
    assert [part["agg"] for part in question["measures"]] == [
        *("min", "quantile", "quantile", "median", "quantile", "quantile", "max", "avg", "count")
    ]
    assert [part["q"] for part in question["measures"] if "q" in part] == [0.05, 0.25, 0.75, 0.95]
    assert "sort" not in question


def test_a_box_is_drawn_from_them() -> None:
    rows = [["N", 1, 2, 3, 4, 5, 6, 9, 4.2, 50], ["S", 0, 1, 4, 8, 12, 15, 20, 8.5, 70], ["W", *[None] * 8, 0]]
    data = answer([REGION, *BOXES], rows)
    (trace,) = traces("box", data)
    assert (trace["x"], trace["q1"], trace["median"], trace["q3"], trace["mean"]) == (["N", "S"], [3, 4], [4, 8], [5, 12], [4.2, 8.5])
    assert (trace["lowerfence"], trace["upperfence"], trace["customdata"]) == ([2, 1], [6, 15], [0, 1])
    (all_of,) = traces("box", data, whiskers="all", mean=False, order="median")
    assert (all_of["x"], all_of["lowerfence"], all_of["upperfence"], "mean" in all_of) == (["S", "N"], [0, 1], [20, 9], False)
    assert summary("box", data) == (
        "Price by region: the median is highest in S at 8 and lowest in N at 4; the middle half is widest in S, from 4 to 12."
    )
    assert summary("box", answer(BOXES, [rows[0][1:]])).startswith("Price: half of 50 values lie between 3 and 5, the median at 4;")


def test_a_violin_asks_for_a_sample_of_rows() -> None:
    where = {"field": "year", "op": "eq", "value": 2025}
    question = asked("violin", dimensions=[BY_REGION], measures=[AVERAGE], filters=where, limit=5)
    assert (question["rows"], question["sample"]) == (["region", "price"], {"rows": 10_000})
    assert question["filters"]["and"] == [where, {"field": "price", "op": "not_null"}]
    assert "limit" not in question


def test_a_violin_has_the_values_of_each_group() -> None:
    columns = [OutputColumn("region", "Region", ColumnType.TEXT, "field"), OutputColumn("price", "Price", ColumnType.FLOAT, "field")]
    data = answer(columns, [["S", 5.0], ["N", 1.0], ["S", 7.0], ["N", None]])
    _, south = traces("violin", data)
    assert (south["x"], south["y"], south["customdata"], south["meta"]) == (["S", "S"], [5, 7], [0, 2], {"column": "region", "value": "S"})
    assert summary("violin", data) == "Price by region, from all 3 rows: the median is highest in S at 6 and lowest in N at 1."
    assert summary("violin", answer(columns[1:], [[2.0], [4.0]])) == "Price, from all 2 rows: the median is 3."


def test_a_density_is_a_grid_of_counts() -> None:
    question = asked("density", dimensions=[{"field": "price"}, {"field": "weight"}])
    assert [part["bins"] for part in question["dimensions"]] == [40, 40]
    grid = {"dimensions": [{"field": "price", "bins": 3}, {"field": "weight", "bins": 2}], "measures": [{"agg": "count"}]}
    data = answer([PRICE, WEIGHT, COUNT], [[0.0, 0.0, 90], [2.0, 1.0, 10], [0.0, 1.0, 1], [None, 1.0, 5]], question=grid)
    (trace,) = traces("density", data)
    assert (trace["x"], trace["y"]) == ([0.5, 1.5, 2.5], [0.5, 1.5])
    assert (trace["z"], trace["customdata"]) == ([[90, None, None], [1, None, 10]], [[0, None, None], [2, None, 1]])
    (log,) = traces("density", data, scale="log")
    assert (log["z"][1][2], log["text"][1][2], log["colorbar"]["ticktext"]) == (1.0, 10, ["1", "10"])
    assert summary("density", data) == (
        "Weight against price: thickest where price is 0 to 1 and weight 0 to 1, with 90 of 101; half of all lies in 1 of 3 filled cells."
    )


def test_they_say_what_is_missing() -> None:
    assert misfit("histogram", dimensions=[BY_MONTH]) == "A histogram needs a number first, in ranges; for periods choose bars or a line."
    assert misfit("histogram", measures=[SUM]) == "Histogram needs a number: 1 to 2 dimensions."
    assert misfit("box", dimensions=[BY_REGION], measures=[{"agg": "count"}]) == (
        "A box plot needs the values of a field: choose a measure of a number, such as its average."
    )
    assert misfit("violin", dimensions=[BY_MONTH], measures=[AVERAGE]) == (
        "A violin plot groups by a category as it is; for periods and ranges choose a box plot."
    )
    assert misfit("density", dimensions=[BY_PRICE, BY_MONTH])
    assert misfit("violin", measures=[AVERAGE]) is None


def test_whiskers_end_where_tukey_drew_them() -> None:
    data = answer([REGION, *BOXES], [["N", 0, 2, 3, 4, 5, 6, 99, 4.2, 50], [None, 1, 1, 4, 8, 12, 15, 20, 8.5, 70]])
    question = QuerySpec.parse({"dimensions": [BY_REGION], "measures": [{"agg": "min", "field": "price", "where": LAMPS}]})
    asked_more = get("box").more(question, data, get("box").defaults())
    low, high, beyond = asked_more["whiskers"].plain()["measures"]
    north = [{"field": "region", "op": "eq", "value": "N"}, {"field": "price", "op": "between", "values": [0, 8]}]
    assert low["where"]["and"][0] == LAMPS
    assert low["where"]["and"][1]["or"][0] == {"and": north}
    assert high["where"] == low["where"]
    assert beyond["where"]["and"][1]["or"][1]["and"][0] == {"field": "region", "op": "is_null"}
    assert asked_more["outside"].plain()["filters"] == beyond["where"]

    ends = [OutputColumn(name, name, ColumnType.FLOAT, "measure") for name in ("low", "high", "outside", "times")]
    value = OutputColumn("value", "Value", ColumnType.FLOAT, "dimension")
    answered = {
        "whiskers": answer([REGION, *ends[:3]], [["N", 1, 7, 3], [None, 1, 20, 0]]),
        "outside": answer([REGION, value, ends[3]], [["N", 42, 2], ["N", 99, 1]]),
    }
    (trace,) = traces("box", replace(data, more=answered))
    assert (trace["lowerfence"], trace["upperfence"], trace["y"]) == ([1, 1], [7, 20], [[0, 42, 99], []])
    assert summary("box", replace(data, more=answered)).endswith(" 3 values lie beyond the whiskers.")
    assert get("box").more(question, data, get("box").checked({"whiskers": "all"})) == {}
