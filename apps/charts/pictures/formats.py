"""Numbers and times as a picture writes them: the format strings of figures (d3's), and short forms for axes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from apps.core.locales import resigned

_FORMAT = re.compile(r"^(?P<sign>[+ (-])?(?P<currency>[$])?(?P<group>,)?(?:\.(?P<digits>\d+))?(?P<trim>~)?(?P<type>[defgprs%])?$")
_FIELD = re.compile(r"%\{(\w+)(?::([^}]*))?\}")
_SHORT = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))
_SI = (
    (1e24, "Y"),
    (1e21, "Z"),
    (1e18, "E"),
    (1e15, "P"),
    (1e12, "T"),
    (1e9, "G"),
    (1e6, "M"),
    (1e3, "k"),
    (1, ""),
    (1e-3, "m"),
    (1e-6, "µ"),
    (1e-9, "n"),
)


def number(value: Any, given: str = "") -> str:
    """A number in a d3 format such as `,.2f`, `.3~s` or `.0%`; in our short form without one. Other values as text."""
    if value is None:
        return "—"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    match = _FORMAT.match(given)
    if not given or match is None:
        return plain(value)
    text = _written(abs(value), match)
    sign = "−" if value < 0 and any(c in "123456789" for c in text) else "+" if match["sign"] == "+" else ""
    return resigned(f"{sign}{match['currency'] or ''}{text}")


def _written(value: float, match: re.Match[str]) -> str:
    digits = int(match["digits"]) if match["digits"] else None
    kind, group = match["type"] or "", match["group"] or ""
    if kind == "%":
        return _trimmed(f"{value * 100:{group}.{6 if digits is None else digits}f}", match) + "%"
    if kind == "s":
        return _prefixed(value, 6 if digits is None else digits, match)
    if kind == "d":
        return f"{value:{group}.0f}"
    if kind in ("f", "e"):
        return _trimmed(f"{value:{group}.{6 if digits is None else digits}{kind}}", match)
    return _trimmed(f"{value:{group}.{12 if digits is None else digits}g}", match)


def _prefixed(value: float, digits: int, match: re.Match[str]) -> str:
    size, letter = next(((size, letter) for size, letter in _SI if value >= size), (1.0, ""))
    scaled = value / size
    whole = len(str(int(scaled))) if scaled >= 1 else 1
    return _trimmed(f"{scaled:.{max(0, digits - whole)}f}", match) + letter


def _trimmed(text: str, match: re.Match[str]) -> str:
    return text.rstrip("0").rstrip(".") if match["trim"] and "." in text else text


def plain(value: float) -> str:
    """A value in full: at most two decimals, four below one, groups of three."""
    if value != value:  # not a number
        return "—"
    if value == int(value) and abs(value) < 1e15:
        return resigned(f"{int(value):,}".replace("-", "−"))
    digits = 4 if abs(value) < 1 else 2
    return resigned(f"{value:,.{digits}f}".rstrip("0").rstrip(".").replace("-", "−"))


def compact(value: float) -> str:
    """Short, for axes and headlines: 4.2M, 12K, 0.25."""
    size, letter = next(((size, letter) for size, letter in _SHORT if abs(value) >= size), (1.0, ""))
    digits = ",.6g" if not letter else ",.3g" if abs(value / size) < 1000 else ",.0f"
    return resigned(f"{value / size:{digits}}{letter}".replace("-", "−"))


def moment(value: Any) -> dt.datetime | None:
    """An ISO 8601 text, or milliseconds since 1970, as a time without a zone (as figures count); None for anything else."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return dt.datetime(1970, 1, 1) + dt.timedelta(milliseconds=value)  # noqa: DTZ001
    try:
        return dt.datetime.fromisoformat(str(value)).replace(tzinfo=None)
    except ValueError:
        return None


def filled(template: str, values: Mapping[str, Any]) -> str:
    """A text template of a figure, `%{value:.3~s}` and the like, with its fields filled in."""

    def field(match: re.Match[str]) -> str:
        value = values.get(match[1])
        return "" if value is None else number(value, match[2] or "") if match[2] else value if isinstance(value, str) else number(value)

    return lines(_FIELD.sub(field, template))


def lines(text: Any) -> str:
    """The line breaks of a figure's own texts as real ones."""
    return re.sub(r"<br\s*/?>", "\n", str(text))


def clipped(text: Any, most: int = 40) -> str:
    """A name no longer than `most` characters, on one line."""
    words = " ".join(str(text).split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
