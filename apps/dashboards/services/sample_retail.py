"""The shop: a million orders, their charts, and the dashboard that tells what happened."""

from __future__ import annotations

from typing import Any

from apps.datasets.sample import make_retail

from .sample import RETAIL
from .sample_load import Sample, SampleChart, SampleData

_DATA = SampleData(
    key="retail.orders",
    name="Shop orders",
    about="A million invented orders of 24 European stores over three years, with returns. Made on this machine, the same on every one.",
    filename="orders.parquet",
    make=make_retail,
)
_REVENUE = {"agg": "sum", "field": "amount", "as": "Revenue"}
_ORDERS = {"agg": "count", "as": "Orders"}
_BACK = {"field": "returned", "op": "eq", "value": True}
_RETURNED = {"agg": "ratio", "numerator": {"agg": "count", "where": _BACK}, "denominator": {"agg": "count"}, "as": "Share returned"}
_MONTH = {"field": "ordered_at", "grain": "month", "as": "Month"}
_STORY = """Five things happened to this shop. The charts show where; the filters tell why.

Revenue grows about a sixth a year, and more of it comes from online orders.

The South falls behind from June 2025 on. Filter by region and compare.

Footwear comes back more often since a new supplier began in March 2025: all of it but one product.

One week of April 2025 stands out, and one of every November. Narrow the date to see their days."""


def _latest(measure: dict[str, Any]) -> dict[str, Any]:
    """A measure by year with its change: a number shows the newest year against the one before."""
    year = {"field": "ordered_at", "grain": "year", "as": "Year"}
    return {"dimensions": [year], "measures": [measure], "sort": [{"by": "Year"}], "transform": {"kind": "change", "unit": "year"}}


def _by(measures: list[dict[str, Any]], *dimensions: Any, **more: Any) -> dict[str, Any]:
    return {"dimensions": list(dimensions), "measures": measures} | more


def _chart(key: str, name: str, kind: str, spec: dict[str, Any], about: str = "", **options: Any) -> SampleChart:
    return SampleChart(f"retail.{key}", _DATA.key, name, kind, spec, options, about)


_REGION, _CHANNEL, _CATEGORY, _PRODUCT = ({"field": name, "as": name.capitalize()} for name in ("region", "channel", "category", "product"))
_IN_TIME = {"sort": [{"by": "Month"}]}
_CHARTS = (
    _chart("revenue", "Revenue, latest year", "number", _latest(_REVENUE)),
    _chart("orders", "Orders, latest year", "number", _latest(_ORDERS)),
    _chart("average", "Average order, latest year", "number", _latest({"agg": "avg", "field": "amount", "as": "Average order"})),
    _chart("customers", "Customers, latest year", "number", _latest({"agg": "count_distinct", "field": "customer_id", "as": "Customers"})),
    _chart("months", "Revenue by month and region", "line", _by([_REVENUE], _MONTH, _REGION, **_IN_TIME), "The South stays behind."),
    _chart("regions", "Revenue by region and channel", "bar", _by([_REVENUE], _REGION, _CHANNEL), mode="stacked"),
    _chart("returns", "Share returned by category", "bar", _by([_RETURNED], _CATEGORY, sort=[{"by": "Share returned", "dir": "desc"}])),
    _chart("footwear", "Footwear: share returned by month", "line",
           _by([_RETURNED], _MONTH, **_IN_TIME, filters=[{"field": "category", "op": "eq", "value": "Footwear"}])),
    _chart("products", "Top products", "table",
           _by([_REVENUE, _ORDERS, _RETURNED], _PRODUCT, _CATEGORY, sort=[{"by": "Revenue", "dir": "desc"}], limit=20)),
    _chart("every", "Every order", "points", {"rows": ["ordered_at", "amount", "category"]}, "One point for each of a million orders."),
    _chart("mix", "Orders by month and channel", "bar", _by([_ORDERS], _MONTH, _CHANNEL, **_IN_TIME), mode="percent"),
)  # fmt: skip

# key of the chart (None: the story), column, row, columns wide, rows high; phones show them in this order
_PLACES = (
    ("revenue", 0, 0, 3, 2), ("orders", 3, 0, 3, 2), ("average", 6, 0, 3, 2), ("customers", 9, 0, 3, 2),
    ("months", 0, 2, 8, 5), (None, 8, 2, 4, 5),
    ("regions", 0, 7, 4, 5), ("returns", 4, 7, 4, 5), ("footwear", 8, 7, 4, 5),
    ("products", 0, 12, 6, 6), ("every", 6, 12, 6, 6), ("mix", 0, 18, 12, 4),
)  # fmt: skip


def _board(charts: dict[str, str], datasets: dict[str, str]) -> dict[str, Any]:
    tiles = [_tile(charts, place, order) for order, place in enumerate(_PLACES)]
    base: dict[str, Any] = {"dataset": datasets[_DATA.key], "default": [], "tiles": None}
    columns = (("region", "Region", "region"), ("channel", "Channel", "channel"), ("category", "Category", "category"))
    lists = [base | {"id": name, "label": label, "column": column, "type": "values"} for name, label, column in columns]
    date = base | {"id": "date", "label": "Date", "column": "ordered_at", "type": "period"}
    about = "What sells, where, and what comes back: a shop with 24 stores over three years."
    return {"name": "Retail overview", "description": about, "filters": [*lists, date], "tiles": tiles}


def _tile(charts: dict[str, str], place: tuple[str | None, int, int, int, int], order: int) -> dict[str, Any]:
    key, x, y, w, h = place
    shown = {"kind": "chart", "chart": charts[f"retail.{key}"]} if key else {"kind": "text", "title": "Five things to find", "text": _STORY}
    return shown | {"x": x, "y": y, "w": w, "h": h, "mobile_order": order}


RETAIL_SAMPLE = Sample(name=RETAIL, data=(_DATA,), charts=_CHARTS, board=_board)
