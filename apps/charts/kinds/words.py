"""Numbers and times as words in a summary, as the reader's locale writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from apps.core.formats import dated
from apps.core.locales import percented, resigned
from apps.engine.compile import OutputColumn


def spoken(value: Any) -> str:
    """A value as people read it: 1234567.891 is "1,234,568", 0.1234 is "0.1234", nothing is "no value"."""
    if value is None:
        return "no value"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if isinstance(value, int) or value == int(value):
        return grouped(int(value))
    return resigned(f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.4g}")


def grouped(number: float, decimals: int = 0) -> str:
    """A number with the locale's signs: 1234567 is "1,234,567"."""
    return resigned(f"{number:,.{decimals}f}")


def moment(value: Any, column: OutputColumn) -> str:
    """A time at its column's grain: "2025-11-01" by month is "Nov 2025", by quarter "Q4 2025". Other values as `spoken`."""
    if not isinstance(value, str) or not column.type.is_temporal:
        return "(empty)" if value is None else spoken(value)
    return dated(value, column.grain or "day")


def counted(number: int, thing: str, verb: tuple[str, str] = ("", "")) -> str:
    """A number of things: "1 mark is", "3 marks are" with the verb (is, are)."""
    form = verb[number != 1]
    return f"{grouped(number)} {thing}{'' if number == 1 else 's'}{f' {form}' if form else ''}"


def listed(columns: Sequence[OutputColumn]) -> str:
    """Labels as a list in a sentence: "Revenue, Orders and Cost"."""
    labels = [column.label for column in columns]
    return " and ".join([", ".join(labels[:-1]), labels[-1]]) if len(labels) > 1 else "".join(labels)


def percent(now: float, before: float) -> str:
    """The change as a whole percentage of its start, with its direction."""
    if not before:
        return "changed" if now else "unchanged"
    share = (now - before) / abs(before)
    return f"{'up' if share >= 0 else 'down'} {percented(grouped(abs(share) * 100))}"
