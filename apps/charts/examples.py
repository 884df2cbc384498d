"""One question for each kind, about the sample's orders: what the gallery shows and what golden pictures are drawn from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

NEEDED = frozenset({
    "ordered_at", "city", "country", "region", "latitude", "longitude", "channel", "category", "product", "amount", "cost", "discount",
    "returned",
})  # fmt: skip
_REVENUE = {"agg": "sum", "field": "amount", "as": "Revenue"}
_ORDERS = {"agg": "count", "as": "Orders"}
_AVERAGE = {"agg": "avg", "field": "amount", "as": "Average order"}
_BACK = {"field": "returned", "op": "eq", "value": True}
_RETURNED = {"agg": "ratio", "numerator": {"agg": "count", "where": _BACK}, "denominator": {"agg": "count"}, "as": "Share returned"}
_DISCOUNT = {"agg": "avg", "field": "discount", "as": "Average discount"}
_FOOTWEAR = {"field": "category", "op": "eq", "value": "Footwear"}


@dataclass(frozen=True)
class Example:
    """A question about a dataset with the columns NEEDED, and how one kind draws it."""

    kind: str
    title: str
    spec: dict[str, Any]
    options: dict[str, Any] = field(default_factory=dict)


def _by(*fields: str) -> list[dict[str, Any]]:
    return [{"field": name, "as": name.replace("_", " ").capitalize()} for name in fields]


def _time(grain: str) -> dict[str, Any]:
    return {"field": "ordered_at", "grain": grain, "as": grain.capitalize()}


def _asked(dimensions: list[dict[str, Any]], *measures: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"dimensions": dimensions, "measures": list(measures)} | more


def _over(amount: int) -> dict[str, Any]:
    return {"agg": "count", "where": {"field": "amount", "op": "gte", "value": amount}, "as": f"€{amount} and more"}


def _below(amount: int) -> list[dict[str, Any]]:
    return [{"field": "amount", "op": "lt", "value": amount}]


_SPRING = {"field": "ordered_at", "op": "between", "values": ["2025-04-01", "2025-06-30"]}
_YEAR = {"dimensions": [_time("year")], "sort": [{"by": "Year"}], "transform": {"kind": "change", "unit": "year"}}
_LATEST = {"field": "ordered_at", "op": "gte", "value": "2025-01-01"}
_IN_2025 = {"agg": "sum", "field": "amount", "where": _LATEST, "as": "Revenue of 2025"}
_IN_2024 = {
    "agg": "sum",
    "field": "amount",
    "where": {"field": "ordered_at", "op": "between", "values": ["2024-01-01", "2024-12-31"]},
    "as": "Revenue of 2024",
}
_LARGEST = [{"by": "Revenue", "dir": "desc"}]
_FIRST_LAST = [{"agg": "min", "field": "ordered_at", "as": "First"}, {"agg": "max", "field": "ordered_at", "as": "Last"}]

_ALL = (
    Example("number", "Revenue of the latest year", _YEAR | {"measures": [_REVENUE]}),
    Example("gauge", "Revenue of 2025 against the year before", _asked([], _IN_2025, _IN_2024)),
    Example("bullet", "Revenue of 2025 against the year before", _asked(_by("region"), _IN_2025, _IN_2024)),
    Example("table", "Top products", _asked(_by("product", "category"), _REVENUE, _ORDERS, _RETURNED, sort=_LARGEST, limit=20)),
    Example("pivot", "Revenue by region and channel", _asked(_by("region", "channel"), _REVENUE, _ORDERS)),
    Example("bar", "Revenue by region and channel", _asked(_by("region", "channel"), _REVENUE), {"mode": "stacked"}),
    Example("combo", "Revenue and share returned", _asked([_time("month")], _REVENUE, _RETURNED)),
    Example("radar", "Orders by category and channel", _asked(_by("category", "channel"), _ORDERS)),
    Example("multiples", "Revenue of each category", _asked([*_by("category"), _time("month")], _REVENUE)),
    Example("wordcloud", "Products by orders", _asked(_by("product"), _ORDERS)),
    Example("line", "Revenue by month and region", _asked([_time("month"), *_by("region")], _REVENUE)),
    Example("area", "Revenue by month and category", _asked([_time("month"), *_by("category")], _REVENUE)),
    Example("longline", "Every footwear order", {"rows": ["ordered_at", "amount", "channel"], "filters": [_FOOTWEAR]}),
    Example("calendar", "Revenue of each day", _asked([_time("day")], _REVENUE)),
    Example("candlestick", "Footwear: amounts of a month's orders", _asked([_time("month")], _AVERAGE, filters=[_FOOTWEAR])),
    Example("gantt", "First and last return, spring 2025", _asked(_by("product"), *_FIRST_LAST, filters=[_FOOTWEAR, _BACK, _SPRING])),
    Example("pie", "Revenue by channel", _asked(_by("channel"), _REVENUE)),
    Example("treemap", "Revenue by category and product", _asked(_by("category", "product"), _REVENUE)),
    Example("sunburst", "Revenue by region and country", _asked(_by("region", "country"), _REVENUE)),
    Example("waterfall", "Revenue, region by region", _asked(_by("region"), _REVENUE)),
    Example("box", "Amounts of orders by category", _asked(_by("category"), _AVERAGE)),
    Example("violin", "Amounts of orders by category", _asked(_by("category"), _AVERAGE, filters=_below(300))),
    Example("histogram", "Amounts of orders", _asked(_by("amount"), _ORDERS, filters=_below(300))),
    Example("density", "Amounts and costs of orders", _asked(_by("amount", "cost"), _ORDERS, filters=_below(300))),
    Example("scatter", "Cities: orders and returns", _asked(_by("city", "region"), _ORDERS, _RETURNED)),
    Example("bubble", "Cities: orders, returns and revenue", _asked(_by("city", "region"), _ORDERS, _RETURNED, _REVENUE)),
    Example("heatmap", "Share returned by category and month", _asked([_time("month"), *_by("category")], _RETURNED)),
    Example("points", "Every order", {"rows": ["ordered_at", "amount", "category"]}),
    Example("parallel", "Cities on four scales", _asked(_by("city", "region"), _REVENUE, _AVERAGE, _RETURNED, _DISCOUNT)),
    Example("network", "Which categories sell where", _asked(_by("country", "category"), _ORDERS)),
    Example("funnel", "Orders by their amount", _asked([], _ORDERS, _over(50), _over(100), _over(200))),
    Example("sankey", "Revenue from region to category", _asked(_by("region", "channel", "category"), _REVENUE)),
    Example("choropleth", "Revenue by country", _asked(_by("country"), _REVENUE)),
    Example("pointmap", "Revenue of each store", _asked(_by("latitude", "longitude"), _REVENUE)),
)  # fmt: skip
EXAMPLES = {example.kind: example for example in _ALL}
