"""From a validation error to one sentence with the path of the culprit."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from ..errors import SpecInvalid

DEPTH = 24  # far beyond what a person writes, far below what would exhaust a stack


def refuse_depth(data: Any) -> None:
    """Refuse data nested deeper than DEPTH before anything recursive touches it."""
    level: list[Any] = [data]
    for _ in range(DEPTH):
        level = [child for value in level if isinstance(value, (dict, list, tuple)) for child in _children(value)]
        if not level:
            return
    raise SpecInvalid(f"The query is nested deeper than {DEPTH} levels.", field="")


def _children(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not known here",
    "bool_type": "needs a text, a number, true or false",
    "string_pattern_mismatch": "is not a date such as 2026-01-31 or a time such as 2026-01-31T14:30",
}


def first_problem(error: ValidationError, data: Any) -> tuple[str, str]:
    """Return (path, message) of the first problem; the path holds only keys and places that the caller wrote."""
    problem = error.errors(include_url=False, include_context=False)[0]
    kind, text = problem["type"], problem["msg"].removeprefix("Value error, ")
    path = _path(problem["loc"], data, kind)
    if kind == "union_tag_invalid":
        tag, _, known = text.partition(" does not match any of the expected tags: ")
        _, given, _, key, _ = tag.split("'")
        known = known.replace("'", "")
        return path, f'{path}: there is no {key} "{given}"; use one of {known}.'
    if kind in _WORDS:
        return path, f"{path or 'The query'} {_WORDS[kind]}."
    return path, f"{path or 'The query'}: {text[:1].lower()}{text[1:]}."


def _path(loc: tuple[int | str, ...], data: Any, kind: str) -> str:
    """Drop the names of union members, which pydantic puts between the keys; keep a missing key at the end."""
    kept: list[str] = []
    for place, part in enumerate(loc):
        inside = (isinstance(data, dict) and part in data) or (
            isinstance(data, (list, tuple)) and isinstance(part, int) and part < len(data)
        )
        if inside:
            data = data[part]
            kept.append(str(part))
        elif kind == "missing" and place == len(loc) - 1:
            kept.append(str(part))
    return ".".join(kept)


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint such as ` Did you mean "amount"?`, or the first few names when none is close."""
    names = list(known)
    close = get_close_matches(name.lower(), [n.lower() for n in names], n=1, cutoff=0.6)
    if close:
        return f' Did you mean "{next(n for n in names if n.lower() == close[0])}"?'
    listed = ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
    return f" There are: {listed}." if names else ""
