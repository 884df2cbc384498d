"""The moment a query is asked at, and what periods mean seen from there. Weeks start on Monday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..errors import SpecInvalid
from ..spec import AbsolutePeriod, Grain, Period, RelativePeriod

Bounds = tuple[datetime | None, datetime | None]
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}


@dataclass(frozen=True, slots=True)
class Clock:
    """`now` is wall-clock time in `zone`, without a zone of its own."""

    now: datetime
    zone: ZoneInfo

    @classmethod
    def at(cls, now: datetime, timezone: str, as_of: str | None) -> Clock:
        """`as_of` stands for the last moment of that day, or for the moment it names."""
        try:
            zone = ZoneInfo(timezone)
        except (ZoneInfoNotFoundError, ValueError):
            raise SpecInvalid(f'There is no time zone "{timezone}". Use a name such as Europe/Berlin.', field="timezone") from None
        if as_of is None:
            return cls((now if now.tzinfo else now.replace(tzinfo=UTC)).astimezone(zone).replace(tzinfo=None), zone)
        moment = read_moment(as_of, "as_of")
        whole_day = not isinstance(moment, datetime)
        return cls(datetime.combine(moment, time.max) if whole_day else moment, zone)  # type: ignore[arg-type]  # whole_day tells which

    def moment(self, local: datetime) -> datetime:
        """The moment in UTC of a wall-clock time; the first of the two when clocks are put back."""
        return local.replace(tzinfo=self.zone).astimezone(UTC)

    def bounds(self, period: Period, path: str) -> Bounds:
        """Return [start, end) in wall-clock time; None is open."""
        try:
            return self._relative(period) if isinstance(period, RelativePeriod) else _absolute(period, path)
        except (OverflowError, ValueError) as error:
            if isinstance(error, SpecInvalid):
                raise
            raise SpecInvalid(f"{path}: the period reaches beyond the calendar.", field=path) from None

    def _relative(self, period: RelativePeriod) -> Bounds:
        start = floor(self.now, period.unit)
        if period.mode == "calendar":
            first, count = {"last": (-period.n, period.n), "this": (0, 1), "next": (1, period.n)}[period.rel]
            return add(start, period.unit, first), add(start, period.unit, first + count)
        edge = self.now if period.unit == "hour" else floor(self.now, "day") + timedelta(days=1)
        if period.rel == "this":
            return start, edge
        other = add(edge, period.unit, period.n if period.rel == "next" else -period.n)
        return (edge, other) if period.rel == "next" else (other, edge)


def read_moment(text: str, path: str) -> date | datetime:
    """Read an ISO date, or an ISO date and time (a zone is not accepted: times are wall-clock times)."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        raise SpecInvalid(f'{path}: "{text}" is not a date such as 2026-01-31 or a time such as 2026-01-31T14:30.', field=path) from None


def _absolute(period: AbsolutePeriod, path: str) -> Bounds:
    start = read_moment(period.from_, f"{path}.from") if period.from_ else None
    end = read_moment(period.to, f"{path}.to") if period.to else None
    return start_of(start), end_of(end)


def start_of(moment: date | datetime | None) -> datetime | None:
    """The first moment: of the day, or the moment itself."""
    return moment if moment is None or isinstance(moment, datetime) else datetime.combine(moment, time.min)


def end_of(moment: date | datetime | None) -> datetime | None:
    """The first moment after: of the day, or the moment itself."""
    return moment if moment is None or isinstance(moment, datetime) else datetime.combine(moment, time.min) + timedelta(days=1)


def floor(moment: datetime, unit: Grain) -> datetime:
    """The start of the unit that holds `moment`."""
    if unit == "hour":
        return moment.replace(minute=0, second=0, microsecond=0)
    day = datetime.combine(moment.date(), time.min)
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit == "day":
        return day
    months = _MONTHS[unit]
    return day.replace(day=1, month=(day.month - 1) // months * months + 1)


def add(moment: datetime, unit: Grain, count: int) -> datetime:
    """Move by whole units; a day that the target month lacks becomes its last day."""
    if unit in _STEPS:
        return moment + _STEPS[unit] * count
    months = moment.year * 12 + moment.month - 1 + _MONTHS[unit] * count
    year, month = months // 12, months % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return moment.replace(year=year, month=month, day=min(moment.day, last))
