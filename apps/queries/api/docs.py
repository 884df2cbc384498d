"""What the API's documentation says about queries: summaries and examples; the forms are in serializers.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema

from . import views

_DATASET = "m4x8c2v6b9n3pq"
_SPEC = {
    "v": 1,
    "dataset": _DATASET,
    "dimensions": [{"field": "region"}],
    "measures": [{"agg": "sum", "field": "units", "as": "units"}],
    "filters": [{"field": "day", "op": "period", "value": {"rel": "last", "n": 30, "unit": "day"}}],
    "sort": [{"by": "units", "dir": "desc"}],
    "limit": 10,
}
_ANSWER = {
    "columns": [
        {"name": "region", "label": "Region", "type": "text", "role": "dimension"},
        {"name": "units", "label": "Units", "type": "integer", "role": "measure"},
    ],
    "rows": [["EU", 5120], ["US", 4980]],
    "row_count": 2,
    "total": 2,
    "as_of": "2026-05-02T09:00:00+00:00",
    "cached": False,
    "elapsed_ms": 6.4,
    "run_id": "q8c2m4x6b9n3pq",
}
_RUN = {
    "id": "q8c2m4x6b9n3pq",
    "origin": "api",
    "state": "done",
    "sql": "select region, sum(units) as units from sales group by region",
    "spec": None,
    "version_ids": ["v8c2m4x6b9n3pq"],
    "row_count": 2,
    "elapsed_ms": 6.4,
    "cached": False,
    "error": None,
    "ended_at": "2026-05-02T09:00:00Z",
}


def describe_all() -> None:
    """Called once, where the addresses are declared."""
    asks = [
        OpenApiExample("A query object", value={"dataset_id": _DATASET, "spec": _SPEC}, request_only=True),
        OpenApiExample(
            "SQL", value={"dataset_id": _DATASET, "sql": "select region, sum(units) from sales group by region"}, request_only=True
        ),
    ]
    valid = {"valid": True, "sql": 'SELECT "region", SUM("units") AS "units" FROM "sales" GROUP BY 1', "tables": ["sales"]}
    page = {"items": [_RUN], "next": None, "prev": None}
    _add(views.Execute.post, "Run a query", [*asks, _gives(_ANSWER)])
    _add(views.Validate.post, "Check a query without running it", [*asks, _gives(valid)])
    _add(views.History.get, "My queries", [_gives(page)])
    _add(views.Cancel.post, "Cancel a running query", [_gives({"run_id": _RUN["id"], "state": "cancelling"}, "202")])


def _gives(value: Any, status: str = "200") -> OpenApiExample:
    return OpenApiExample("Answer", value=value, response_only=True, status_codes=[status], media_type="application/json")


def _add(view: Callable[..., Any], summary: str, examples: list[OpenApiExample]) -> None:
    extend_schema(summary=summary, examples=examples)(view)
