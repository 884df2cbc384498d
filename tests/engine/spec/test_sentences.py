"""A question in words says what is asked, no more and no less."""

from __future__ import annotations

from typing import Any

import pytest

from apps.engine.spec import QuerySpec, describe

S: dict[str, Any] = {"agg": "sum", "field": "amount"}
LAST = {"rel": "last", "n": 3, "unit": "month"}


def cond(field: str, op: str, **more: Any) -> dict[str, Any]:
    return {"field": field, "op": op, **more}


def test_it_works() -> None:
    spec = {"measures": [S], "dimensions": [{"field": "region"}], "filters": [cond("channel", "eq", value="web")], "limit": 10}
    text = describe(QuerySpec.parse(spec), {"amount": "revenue"})
    assert text == "Sum of revenue by region, where channel is web; the first 10."


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ({"rows": ["*"]}, "All columns."),
        ({"rows": ["unit_price", "region"], "limit": 1000}, "Rows of unit price and region; the first 1,000."),
        ({"dimensions": [{"field": "region"}]}, "The groups by region."),
        ({"measures": [{"agg": "count"}, {"agg": "count", "field": "a"}]}, "Number of rows and number of a."),
        ({"measures": [{"agg": "quantile", "field": "a", "q": 0.95}]}, "95th percentile of a."),
        ({"measures": [{"agg": "avg", "field": "a", "as": "mean_a"}]}, "Mean a."),
        ({"measures": [{"agg": "ratio", "numerator": S, "denominator": {"agg": "count"}}]}, "Sum of amount per number of rows."),
        ({"measures": [{"agg": "count", "where": cond("returned", "eq", value=True)}]}, "Number of rows where returned is true."),
        ({"measures": [S], "dimensions": [{"field": "day", "grain": "month"}]}, "Sum of amount by month (day)."),
        ({"measures": [S], "dimensions": [{"field": "a", "bins": 20}]}, "Sum of amount by a in 20 ranges."),
        ({"measures": [S], "dimensions": [{"field": "a", "width": 2.5}]}, "Sum of amount by a in steps of 2.5."),
        ({"measures": [S], "sample": {"rows": 1000}}, "Sum of amount; from 1,000 random rows."),
        ({"measures": [S], "sample": {"share": 0.1}}, "Sum of amount; from a random 10% of the rows."),
    ],
)
def test_what_is_asked(spec: dict[str, Any], words: str) -> None:
    assert describe(QuerySpec.parse(spec)) == words


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (cond("a", "in", values=["x", None, "z"]), "a is x, empty or z"),
        (cond("a", "in", values=[1, 2, 3, 4, 5, 6, 7]), "a is 1, 2, 3, 4 or 5 or 2 more"),
        (cond("a", "not_in", values=[]), "a is not one of none"),
        (cond("a", "between", values=[1, 2]), "a is between 1 and 2"),
        (cond("a", "contains", value="x"), "a contains “x”"),
        (cond("a", "starts_with", value="x"), "a starts with “x”"),
        (cond("a", "is_null"), "a is empty"),
        (cond("a", "not_null"), "a is not empty"),
        (cond("d", "period", value=LAST), "d is in the last 3 months"),
        (cond("d", "period", value={"rel": "this", "unit": "year", "mode": "trailing"}), "d is in this year so far"),
        (
            cond("d", "period", value={"rel": "last", "n": 30, "unit": "day", "mode": "trailing"}),
            "d is in the last 30 days, today included",
        ),
        (cond("d", "period", value={"from": "2026-01-01", "to": "2026-01-31"}), "d is in 2026-01-01 to 2026-01-31"),
        (cond("d", "period", value={"from": "2026-01-01"}), "d is in the time since 2026-01-01"),
        (cond("d", "period", value={"to": "2026-01-31"}), "d is in the time until 2026-01-31"),
        (
            {"or": [cond("a", "gt", value=1), {"and": [cond("b", "lte", value=2), cond("c", "ne", value=3)]}]},
            "a is above 1 or (b is at most 2 and c is not 3)",
        ),
        ({"not": cond("a", "lt", value=1)}, "not (a is below 1)"),
        ({"or": []}, "nothing"),
    ],
)
def test_conditions(condition: dict[str, Any], words: str) -> None:
    assert describe(QuerySpec.parse({"rows": ["*"], "filters": condition})) == f"All columns, where {words}."


@pytest.mark.parametrize(
    ("transform", "words"),
    [
        ({"kind": "share"}, "Sum of amount, and its share of the total, by region."),
        ({"kind": "share", "within": "region"}, "Sum of amount, and its share of region, by region."),
        ({"kind": "running"}, "Running total of sum of amount by region."),
        ({"kind": "moving", "n": 7}, "Sum of amount, and its mean over 7 rows, by region."),
        ({"kind": "change", "unit": "year"}, "Sum of amount, and its change against the year before, by region."),
        (
            {"kind": "compare", "field": "day", "a": {"rel": "this"}, "b": LAST},
            "Sum of amount in this month against the last 3 months (day) by region.",
        ),
        ({"kind": "corr", "x": "a", "y": "b"}, "Correlation of a and b by region."),
    ],
)
def test_transforms(transform: dict[str, Any], words: str) -> None:
    assert describe(QuerySpec.parse({"measures": [S], "dimensions": [{"field": "region"}], "transform": transform})) == words


def test_having_sort_and_limit_per() -> None:
    more = {"having": cond("total", "gt", value=5), "sort": [{"by": "total", "dir": "desc"}], "limit": 3, "limit_per": "region"}
    text = describe(QuerySpec.parse({"measures": [{**S, "as": "total"}], "dimensions": [{"field": "region"}, {"field": "shop"}], **more}))
    assert text == "Total by region and shop, only where total is above 5; the first 3 for each region by total, highest first."
