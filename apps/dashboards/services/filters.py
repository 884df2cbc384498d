"""From the values people choose to conditions of the query object. Viewers send values only, for declared filters only."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from apps.accounts.models import User
from apps.datasets.models import Dataset
from apps.datasets.selectors import reading_for
from apps.engine.types import Column, ColumnType

from ..errors import FilterInvalid
from ..models import Dashboard, Tile
from .declared import Declared, FilterType, column_of, declared_on, reaching
from .newest import newest_seen
from .periods import resolve

EMPTY = "∅"  # how an empty cell is written in an address
MAX_VALUES = 500
Given = Mapping[str, tuple[str, ...]]


def read_given(dashboard: Dashboard, raw: Any) -> dict[str, tuple[str, ...]]:
    """Untrusted `{filter id: value or values}` as text, defaults filled in; an empty list means "not filtered".

    Raises FilterInvalid for a filter that the dashboard does not declare and for anything that is not plain values.
    """
    declared = {d.id: d for d in declared_on(dashboard.filters)}
    given = {} if raw is None else raw
    if not isinstance(given, dict):
        raise FilterInvalid("Filters are an object: the id of each declared filter, and its values.")
    for name in given:
        if name not in declared:
            raise FilterInvalid(f"{dashboard.name} has no filter called {str(name)[:60]}.", filter=str(name)[:60], known=sorted(declared))
    return {name: _texts(name, given[name]) if name in given else d.default for name, d in declared.items()}


def conditions(user: User, dashboard: Dashboard, tile: Tile, given: Given) -> list[dict[str, Any]]:
    """What `given` (from `read_given`) means for one tile: a list of QuerySpec filters, all to be met."""
    if tile.chart is None:
        return []
    return conditions_on(user, reaching(declared_on(dashboard.filters), tile), tile.chart.dataset, given)


def conditions_on(user: User, declared: Iterable[Declared], dataset: Dataset, given: Given) -> list[dict[str, Any]]:
    """The chosen ones of `declared`, which all filter `dataset`, as QuerySpec filters. Raises FilterInvalid."""
    chosen = [d for d in declared if given.get(d.id)]
    return [condition(d, column_of(dataset, d), given[d.id], today_of(user, dataset, d)) for d in chosen]


def condition(declared: Declared, column: Column, values: tuple[str, ...], today: date) -> dict[str, Any]:
    """One filter's values as one QuerySpec filter, each checked against the column's type. Raises FilterInvalid."""
    if declared.type is FilterType.VALUES:
        return {"field": column.name, "op": "in", "values": [_typed(declared, column, v) for v in values]}
    if len(values) > 1:
        raise FilterInvalid(f"{declared.label} takes one value.", filter=declared.id)
    if declared.type is FilterType.PERIOD:
        return _period(column, values[0], today)
    if declared.type is FilterType.RANGE:
        return _range(declared, column, values[0])
    return {"field": column.name, "op": "contains", "value": values[0]}


def today_of(user: User, dataset: Dataset, declared: Declared) -> date:
    """The day that relative periods count from: today, or the newest day that the person sees when that is earlier (an upload ages)."""
    today = timezone.localdate()
    if declared.type is not FilterType.PERIOD or dataset.current_version is None:
        return today
    if reading_for(user, dataset).is_bound:
        newest = newest_seen(user, dataset, column_of(dataset, declared).name)
    else:
        newest = newest_day((dataset.current_version.profile or {}).get("columns", ()), declared.column)
    return min(today, newest) if newest else today


def newest_day(columns: Iterable[Mapping[str, Any]], name: str) -> date | None:
    """The `max` that a profile gives for a column, when it is a day."""
    text = next((str(c.get("max") or "") for c in columns if c.get("name") == name), "")
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _texts(name: str, value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, (list, tuple)) else [value]
    if len(values) > MAX_VALUES:
        raise FilterInvalid(f"At most {MAX_VALUES} values fit one filter.", filter=name, limit=MAX_VALUES)
    if any(not isinstance(v, (str, int, float, bool, type(None))) for v in values):
        raise FilterInvalid("A filter's values are texts, numbers or true and false.", filter=name)
    texts = (_text(v) for v in values)
    return tuple(t[:1000] for t in texts if t)


def _text(value: str | float | None) -> str:
    if value is None:
        return EMPTY
    return str(value).lower() if isinstance(value, bool) else str(value)


def _typed(declared: Declared, column: Column, text: str) -> str | int | bool | None:
    """One listed value in the column's type; `∅` is an empty cell."""
    if text == EMPTY:
        return None
    if column.type is ColumnType.TEXT:
        return text
    if column.type is ColumnType.BOOLEAN and text in ("true", "false"):
        return text == "true"
    if column.type is ColumnType.INTEGER and re.fullmatch(r"-?\d{1,38}", text):
        return int(text)
    if column.type is ColumnType.DATE:
        return _day(declared, text)
    raise FilterInvalid(f"“{text[:60]}” is not a value of {declared.label} ({column.type}).", filter=declared.id)


def _day(declared: Declared, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise FilterInvalid(f"“{text[:60]}” is not a day such as 2026-05-31.", filter=declared.id) from None


def _period(column: Column, words: str, today: date) -> dict[str, Any]:
    start, end = resolve(words, today)
    span = {"from": start and start.isoformat(), "to": end and end.isoformat()}
    return {"field": column.name, "op": "period", "value": {k: v for k, v in span.items() if v}}


def _range(declared: Declared, column: Column, text: str) -> dict[str, Any]:
    low, dots, high = text.partition("..")
    try:
        ends = [float(end) if end.strip() else None for end in (low, high)]
    except ValueError:
        ends = [math.nan]
    if not dots or all(e is None for e in ends) or any(e is not None and not math.isfinite(e) for e in ends):
        raise FilterInvalid(f"“{text[:60]}” is not a range such as 10..20, ..20 or 10...", filter=declared.id)
    if ends[0] is None:
        return {"field": column.name, "op": "lte", "value": ends[1]}
    if ends[1] is None:
        return {"field": column.name, "op": "gte", "value": ends[0]}
    if ends[0] > ends[1]:
        raise FilterInvalid(f"{declared.label} ends below where it starts. Swap the two numbers.", filter=declared.id)
    return {"field": column.name, "op": "between", "values": ends}
