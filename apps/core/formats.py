"""Values as people read them: the same rules as `static/js/render/formats.js`, held together by `tests/core/formats.json`.

Rules of English as CLDR has them; a currency comes from its column's ISO 4217 code, a percentage from a ratio.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from .errors import InvalidInput

Style = Literal["number", "currency", "percent", "plain"]
STYLES: tuple[Style, ...] = ("number", "currency", "percent", "plain")
NOTHING, MINUS, GAP = "—", "\u2212", "\u00a0"
_SYMBOLS = {
    "EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "CNY": "CN¥", "INR": "₹", "KRW": "₩", "AUD": "A$", "CAD": "CA$", "NZD": "NZ$",
    "HKD": "HK$", "MXN": "MX$", "BRL": "R$", "ILS": "₪", "PHP": "₱", "VND": "₫", "TWD": "NT$",
}  # fmt: skip
_WHOLE = frozenset({"JPY", "KRW", "VND", "CLP", "ISK", "PYG", "UGX", "XAF", "XOF"})  # no minor unit in ISO 4217
_SHORT = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))


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
        return _day(value, grain) if grain else value
    if not isinstance(value, int | float):
        return str(value)
    form = form or Format()
    if form.style == "plain":
        return _signed(f"{abs(value):.15g}" if isinstance(value, float) else str(abs(value)), value)
    if form.style == "percent":
        return _signed(_digits(Decimal(str(abs(value))) * 100, form.decimals, 1) + "%", value)
    if form.style == "currency":
        places = form.decimals if form.decimals is not None else 0 if form.currency in _WHOLE else 2
        return _signed(symbol(form.currency) + _digits(Decimal(str(abs(value))), places, places), value)
    text = _digits(Decimal(str(abs(value))), form.decimals, 4 if abs(value) < 1 else 2)
    return _signed(text + (f"{GAP}{form.unit}" if form.unit else ""), value)


def short(value: float, form: Format | None = None) -> str:
    """A large number at a glance: 4200000 is "4.2M", as currency "€4.2M"; below a thousand as `written`."""
    form = form or Format()
    size = abs(value)
    if size < 1000 or form.style in ("percent", "plain"):
        return written(value, form)
    step, letter = next((step, letter) for step, letter in _SHORT if size >= step)
    head = symbol(form.currency) if form.style == "currency" else ""
    tail = f"{GAP}{form.unit}" if form.unit else ""
    return _signed(f"{head}{_digits(Decimal(str(size)) / Decimal(step), None, 1)}{letter}{tail}", value)


def symbol(currency: str) -> str:
    """What stands before an amount: "€", or the code and a space where English has no sign."""
    return _SYMBOLS.get(currency) or f"{currency}{GAP}"


def axis_of(form: Format) -> dict[str, str]:
    """The same format for the ticks of an axis, in Plotly's terms."""
    if form.style == "percent":
        return {"tickformat": ",.1~%"}
    if form.style == "plain":
        return {"tickformat": "d"}
    if form.style == "currency":
        return {"tickprefix": symbol(form.currency)}
    return {"ticksuffix": f"{GAP}{form.unit}"} if form.unit else {}


def _digits(size: Decimal, fixed: int | None, most: int) -> str:
    """Rounded half up as browsers do, at the shortest decimal; grouped by thousands; without `fixed`, no zeros at the end."""
    places = most if fixed is None else fixed
    text = f"{size.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP):,f}"
    return text.rstrip("0").rstrip(".") if fixed is None and "." in text else text


def _signed(text: str, value: float) -> str:
    return f"{MINUS}{text}" if value < 0 and re.search("[1-9]", text) else text


def _day(value: str, grain: str) -> str:
    at = dt.datetime.fromisoformat(value)
    if grain == "quarter":
        return f"Q{(at.month + 2) // 3} {at.year}"
    if grain in ("year", "month"):
        return at.strftime("%Y" if grain == "year" else "%b %Y")
    if grain == "hour":
        return f"{at.strftime('%b')} {at.day}, {at.year}, {at.hour % 12 or 12}:{at.minute:02d}\u202f{'AM' if at.hour < 12 else 'PM'}"
    return f"{at.strftime('%b')} {at.day}, {at.year}"
