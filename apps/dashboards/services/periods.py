"""Periods in words, such as `last-30-days`, as dates. The calendar's weeks start on Monday."""

from __future__ import annotations

import re
from datetime import date, timedelta

from ..errors import FilterInvalid

Span = tuple[date | None, date | None]  # both ends included; None is open

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_LAST_N = re.compile(r"^last-(\d{1,4})-(day|week|month|quarter|year)s?$")
_NAMED = re.compile(r"^(this|last)-(week|month|quarter|year)$")
_DATES = re.compile(r"^(\d{4}-\d{2}-\d{2})?\.\.(\d{4}-\d{2}-\d{2})?$")

PRESETS = (
    ("today", "Today"),
    ("yesterday", "Yesterday"),
    ("last-7-days", "Last 7 days"),
    ("last-30-days", "Last 30 days"),
    ("last-90-days", "Last 90 days"),
    ("this-month", "This month"),
    ("last-month", "Last month"),
    ("this-quarter", "This quarter"),
    ("last-quarter", "Last quarter"),
    ("last-12-months", "Last 12 months"),
    ("this-year", "This year"),
    ("last-year", "Last year"),
)


def resolve(words: str, today: date) -> Span:
    """The dates that `words` mean on `today`: a preset, `last-N-units` (ending today) or `2026-01-01..2026-03-31`.

    Raises FilterInvalid for anything else.
    """
    if words in ("today", "yesterday"):
        day = today - timedelta(days=words == "yesterday")
        return day, day
    if found := _LAST_N.match(words):
        return _trailing(int(found[1]), found[2], today)
    if found := _NAMED.match(words):
        return _named(found[1], found[2], today)
    if (found := _DATES.match(words)) and (found[1] or found[2]):
        return _between(found[1], found[2])
    raise FilterInvalid(f"“{words[:60]}” is not a period. Use last-30-days, this-month or 2026-01-01..2026-03-31.")


def _trailing(count: int, unit: str, today: date) -> Span:
    try:
        if unit in ("day", "week"):
            return today - timedelta(days=max(count, 1) * (7 if unit == "week" else 1) - 1), today
        return _add_months(today, -max(count, 1) * _MONTHS[unit]) + timedelta(days=1), today
    except (OverflowError, ValueError):
        raise FilterInvalid(f"The last {count} {unit}s reach before the calendar begins.") from None


def _named(which: str, unit: str, today: date) -> Span:
    start = today - timedelta(days=today.weekday()) if unit == "week" else _first_of(unit, today)
    if which == "last":
        start = start - timedelta(days=7) if unit == "week" else _add_months(start, -_MONTHS[unit])
    end = start + timedelta(days=6) if unit == "week" else _add_months(start, _MONTHS[unit]) - timedelta(days=1)
    return start, end


def _between(start: str | None, end: str | None) -> Span:
    try:
        span = (date.fromisoformat(start) if start else None, date.fromisoformat(end) if end else None)
    except ValueError:
        raise FilterInvalid(f"{start or ''}..{end or ''} names a day that does not exist.") from None
    if span[0] and span[1] and span[0] > span[1]:
        raise FilterInvalid("The period ends before it starts. Swap the two days.")
    return span


def _first_of(unit: str, day: date) -> date:
    months = _MONTHS[unit]
    return day.replace(month=(day.month - 1) // months * months + 1, day=1)


def _add_months(day: date, count: int) -> date:
    """The same day `count` months on, or the month's last day where it is shorter."""
    month = day.year * 12 + day.month - 1 + count
    first = date(month // 12, month % 12 + 1, 1)
    following = date(month // 12 + (month % 12 == 11), (month + 1) % 12 + 1, 1)
    return first + timedelta(days=min(day.day, (following - first).days) - 1)
