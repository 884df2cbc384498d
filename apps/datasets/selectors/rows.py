"""Rows of a dataset for one person: their row rules hold on every way out."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils import timezone

from apps.accounts.models import User
from apps.engine.compile import compile_spec
from apps.engine.duck.shared import open_stream
from apps.engine.duck.stream import ResultStream
from apps.engine.spec import QuerySpec
from apps.engine.types import Limits

from ..models import Dataset, DatasetVersion
from .sources import source_for

PREVIEW_ROWS = 50
MAX_PREVIEW_ROWS = 1000
_LONG_TEXT = 2000
_EXPORT_SECONDS = 3600.0


def open_rows(user: User, dataset: Dataset, *, version: DatasetVersion | None = None, limit: int | None = None) -> ResultStream:
    """Stream the rows that this person may see, in stored order; the caller closes the stream. Engine errors on failure."""
    source = source_for(user, dataset, version=version)
    spec = QuerySpec(dataset=dataset.pk, rows=("*",), limit=limit)
    compiled = compile_spec(spec, {dataset.pk: source}, now=timezone.now())
    return open_stream(compiled.sql, compiled.params, [source], Limits(seconds=_EXPORT_SECONDS if limit is None else 30.0))


def preview_rows(user: User, dataset: Dataset, *, version: DatasetVersion | None = None, limit: int = PREVIEW_ROWS) -> dict[str, Any]:
    """The first rows as plain JSON: {columns: [names], rows: [[...]]}; very long texts are cut."""
    table = open_rows(user, dataset, version=version, limit=max(1, min(limit, MAX_PREVIEW_ROWS))).table()
    columns = [[_plain(value) for value in column.to_pylist()] for column in table.columns]
    return {"columns": table.column_names, "rows": [list(row) for row in zip(*columns, strict=True)]}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= _LONG_TEXT else f"{value[:_LONG_TEXT]}…"
    if isinstance(value, bool | int | None):
        return value
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else None
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    return str(value)
