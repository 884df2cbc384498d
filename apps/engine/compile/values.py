"""Turning the plain values of a filter into values of the column's own type, so that the engine compares like with like."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from ..errors import SpecInvalid
from ..types import ColumnType
from .clock import Clock, read_moment
from .scope import Operand

_WORDS = {"true": True, "false": False}
_KINDS = {
    ColumnType.INTEGER: "a number",
    ColumnType.FLOAT: "a number",
    ColumnType.DECIMAL: "a number",
    ColumnType.BOOLEAN: "true or false",
    ColumnType.DATE: "a date such as 2026-01-31",
    ColumnType.TIMESTAMP: "a date such as 2026-01-31 or a time such as 2026-01-31T14:30",
    ColumnType.TIME: "a time of day such as 14:30",
}


def typed(value: Any, operand: Operand, clock: Clock, path: str) -> Any:
    """Return `value` as the operand's type; a plain date for a timestamp stays a date (the whole day).

    Raises SpecInvalid when it does not fit.
    """
    try:
        return _READERS.get(operand.type, _text)(value, operand, clock, path)
    except (ValueError, InvalidOperation, TypeError):
        shown = str(value) if len(str(value)) <= 40 else f"{str(value)[:40]}…"
        raise SpecInvalid(f'{path}: "{operand.name}" needs {_KINDS[operand.type]}, not "{shown}".', field=path) from None


def _text(value: Any, _operand: Operand, _clock: Clock, _path: str) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(value: Any, operand: Operand, _clock: Clock, _path: str) -> int | float | Decimal:
    if isinstance(value, bool):
        raise TypeError
    number = Decimal(str(value))
    if not number.is_finite() or abs(number) >= 2**63:
        raise ValueError
    if number == number.to_integral_value():
        return int(number)
    return number if operand.type is ColumnType.DECIMAL else float(number)


def _boolean(value: Any, _operand: Operand, _clock: Clock, _path: str) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() not in _WORDS:
        raise ValueError
    return _WORDS[str(value).lower()]


def _date(value: Any, _operand: Operand, _clock: Clock, _path: str) -> date:
    return date.fromisoformat(str(value))


def _timestamp(value: Any, operand: Operand, clock: Clock, path: str) -> date | datetime:
    moment = read_moment(str(value), path)
    if not isinstance(moment, datetime):
        return moment
    if moment.tzinfo:
        raise ValueError
    return clock.moment(moment) if operand.zoned else moment


def _time(value: Any, _operand: Operand, _clock: Clock, _path: str) -> time:
    return time.fromisoformat(str(value))


_READERS = {
    ColumnType.INTEGER: _number,
    ColumnType.FLOAT: _number,
    ColumnType.DECIMAL: _number,
    ColumnType.BOOLEAN: _boolean,
    ColumnType.DATE: _date,
    ColumnType.TIMESTAMP: _timestamp,
    ColumnType.TIME: _time,
}
