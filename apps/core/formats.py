"""Values as people read them: the same rules as `static/js/render/formats.js`, held together by `tests/core/formats.json`.

Digits, signs and days are those of the current locale (`locales.written_for`); a currency comes from its column's ISO 4217 code, a
percentage from a ratio.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Literal

from . import locales
from .errors import InvalidInput
from .locales import GAP

Style = Literal["number", "currency", "percent", "plain"]
STYLES: tuple[Style, ...] = ("number", "currency", "percent", "plain")
NOTHING, MINUS = "—", "\u2212"


@dataclass(frozen=True)
class Format:
    """How a column's numbers are written; `decimals` None means as many as say something."""

    style: Style = "number"
    currency: str = ""
    unit: str = ""
    decimals: int | None = None

    def plain(self) -> dict[str, Any]:
        """As JSON, without what says nothing."""
        return {name: value for name, value in asdict(self).items() if value not in ("", None)}


def read_format(given: Any) -> Format:
    """A format from plain data. Raises InvalidInput naming what does not fit."""
    if not isinstance(given, Mapping) or set(given) - {"style", "currency", "unit", "decimals"}:
        raise InvalidInput("A format has a style, and may have a currency, a unit and decimals.", field="format")
    style, currency = given.get("style", "number"), str(given.get("currency") or "")
    unit, decimals = str(given.get("unit") or ""), given.get("decimals")
    if style not in STYLES:
        raise InvalidInput(f"A format's style is one of {', '.join(STYLES)}.", field="format.style")
    if (style == "currency") != bool(currency) or not re.fullmatch(r"|[A-Z]{3}", currency):
        raise InvalidInput("A currency is an ISO code of three letters, such as EUR.", field="format.currency")
    if len(unit) > 12:
        raise InvalidInput("A unit has at most 12 characters.", field="format.unit")
    if decimals is not None and (isinstance(decimals, bool) or not isinstance(decimals, int) or not 0 <= decimals <= 6):
        raise InvalidInput("Decimals are a whole number from 0 to 6.", field="format.decimals")
    return Format(style, currency, unit, decimals)


def written(value: Any, form: Format | None = None, grain: str | None = None) -> str:
    """A value as text: 1234.5 as currency EUR is "€1,234.50", a ratio of 0.123 as percent "12.3%", nothing is a dash."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, str):
        return dated(value, grain) if grain else value
    if not isinstance(value, int | float):
        return str(value)
    form = form or Format()
    if form.style == "plain":
        return _signed(f"{abs(value):.15g}" if isinstance(value, float) else str(abs(value)), value)
    if form.style == "percent":
        return _signed(locales.percented(_digits(Decimal(str(abs(value))) * 100, form.decimals, 1)), value)
    if form.style == "currency":
        places = form.decimals if form.decimals is not None else locales.minor_digits(form.currency)
        return _signed(locales.amount(_digits(Decimal(str(abs(value))), places, places), form.currency), value)
    text = _digits(Decimal(str(abs(value))), form.decimals, 4 if abs(value) < 1 else 2)
    return _signed(text + (f"{GAP}{form.unit}" if form.unit else ""), value)


def short(value: float, form: Format | None = None) -> str:
    """A large number at a glance: 4200000 is "4.2M", as currency "€4.2M"; below a thousand as `written`."""
    form = form or Format()
    size = abs(value)
    if size < 1000 or form.style in ("percent", "plain"):
        return written(value, form)
    text = locales.shortened(Decimal(str(size)))
    if form.style == "currency":
        return _signed(locales.amount(text, form.currency), value)
    return _signed(text + (f"{GAP}{form.unit}" if form.unit else ""), value)


def axis_of(form: Format) -> dict[str, str]:
    """The same format for the ticks of an axis, in Plotly's terms."""
    if form.style == "percent":
        return {"tickformat": ",.1~%"}
    if form.style == "plain":
        return {"tickformat": "d"}
    if form.style == "currency":
        before, _, after = locales.amount("\0", form.currency).partition("\0")
        return {name: sign for name, sign in (("tickprefix", before), ("ticksuffix", after)) if sign}
    return {"ticksuffix": f"{GAP}{form.unit}"} if form.unit else {}


def dated(value: str, grain: str | None = None) -> str:
    """A day or moment (ISO 8601) at its grain: "2025-11-01" by month is "Nov 2025", by quarter "Q4 2025"; midnights are days."""
    try:
        at = dt.datetime.fromisoformat(value)
    except ValueError:
        return value
    if grain == "quarter":
        return f"Q{(at.month + 2) // 3} {at.year}"
    if grain in ("year", "month"):
        return locales.year(at) if grain == "year" else locales.month(at)
    if grain == "hour" or (grain is None and (at.hour, at.minute, at.second) != (0, 0, 0)):
        return locales.moment(at)
    return locales.day(at)


_digits = locales.digits


def _signed(text: str, value: float) -> str:
    return f"{MINUS}{text}" if value < 0 and re.search("[1-9]", text) else text
