"""How the person who reads writes numbers and dates: what pages made on the server follow. Charts do the same in the browser."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

# group and decimal signs, and a day, as CLDR has them
_SIGNS = {
    "en": ",.", "en-GB": ",.", "en-IN": ",.", "de": ".,", "de-CH": "’.", "fr": "\u202f,", "es": ".,", "it": ".,", "nl": ".,",
    "pl": "\u00a0,", "pt-BR": ".,", "sv": "\u00a0,", "ja": ",.",
}  # fmt: skip
_DAYS = {
    "en": "{0:%b} {0.day}, {0.year}", "en-GB": "{0.day} {0:%b} {0.year}", "en-IN": "{0:%d/%m/%Y}", "de": "{0:%d.%m.%Y}",
    "de-CH": "{0:%d.%m.%Y}", "fr": "{0:%d/%m/%Y}", "es": "{0:%d/%m/%Y}", "it": "{0:%d/%m/%Y}",
    "nl": "{0:%d-%m-%Y}", "pl": "{0:%d.%m.%Y}", "pt-BR": "{0:%d/%m/%Y}",
    "sv": "{0:%Y-%m-%d}", "ja": "{0:%Y/%m/%d}",
}  # fmt: skip
_CHOSEN = {"iso": "{0:%Y-%m-%d}", "day": "{0:%d/%m/%Y}", "month": "{0:%m/%d/%Y}"}


@dataclass(frozen=True)
class Reader:
    """A BCP 47 tag, an IANA zone, and the order of dates: auto (by the tag), iso, day or month first."""

    locale: str = "en"
    timezone: str = "UTC"
    dates: str = "auto"


_current: ContextVar[Callable[[], Reader]] = ContextVar("reader", default=Reader)


@contextlib.contextmanager
def reading(who: Callable[[], Reader]) -> Iterator[None]:
    """Write for this reader inside the block; `who` is asked only when something is written."""
    before = _current.set(who)
    try:
        yield
    finally:
        _current.reset(before)


def localised(text: str) -> str:
    """A number written in English with the reader's signs: "1,234.5" is "1.234,5" in German and "12,34,567" in India."""
    tag = _current.get()().locale
    if tag == "en-IN":
        return re.sub(r"\d[\d,]*", lambda hit: _lakhs(hit[0]), text, count=1)
    group, decimal = tuple(_SIGNS.get(tag, ",."))
    return text.translate({ord(","): group, ord("."): decimal})


def day(moment: dt.datetime | dt.date) -> str:
    """A date as the reader writes it, in the reader's time zone."""
    who = _current.get()()
    return (_CHOSEN.get(who.dates) or _DAYS.get(who.locale, _DAYS["en"])).format(_local(moment, who))


def clock(moment: dt.datetime) -> str:
    """Date and time of day as the reader writes them; English has twelve hours unless the date is ISO."""
    who = _current.get()()
    at = _local(moment, who)
    hours = f"{at.hour % 12 or 12}:{at.minute:02d} {'AM' if at.hour < 12 else 'PM'}"
    return f"{day(moment)}, {hours if who.locale == 'en' and who.dates in ('auto', 'month') else f'{at:%H:%M}'}"


def _local(moment: dt.datetime | dt.date, who: Reader) -> Any:
    return moment.astimezone(ZoneInfo(who.timezone)) if isinstance(moment, dt.datetime) and moment.tzinfo else moment


def _lakhs(whole: str) -> str:
    digits = whole.replace(",", "")
    head, tail = digits[:-3], digits[-3:]
    return ",".join([*re.findall(r"\d{1,2}(?=(?:\d\d)*$)", head), tail]) if head and "," in whole else whole
