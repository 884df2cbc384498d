"""A delimited text's dialect: which mark separates, which one quotes, how many lines stand before the table."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

DELIMITERS = (",", ";", "\t", "|", "^", ":")
_LINES = 2_000
FIELD_LIMIT = 2_000_000


@dataclass(frozen=True, slots=True)
class Dialect:
    """`width` is the usual number of fields, `skip` the physical lines before the header."""

    delimiter: str
    quote: str
    width: int
    skip: int = 0


def guess_dialect(text: str, delimiter: str | None = None, quote: str | None = None) -> Dialect:
    """The dialect under which the text's lines agree best; `delimiter` and `quote` are kept when given."""
    quotes = (quote,) if quote else (('"', "'") if _single_quoted(text) else ('"',))
    tried = [(_score(text, d, q), d, q) for q in quotes for d in ((delimiter,) if delimiter else DELIMITERS)]
    (_, width, _), best, quoting = max(tried, key=lambda item: (item[0][0], item[0][1]))
    if width == 1 and not delimiter:
        best = ","
    return Dialect(best, quoting, max(width, 1), _preamble(text, best, quoting, width))


def records(text: str, delimiter: str, quote: str) -> Iterator[list[str]]:
    """The fields of each record; never raises for an odd one."""
    csv.field_size_limit(FIELD_LIMIT)
    lines = text.replace("\0", " ").splitlines(keepends=True)
    reader = csv.reader(lines, delimiter=delimiter, quotechar=quote, doublequote=True, strict=False)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            continue


def _score(text: str, delimiter: str, quote: str) -> tuple[float, int, str]:
    """Agreement of the field counts, weighed so that more columns win among equals; (score, width, delimiter)."""
    widths = [len(row) for row in islice(records(text, delimiter, quote), _LINES) if row]
    if not widths:
        return 0.0, 1, delimiter
    width, count = max(Counter(widths).items(), key=lambda item: (item[1] * (item[0] > 1), item[1]))
    share = count / len(widths)
    rank = 1 - DELIMITERS.index(delimiter) * 0.01 if delimiter in DELIMITERS else 1
    return (share * rank if width > 1 else 0.2 * rank), width, delimiter


def _single_quoted(text: str) -> bool:
    return '"' not in text and sum(text.count(f"{d}'") for d in ",;\t|") > 3


def _preamble(text: str, delimiter: str, quote: str, width: int) -> int:
    """Titles and notes before a table: lines narrower than it, at most twenty, followed by three of its width."""
    if width < 2:
        return 0
    csv.field_size_limit(FIELD_LIMIT)
    lines = text.splitlines()[:40]
    widths = [len(next(csv.reader([line], delimiter=delimiter, quotechar=quote), [])) for line in lines if len(line) < FIELD_LIMIT]
    first = next((i for i, found in enumerate(widths) if found >= width), 0)
    steady = all(found >= width for found in widths[first : first + 3]) and len(widths) > first + 1
    return first if 0 < first <= 20 and steady and all(found < max(2, width // 2 + 1) for found in widths[:first]) else 0
