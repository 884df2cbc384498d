"""How dates are written: shapes that tell a text is a date in a format, day and month checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ..types import ColumnType

_PARTS = {
    "%Y": r"(?P<Y>\d{4})", "%y": r"(?P<y>\d{2})", "%m": r"(?P<m>\d{1,2})", "%d": r"(?P<d>\d{1,2})", "%j": r"\d{1,3}",
    "%b": r"(?P<b>[A-Za-z]{3})", "%B": r"(?P<B>[A-Za-z]{3,9})", "%p": r"(?P<p>[AaPp][Mm])", "%f": r"\d{1,6}", "%z": r"[+-]\d\d:?\d\d",
    "%H": r"(?P<H>\d{1,2})", "%I": r"(?P<I>\d{1,2})", "%M": r"(?P<M>\d{2})", "%S": r"(?P<S>\d{2})",
}  # fmt: skip
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_ISO_DATE = r"(?P<Y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"
_ISO_TIME = r"[T ](?P<H>\d{1,2}):(?P<M>\d{2})(:(?P<S>\d{2})([.]\d{1,9})?)? ?(Z|[+-]\d\d(:?\d\d)?)?"
_DAYS = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class Shape:
    """One way to write a date or a timestamp; `format` None is ISO 8601, which the engine casts by itself."""

    type: ColumnType
    format: str | None
    pattern: re.Pattern[str]
    month_first: bool = False

    @classmethod
    def of(cls, date_format: str | None, kind: ColumnType) -> Shape:
        return _shape(date_format, kind)

    def fits(self, value: str) -> bool:
        found = self.pattern.fullmatch(value)
        return found is not None and _real(found.groupdict())

    def misfits(self, values: list[str]) -> list[str] | None:
        """The values that do not fit, or None as soon as they are more than one in twenty."""
        allowed, bad = len(values) * 0.05, []
        for value in values:
            if not self.fits(value):
                bad.append(value)
                if len(bad) > allowed:
                    return None
        return bad


@lru_cache(maxsize=256)
def _shape(date_format: str | None, kind: ColumnType) -> Shape:
    if date_format is None:
        return Shape(kind, None, re.compile(_ISO_DATE + (_ISO_TIME if kind is ColumnType.TIMESTAMP else "")))
    parts = re.split(r"(%[A-Za-z])", date_format)
    pattern = "".join(_PARTS.get(part, re.escape(part)) for part in parts)
    month, day = date_format.find("%m"), date_format.find("%d")
    return Shape(kind, date_format, re.compile(pattern), 0 <= month < day and not date_format.startswith("%Y"))


def _real(parts: dict[str, str | None]) -> bool:
    """Whether month, day and time exist in the calendar (29 February is let pass: years are not looked at)."""
    word = (parts.get("B") or parts.get("b") or "").lower()
    month = int(parts.get("m") or 0) or next((i for i, name in enumerate(_MONTHS, 1) if word and name.startswith(word)), 0 if word else 1)
    day, hour = int(parts.get("d") or 1), int(parts.get("H") or 0)
    clock = hour <= 23 and int(parts.get("M") or 0) <= 59 and int(parts.get("S") or 0) <= 59 and int(parts.get("I") or 1) in range(1, 13)
    return 1 <= month <= 12 and 1 <= day <= _DAYS[month] and clock


_D = ("%Y/%m/%d", "%Y.%m.%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%d/%m/%y", "%m/%d/%y", "%d.%m.%y",
      "%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y")  # fmt: skip
_T = ("%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p", "%H:%M:%S.%f")

DATE_FORMATS = (_shape(None, ColumnType.DATE), *(_shape(f, ColumnType.DATE) for f in _D))
TIMESTAMP_FORMATS = (_shape(None, ColumnType.TIMESTAMP), *(_shape(f"{d} {t}", ColumnType.TIMESTAMP) for d in _D[:10] for t in _T))
