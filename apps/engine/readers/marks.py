"""How a file writes numbers: decimal comma or point, and what parts the thousands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .base import Opened
from .infer import Marks, enough, is_null, plain_number
from .options import ReadOptions

_TRIED = ((".", None), (".", ","), (",", None), (",", "."), (",", " "), (".", "'"), (".", " "))
_NUMERIC = re.compile(r"[+-]?[€$£¥₹]? ?\d[\d.,' ]*([eE][+-]?\d+)? ?[%€$£¥₹]?")
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_EITHER_WAY = re.compile(r"[+-]?\d{1,3}[.,]\d{3}")
_COLUMNS = 300
_VALUES = 500


def guess_marks(opened: Opened, texts: Sequence[Sequence[str | None]]) -> tuple[Marks, list[str]]:
    """The marks under which most columns are numbers, and a warning when two readings are possible."""
    options = opened.options
    month_first = opened.kind == "csv" and options.delimiter == ","
    if opened.kind != "csv":
        return Marks(date_format=options.date_format, month_first=month_first), []
    numeric = [found for values in texts[:_COLUMNS] if (found := _numbers(values))]
    tried = [(d, t) for d, t in _TRIED if options.decimal in (None, d) and options.thousands in (None, t)] or [_given(options)]
    scores = {pair: sum(_all_plain(values, Marks(*pair)) for values in numeric) for pair in tried}
    best = max(tried, key=lambda pair: scores[pair])
    marks = Marks(*best, options.date_format, month_first and best[0] == ".")
    doubtful = options.decimal is None and options.thousands is None and _doubtful(numeric, scores, best)
    return marks, [doubtful] if doubtful else []


def _given(options: ReadOptions) -> tuple[str, str | None]:
    return options.decimal or ".", options.thousands


def _numbers(values: Sequence[str | None]) -> list[str]:
    """The values of a column that looks like numbers in some writing; plain integers tell nothing and are left out."""
    filled = list(dict.fromkeys(v.strip() for v in values if v and not is_null(v)))[:_VALUES]
    odd = [v for v in filled if not _NUMERIC.fullmatch(v)]
    return [v for v in filled if not v.lstrip("+-").isdigit()] if filled and enough(len(odd), len(filled)) else []


def _all_plain(values: list[str], marks: Marks) -> bool:
    bad = sum(not _PLAIN.fullmatch(plain_number(value, marks)) for value in values)
    return enough(bad, len(values))


def _doubtful(numeric: list[list[str]], scores: dict[tuple[str, str | None], int], best: tuple[str, str | None]) -> str:
    """`1,234` everywhere may be a thousand or one and a bit."""
    mark = best[1] or best[0]
    other = (
        (",", None)
        if mark == "," and best[0] == "."
        else (".", ",")
        if best == (",", None)
        else (",", ".")
        if best == (".", None)
        else None
    )
    if other is None or not numeric or scores.get(other) != scores[best]:
        return ""
    example = next((v for values in numeric for v in values if _EITHER_WAY.fullmatch(v)), "")
    reading = f"{mark} parts thousands" if best[1] else f"{mark} is the decimal mark"
    return f"Numbers such as {example} can be read two ways; here {reading}. Choose the decimal mark if that is wrong." if example else ""
