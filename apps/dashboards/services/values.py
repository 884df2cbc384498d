"""What a filter offers to choose from: values with counts, or the reach of days or numbers in the data."""

from __future__ import annotations

from typing import Any

from apps.accounts.models import User
from apps.core.errors import NotFound
from apps.datasets.models import Dataset
from apps.engine.spec import QuerySpec
from apps.engine.types import ColumnType
from apps.queries.services.run import QueryRequest, run_query

from ..errors import FilterInvalid
from ..models import Dashboard, Tile
from .declared import Declared, FilterType, column_of, declared_on
from .filters import EMPTY, Given, conditions_on, today_of
from .periods import PRESETS, resolve

MOST = 200
_COUNT, _LOW, _HIGH = "rows_", "low_", "high_"


def filter_values(*, user: User, dashboard: Dashboard, filter_id: str, given: Given, search: str = "") -> dict[str, Any]:
    """For a list: `{"type", "items": [{value, label, count}], "more"}`; for periods and ranges `{"type", "min", "max"}`.

    Values are those left by the other filters of the same dataset, most frequent first. Raises NotFound for an unknown id.
    """
    declared = next((d for d in declared_on(dashboard.filters) if d.id == filter_id), None)
    if declared is None:
        raise NotFound(f"{dashboard.name} has no filter called {filter_id}.")
    dataset = filtered_dataset(dashboard, declared)
    others = [d for d in declared_on(dashboard.filters) if d.id != filter_id and d.dataset == declared.dataset]
    narrowed = conditions_on(user, others, dataset, given)
    if declared.type in (FilterType.VALUES, FilterType.TEXT):
        return _listed(user, dashboard, dataset, declared, narrowed, search.strip()[:200])
    return _reach(user, dashboard, dataset, declared, narrowed)


def filtered_dataset(dashboard: Dashboard, declared: Declared) -> Dataset:
    """The filtered dataset, reached through a tile: seeing the dashboard shows its filters' values."""
    tiles = Tile.objects.filter(dashboard=dashboard, chart__dataset_id=declared.dataset)
    tile = tiles.select_related("chart__dataset__current_version").first()
    if tile is None or tile.chart is None:
        raise FilterInvalid(f"No tile shows the dataset that {declared.label} filters any more.", filter=declared.id)
    return tile.chart.dataset


def _listed(user: User, board: Dashboard, dataset: Dataset, declared: Declared, narrowed: list[Any], search: str) -> dict[str, Any]:
    column = column_of(dataset, declared)
    if search and column.type is ColumnType.TEXT:
        narrowed = [*narrowed, {"field": column.name, "op": "contains", "value": search}]
    spec = {
        "dimensions": [{"field": column.name}],
        "measures": [{"agg": "count", "as": _COUNT}],
        "filters": narrowed,
        "sort": [{"by": _COUNT, "dir": "desc"}, {"by": column.name}],
        "limit": MOST + 1,
    }
    rows = _rows(user, board, dataset, spec)
    items = [{"value": _word(value), "label": "Empty" if value is None else str(_word(value)), "count": count} for value, count in rows]
    found = [item for item in items if search.lower() in item["label"].lower()]  # numbers and days are searched as people read them
    return {"type": declared.type, "items": found[:MOST], "more": len(items) > MOST}


def _reach(user: User, board: Dashboard, dataset: Dataset, declared: Declared, narrowed: list[Any]) -> dict[str, Any]:
    field = column_of(dataset, declared).name
    measures = [{"agg": "min", "field": field, "as": _LOW}, {"agg": "max", "field": field, "as": _HIGH}]
    [(low, high)] = _rows(user, board, dataset, {"measures": measures, "filters": narrowed})
    if declared.type is not FilterType.PERIOD:
        return {"type": declared.type, "min": _number(low), "max": _number(high)}
    today = today_of(user, dataset, declared)
    presets = [{"value": words, "label": label, "span": [str(day) for day in resolve(words, today)]} for words, label in PRESETS]
    return {"type": declared.type, "min": low and str(low)[:10], "max": high and str(high)[:10], "today": str(today), "presets": presets}


def _rows(user: User, board: Dashboard, dataset: Dataset, spec: dict[str, Any]) -> list[tuple[Any, ...]]:
    parsed = QuerySpec.parse(spec | {"dataset": dataset.pk})
    request = QueryRequest(workspace=board.workspace, dataset=dataset, spec=parsed, origin="tile", rows=MOST + 1)
    table = run_query(user=user, request=request).table()
    return list(zip(*(table.column(i).to_pylist() for i in range(table.num_columns)), strict=True))


def _number(value: Any) -> float | int | None:
    return value if value is None or isinstance(value, int) else float(value)


def _word(value: Any) -> str:
    """A value as an address writes it."""
    if value is None:
        return EMPTY
    return str(value).lower() if isinstance(value, bool) else str(value)
