"""Headers: is there one, and names that are unique, filled and fit to be columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..types import ColumnType
from .infer import infer

MAX_NAME = 120
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_YEAR = re.compile(r"(19|20)\d\d")


def has_header(first: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns: it differs in type from what stands below, or is all distinct words."""
    votes = sum(_vote(cell, [row[i] for row in body[:200] if i < len(row)]) for i, cell in enumerate(first[:200]))
    if votes:
        return votes > 0
    filled = [cell.strip().lower() for cell in first if cell.strip()]
    below = {cell.strip().lower() for row in body[:200] for cell in row}
    words = bool(filled) and not _YEAR.fullmatch(filled[0]) and not any(_typed([cell]) and not _YEAR.fullmatch(cell) for cell in filled)
    return words and len(set(filled)) * 2 > len(filled) and not (set(filled) & below and len(first) > 1)


def _typed(values: Sequence[str]) -> bool:
    return infer(values).type is not ColumnType.TEXT


def _vote(cell: str, below: list[str]) -> int:
    """+1 when a word stands over numbers or dates, -1 when a number does; years over numbers may be names."""
    if not cell.strip() or not below or not _typed(below):
        return 0
    if not _typed([cell]):
        return 1
    return 0 if _YEAR.fullmatch(cell.strip()) and not all(_YEAR.fullmatch(v.strip()) for v in below) else -1


def unique_names(raw: Sequence[str]) -> tuple[list[str], list[str]]:
    """Names for these headers and what had to be changed, as warnings. Case does not tell two columns apart."""
    names: list[str] = []
    taken: set[str] = set()
    blank: list[str] = []
    double: list[str] = []
    for number, header in enumerate(raw, 1):
        wanted = _CONTROL.sub(" ", str(header)).strip()[:MAX_NAME] or f"column_{number}"
        name = _free(wanted, taken)
        (blank if not str(header).strip() else double if name != wanted else []).append(name)
        names.append(name)
        taken.add(name.lower())
    return names, [*_said("Columns without a name were named", blank), *_said("Columns with the same name were renamed", double)]


def _free(wanted: str, taken: set[str]) -> str:
    name, number = wanted, 2
    while name.lower() in taken:
        name, number = f"{wanted}_{number}", number + 1
    return name


def _said(what: str, names: list[str]) -> list[str]:
    shown = ", ".join(names[:5]) + (f" and {len(names) - 5:,} more" if len(names) > 5 else "")
    return [f"{what}: {shown}."] if names else []
