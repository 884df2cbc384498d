"""Values of the engine as plain JSON."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import Any


def plain(value: Any) -> Any:
    """Numbers that are finite, ISO texts for time, text cut at 200 characters; None for what JSON has no word for."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, (float, Decimal)):
        return rounded(float(value))
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return value.isoformat()
    text = str(value)
    return text if len(text) <= 200 else text[:199] + "…"


def rounded(value: float | None) -> float | None:
    """Twelve significant digits: enough for people, and equal on every machine."""
    return float(f"{value:.12g}") if value is not None and math.isfinite(value) else None


def moment(seconds: float | None, kind: str) -> str | None:
    """Seconds since 1970 as ISO text of a date or a timestamp."""
    if seconds is None or not math.isfinite(seconds) or not -62_135_596_800 <= seconds < 253_402_300_800:
        return None
    found = dt.datetime(1970, 1, 1) + dt.timedelta(seconds=round(seconds))  # noqa: DTZ001  # hot files hold UTC without a zone
    return found.date().isoformat() if kind == "date" else found.isoformat()
