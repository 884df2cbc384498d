"""What a query object means, said a second time in plain Python over a list of dictionaries. Slow and obvious on purpose."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

Row = dict[str, Any]


def matches(condition: Any, row: Row) -> bool:
    if condition is None:
        return True
    if "and" in condition:
        return all(matches(c, row) for c in condition["and"])
    if "or" in condition:
        return any(matches(c, row) for c in condition["or"])
    if "not" in condition:
        return not matches(condition["not"], row)
    return _leaf(condition, row[condition["field"]])


def _leaf(condition: Row, value: Any) -> bool:
    op, given = condition["op"], condition.get("value", condition.get("values"))
    if op == "is_null":
        return value is None
    if op == "not_null":
        return value is not None
    if op == "ne":
        return not _leaf({**condition, "op": "eq"}, value)
    if op == "not_in":
        return not _leaf({**condition, "op": "in"}, value)
    if op == "in":
        return any(value is None if g is None else _leaf({"op": "eq", "value": g}, value) for g in given)
    if value is None:
        return False
    if op == "contains":
        return given.lower() in value.lower()
    if op == "starts_with":
        return value.lower().startswith(given.lower())
    if op == "between":
        return _leaf({"op": "gte", "value": given[0]}, value) and _leaf({"op": "lte", "value": given[1]}, value)
    low, high = _span(given, value)
    return {"eq": low <= value <= high, "lt": value < low, "lte": value <= high, "gt": value > high, "gte": value >= low}[op]


def _span(given: Any, value: Any) -> tuple[Any, Any]:
    """First and last value that `given` stands for: a day stands for all its moments."""
    if isinstance(value, datetime):
        day = datetime.fromisoformat(given)
        return day, (datetime.combine(day.date(), time.max) if len(given) == 10 else day)
    if isinstance(value, date):
        return date.fromisoformat(given), date.fromisoformat(given)
    return given, given


def key_of(dimension: Row, row: Row, matching: Sequence[Row]) -> Any:
    value = row[dimension["field"]]
    if value is None:
        return None
    if "grain" in dimension:
        return start_of(value, dimension["grain"])
    if "width" in dimension:
        return math.floor(value / dimension["width"]) * dimension["width"]
    if "bins" in dimension:
        numbers = [float(r[dimension["field"]]) for r in matching if r[dimension["field"]] is not None]
        low, high = min(numbers), max(numbers)
        if "range" in dimension:
            low, high = dimension["range"]
            step = (high - low) / dimension["bins"]
            return max(low + i * step for i in range(dimension["bins"]) if i == 0 or low + i * step <= value)
        step = (high - low) / dimension["bins"]
        place = min(math.floor((value - low) / step), dimension["bins"] - 1) if step else dimension["bins"] - 1
        return low + place * step
    return value


def start_of(value: date | datetime, grain: str) -> date | datetime:
    if grain == "hour":
        assert isinstance(value, datetime)
        return value.replace(minute=0, second=0, microsecond=0)
    day = value.date() if isinstance(value, datetime) else value
    if grain == "week":
        return day - timedelta(days=day.isocalendar().weekday - 1)
    first = {"day": day, "month": day.replace(day=1), "year": date(day.year, 1, 1)}
    return date(day.year, {1: 1, 2: 4, 3: 7, 4: 10}[(day.month + 2) // 3], 1) if grain == "quarter" else first[grain]


def measured(measure: Row, rows: Sequence[Row]) -> Any:
    if measure["agg"] == "ratio":
        above, below = measured(measure["numerator"], rows), measured(measure["denominator"], rows)
        return None if above is None or not below else above / below
    rows = [r for r in rows if matches(measure.get("where"), r)]
    if measure["agg"] == "count" and "field" not in measure:
        return len(rows)
    values = [r[measure["field"]] for r in rows if r[measure["field"]] is not None]
    return _aggregated(measure, values)


def _aggregated(measure: Row, values: list[Any]) -> Any:
    counts = {"count": len(values), "count_distinct": len(set(values))}
    if measure["agg"] in counts:
        return counts[measure["agg"]]
    if not values or (measure["agg"] in ("stddev", "variance") and len(values) < 2):
        return None
    if measure["agg"] == "quantile":
        place = measure["q"] * (len(values) - 1)
        low, ordered = math.floor(place), sorted(values)
        return ordered[low] + (ordered[min(low + 1, len(values) - 1)] - ordered[low]) * (place - low)
    functions = {
        "sum": sum, "avg": statistics.fmean, "min": min, "max": max, "median": statistics.median, "stddev": statistics.stdev,
        "variance": statistics.variance,
    }  # fmt: skip
    return functions[measure["agg"]](values)


def groups(spec: Row, rows: Sequence[Row]) -> list[Row]:
    """Dimensions are called d0, d1, …, measures m0, m1, …"""
    rows = [r for r in rows if matches(spec.get("filters"), r)]
    dimensions, measures = spec.get("dimensions", []), spec.get("measures", [])
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(key_of(d, row, rows) for d in dimensions), []).append(row)
    if not dimensions:
        found = {(): list(rows)}
    return [
        {f"d{i}": k for i, k in enumerate(key)} | {f"m{i}": measured(m, members) for i, m in enumerate(measures)}
        for key, members in found.items()
    ]


def ordered(result: list[Row], keys: Sequence[tuple[str, bool]]) -> list[Row]:
    """Nulls last in both directions."""
    for name, down in reversed(keys):
        there = sorted((r for r in result if r[name] is not None), key=lambda r: r[name], reverse=down)
        result = there + [r for r in result if r[name] is None]
    return result
