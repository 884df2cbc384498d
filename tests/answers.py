"""Plain answers for tests of chart kinds: columns and rows as the engine gives them, and what a kind makes of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from apps.charts.kinds import ChartData, get
from apps.engine.compile import OutputColumn
from apps.engine.spec import QuerySpec
from apps.engine.types import ColumnType

REGION = OutputColumn("region", "Region", ColumnType.TEXT, "dimension")
PRODUCT = OutputColumn("product", "Product", ColumnType.TEXT, "dimension")
MONTH = OutputColumn("month", "Month", ColumnType.DATE, "dimension", "month")
REVENUE = OutputColumn("revenue", "Revenue", ColumnType.FLOAT, "measure")
COST = OutputColumn("cost", "Cost", ColumnType.FLOAT, "measure")
SHARE = OutputColumn("share", "Share", ColumnType.FLOAT, "measure")

SUM = {"agg": "sum", "field": "amount", "as": "revenue"}
BY_REGION = {"field": "region"}
BY_MONTH = {"field": "day", "grain": "month"}


def answer(columns: list[OutputColumn], rows: list[list[Any]], total: int | None = None, **more: Any) -> ChartData:
    """The answer of these rows; `question` may be plain data, `as_of` text."""
    question = more.pop("question", None)
    if "as_of" in more:
        more["as_of"] = dt.datetime.fromisoformat(more["as_of"])
    return ChartData(tuple(columns), rows, total, QuerySpec.parse(question) if question else None, **more)


def figure(kind: str, data: ChartData, **options: Any) -> dict[str, Any]:
    """What the kind draws; there must be something."""
    drawn = get(kind).figure(data, get(kind).checked(options))
    assert drawn is not None
    return drawn


def traces(kind: str, data: ChartData, **options: Any) -> list[dict[str, Any]]:
    """The traces of what the kind draws."""
    found: list[dict[str, Any]] = figure(kind, data, **options)["data"]
    return found


def summary(kind: str, data: ChartData, **options: Any) -> str:
    """The kind's sentence."""
    return get(kind).summary(data, get(kind).checked(options))


def misfit(kind: str, **spec: Any) -> str | None:
    """Why the kind cannot draw this question."""
    return get(kind).misfit(QuerySpec.parse(spec))


def asked(kind: str, **spec: Any) -> dict[str, Any]:
    """The question that is really put, as plain data."""
    return get(kind).asked(QuerySpec.parse(spec)).plain()


def more(kind: str, data: ChartData, **options: Any) -> dict[str, dict[str, Any]]:
    """The further questions, as plain data by name."""
    assert data.question is not None
    return {name: spec.plain() for name, spec in get(kind).more(data.question, data, get(kind).checked(options)).items()}
