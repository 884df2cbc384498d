"""How a locale writes numbers, amounts and days, by CLDR (Babel); `static/js/render/formats.js` asks the browser's Intl for the same.

Where versions of CLDR differ between browsers, one way is chosen for both sides and noted here.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, get_datetime_format
from babel.numbers import format_decimal, get_currency_precision, get_currency_symbol

GAP = "\u00a0"
_SHORT_AS = {"en-GB": "en"}  # newer CLDR writes 4.2m, older 4.2M, which cannot be taken for metres
_THOUSANDS = {"it": {3: "0K", 4: "00K", 5: "000K"}}  # newer CLDR; older has no short form below a million
_JOINED = {"pt-BR": "{1}, {0}"}  # day and time
_DIGITS = re.compile(r"0+")
_CODE = re.compile(r"(?<=[^\W\d_])(?=\{\})")  # a code of letters right before digits gets a space that does not break
_DAYS = {"iso": "%Y-%m-%d", "day": "%d/%m/%Y", "month": "%m/%d/%Y"}  # of people who chose an order themselves
_MOMENTS = {"iso": "%Y-%m-%d %H:%M", "day": "%d/%m/%Y, %H:%M", "month": "%m/%d/%Y, %I:%M %p"}
_current: ContextVar[str] = ContextVar("locale", default="en")
_order: ContextVar[str] = ContextVar("dates", default="auto")


def language() -> str:
    """The locale in which values are written now, as a BCP 47 tag; "en" unless `written_for` says otherwise."""
    return _current.get()


@contextmanager
def written_for(tag: str, dates: str = "auto") -> Iterator[None]:
    """Write values as the locale `tag` does while this lasts, and days in the order `dates`: auto, iso, day or month first.

    A person's are `user.locale` and `user.dates`. Unknown tags write as English does.
    """
    tokens = _current.set(tag if _known(tag) else "en"), _order.set(dates)
    try:
        yield
    finally:
        _current.reset(tokens[0])
        _order.reset(tokens[1])


@cache
def _known(tag: str) -> bool:
    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        return False
    return True


@cache
def _locale(tag: str) -> Locale:
    return Locale.parse(tag, sep="-")


@cache
def signs(tag: str) -> tuple[str, str]:
    """The decimal sign and the sign between groups of digits."""
    symbols = _locale(tag).number_symbols["latn"]
    return str(symbols["decimal"]), str(symbols["group"])


def resigned(text: str) -> str:
    """English digits ("1,234.5") with the signs of the current locale, grouped by thousands as they are."""
    point, group = signs(language())
    return text.translate({ord(","): group, ord("."): point})


def digits(size: Decimal, fixed: int | None, most: int) -> str:
    """A size of 0 or more, grouped, rounded half up as browsers do; without `fixed` at most `most` decimals and no zeros at the end."""
    places = most if fixed is None else fixed
    rounded = size.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    if fixed is None:
        rounded = rounded.normalize() if rounded else Decimal(0)
    left = max(0, -int(rounded.as_tuple().exponent))
    pattern = _locale(language()).decimal_formats[None].pattern.split(";")[0].split(".")[0]
    return str(format_decimal(rounded, format=pattern + ("." + "0" * left if left else ""), locale=_locale(language())))


def percented(text: str) -> str:
    """Digits with the percent sign where the locale has it."""
    return str(_around(_locale(language()).percent_formats[None].pattern, "%").format(text))


def amount(text: str, currency: str) -> str:
    """Digits, short ones too, with the sign of an ISO 4217 currency where the locale has it."""
    form = _around(_locale(language()).currency_formats["standard"].pattern, symbol(currency))
    return _CODE.sub(GAP, form).format(text)


def symbol(currency: str) -> str:
    """What stands for a currency: "€", or its code where the locale has no sign."""
    return str(get_currency_symbol(currency, locale=_locale(language())))


def minor_digits(currency: str) -> int:
    """Decimals of a currency's amounts: 2 for EUR, 0 for JPY."""
    return int(get_currency_precision(currency))


@cache
def _around(pattern: str, sign: str) -> str:
    """A CLDR pattern as a template: what lies about the digits, with the sign in its place."""
    around = re.sub(r"[#0,.]+", "{}", pattern.split(";")[0], count=1)
    return around.replace("\u00a4", sign)


def shortened(size: Decimal) -> str:
    """A large size at a glance, one decimal at most: "4.2M", "4,2 Mio."; as `digits` where the locale has no short form."""
    tag = language()
    forms = _short_forms(tag)
    for magnitude in range(len(str(int(size))) - 1, 16):
        divisor, form = forms[min(magnitude, 14)]
        scaled = (size / divisor).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
        if scaled * divisor < Decimal(10) ** (magnitude + 1):
            break
    return form.format(digits(scaled, None, 1))


@cache
def _short_forms(tag: str) -> dict[int, tuple[Decimal, str]]:
    """By the power of ten: what to divide by, and what lies about the digits."""
    given = _locale(_SHORT_AS.get(tag, tag)).compact_decimal_formats["short"]["other"]
    found: dict[int, tuple[Decimal, str]] = {power: (Decimal(1), "{}") for power in range(15)}
    for power in range(3, 15):
        known = given.get(str(10**power))
        own = _THOUSANDS.get(tag, {}).get(power)
        pattern = own or (known.pattern.split(";")[0].replace("'", "") if known else "0")
        zeros = _DIGITS.search(pattern)
        if zeros and pattern != "0":
            found[power] = (Decimal(10) ** (power - len(zeros[0]) + 1), _DIGITS.sub("{}", pattern, count=1))
    return found


def day(at: dt.date) -> str:
    """A day in its usual length: "Jan 6, 2025", "06.01.2025"."""
    if _order.get() in _DAYS:
        return f"{at:{_DAYS[_order.get()]}}"
    return str(format_date(at, "medium", locale=_locale(language())))


def month(at: dt.date, *, year: bool = True) -> str:
    """A month: "Jan 2025", "janv. 2025"; without its year as it stands by itself."""
    return str(format_skeleton("yMMM", at, locale=_locale(language())) if year else format_date(at, "LLL", locale=_locale(language())))


def year(at: dt.date) -> str:
    """A year: "2025", in Japanese with its word."""
    return str(format_skeleton("y", at, locale=_locale(language())))


def day_of_month(at: dt.date) -> str:
    """A day without its year: "Jan 6", "6. Jan."."""
    return str(format_skeleton("MMMd", at, locale=_locale(language())))


def weekday(at: dt.date) -> str:
    """The short name of its day of the week: "Mon", "lun."."""
    return str(format_date(at, "ccc", locale=_locale(language())))


def clock(at: dt.datetime) -> str:
    """Hours and minutes: "3:00 PM", "15:00"."""
    return str(format_time(at, "short", locale=_locale(language()))).replace("\u202f", " ")


def moment(at: dt.datetime) -> str:
    """A day and its time."""
    if _order.get() in _MOMENTS:
        return f"{at:{_MOMENTS[_order.get()]}}"
    form = _JOINED.get(language()) or str(get_datetime_format("medium", locale=_locale(language()))).replace("'", "")
    return form.replace("{1}", day(at)).replace("{0}", clock(at))
