"""What type a column of texts has. A type stands when at least 95 % of the values fit it; the rest are shown as unparseable."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from ..types import ColumnType
from .dates import DATE_FORMATS, TIMESTAMP_FORMATS, Shape

FIT = 0.95
NULLS = frozenset({"", "NA", "N/A", "n/a", "NULL", "null", "None", "NaN", "nan", "#N/A", "-", "–", "\\N"})
SYMBOLS = "€$£¥₹%"
_MAX_VALUES = 2_000

_INTEGER = re.compile(r"[+-]?(0|[1-9]\d{0,17})")
_FLOAT = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_CODE = re.compile(r"[+-]?0\d+")
_BOOLEAN = frozenset({"true", "false", "yes", "no"})
_TIME = re.compile(r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?")


@dataclass(frozen=True, slots=True)
class Marks:
    """How numbers and dates are written in a file."""

    decimal: str = "."
    thousands: str | None = None
    date_format: str | None = None
    month_first: bool = False


@dataclass(frozen=True, slots=True)
class Guess:
    """A type, the date format behind it (None: ISO), values that do not fit, and whether day and month may be swapped."""

    type: ColumnType
    format: str | None = None
    unparseable: list[str] = field(default_factory=list)
    ambiguous: bool = False
    symbols: bool = False
    nulls_spelled: bool = False


def is_null(value: object) -> bool:
    """Whether a cell stands for nothing in a column that is not text."""
    return value is None or (isinstance(value, str) and value.strip() in NULLS)


def infer(texts: Iterable[str | None], marks: Marks | None = None, allowed: frozenset[ColumnType] | None = None) -> Guess:
    """Guess a column's type from its texts; `allowed` leaves out types that the file itself rules out."""
    marks = marks or Marks()
    filled = [value.strip() for value in texts if value is not None]
    values = [value for value in filled if value not in NULLS]
    values = values[:: max(1, -(-len(values) // _MAX_VALUES))]
    if allowed == frozenset({ColumnType.JSON}):
        return Guess(ColumnType.JSON)
    if not values:
        return Guess(ColumnType.TEXT)
    spelled = any(value in NULLS and value for value in filled)
    for guess in _candidates(values, marks):
        if allowed is None or guess.type in allowed:
            return replace(guess, nulls_spelled=spelled, unparseable=list(dict.fromkeys(guess.unparseable)))
    return Guess(ColumnType.TEXT)


def check(values: Sequence[str | None], kind: ColumnType, date_format: str | None, marks: Marks) -> list[str]:
    """The distinct values that do not fit a type somebody chose."""
    distinct = dict.fromkeys(value.strip() for value in values if not is_null(value) and value is not None)
    fits = _fitness(kind, date_format, marks)
    return [value for value in distinct if not fits(value)]


def _candidates(values: list[str], marks: Marks) -> Iterable[Guess]:
    if not any(_CODE.fullmatch(value) for value in values):
        yield from _tried(ColumnType.INTEGER, values, marks)
        yield from _tried(ColumnType.FLOAT, values, marks)
    yield from _tried(ColumnType.BOOLEAN, values, marks)
    yield from _dated(values, marks)
    yield from _tried(ColumnType.TIME, values, marks)


def _tried(kind: ColumnType, values: list[str], marks: Marks) -> Iterable[Guess]:
    fits = _fitness(kind, None, marks)
    bad = [value for value in values if not fits(value)]
    if kind is ColumnType.INTEGER and any(_fitness(ColumnType.FLOAT, None, marks)(value) for value in bad):
        return
    if enough(len(bad), len(values)):
        symbols = kind.is_number and any(set(value) & set(SYMBOLS) for value in values)
        yield Guess(ColumnType.FLOAT if symbols else kind, None, bad, symbols=symbols)


def _dated(values: list[str], marks: Marks) -> Iterable[Guess]:
    if sum(any(c.isdigit() for c in value) for value in values[:40]) < min(len(values), 40) * 0.8:
        return
    if marks.date_format:
        kind = ColumnType.TIMESTAMP if "%H" in marks.date_format or "%I" in marks.date_format else ColumnType.DATE
        chosen = [Shape.of(marks.date_format, kind)]
    else:
        chosen = []
    fitting = [(shape, bad) for shape in (*chosen, *DATE_FORMATS, *TIMESTAMP_FORMATS) if (bad := shape.misfits(values)) is not None]
    if not fitting:
        return
    least = min(len(bad) for _, bad in fitting)
    best = [(shape, bad) for shape, bad in fitting if len(bad) == least]
    shape, bad = next(((s, b) for s, b in best if s.month_first == marks.month_first), best[0])
    ambiguous = len({s.month_first for s, _ in best}) > 1 and not chosen
    yield Guess(shape.type, shape.format, bad, ambiguous=ambiguous)


def enough(bad: int, total: int) -> bool:
    """The 95 % rule, one and the same for the preview and for the whole file."""
    return bad <= total * (1 - FIT) and bad < total


def _fitness(kind: ColumnType, date_format: str | None, marks: Marks) -> Callable[[str], bool]:
    def number(value: str) -> str:
        return plain_number(value, marks)

    if kind.is_temporal:
        return Shape.of(date_format, kind).fits
    tests: dict[ColumnType, Callable[[str], bool]] = {
        ColumnType.INTEGER: lambda value: bool(_INTEGER.fullmatch(number(value))),
        ColumnType.FLOAT: lambda value: bool(_FLOAT.fullmatch(number(value))),
        ColumnType.DECIMAL: lambda value: bool(_FLOAT.fullmatch(number(value))),
        ColumnType.BOOLEAN: lambda value: value.lower() in _BOOLEAN,
        ColumnType.TIME: lambda value: bool(_TIME.fullmatch(value)),
    }
    return tests.get(kind, lambda value: True)


def plain_number(value: str, marks: Marks) -> str:
    """`1.234,50 €` in these marks as `1234.50`; texts that are no number come back unfit."""
    value = value.strip(SYMBOLS + "   ")
    sign, digits = (value[0], value[1:].lstrip(SYMBOLS)) if value[:1] in ("+", "-") else ("", value)
    if marks.thousands and marks.thousands in digits:
        whole, _, rest = digits.partition(marks.decimal)
        if not re.fullmatch(r"\d{1,3}(" + re.escape(marks.thousands) + r"\d{2,3})*", whole):
            return "x"
        digits = whole.replace(marks.thousands, "") + (marks.decimal + rest if _ else "")
    if marks.decimal != ".":
        digits = "x" if "." in digits else digits.replace(marks.decimal, ".")
    return sign + digits
