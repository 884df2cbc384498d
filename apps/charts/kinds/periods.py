"""Periods of time: where one ends, and whether the last one of a chart is still running."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from apps.engine.compile import OutputColumn

from .base import ChartData

_STEPS = {"hour": dt.timedelta(hours=1), "day": dt.timedelta(days=1), "week": dt.timedelta(weeks=1)}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def end_of(start: dt.datetime, grain: str) -> dt.datetime:
    """The first moment after the period of `grain` that begins at `start`."""
    if grain in _STEPS:
        return start + _STEPS[grain]
    months = start.year * 12 + start.month - 1 + _MONTHS[grain]
    return start.replace(year=months // 12, month=months % 12 + 1)


def still_running(data: ChartData, axis: OutputColumn, places: Sequence[Any]) -> Any:
    """The last place along an axis of periods, when the data was read before that period ended; otherwise None.

    A whole number of the months before beside a third of this one looks like a fall; charts mark the last one instead.
    """
    known = [place for place in places if isinstance(place, str)]
    if not known or axis.grain is None or data.as_of is None:
        return None
    start = dt.datetime.fromisoformat(max(known))
    return max(known) if start <= data.as_of < end_of(start, axis.grain) else None
