"""May this statement of a person's be run? An allow-list over the engine's own parse tree; nothing is run here.

This is the second wall: the process that runs people's SQL (`duck.pool`) is the first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..errors import SqlRefused
from .parse import parse
from .walk import Walk


@dataclass(frozen=True, slots=True)
class Checked:
    """`tables`: the caller's tables that the statement names, spelled as the caller does."""

    tables: frozenset[str]


def check(sql: str, tables: Mapping[str, Sequence[str]]) -> Checked:
    """Pass one SELECT over `tables` (name to column names) and nothing else.

    Raises SqlInvalid when the text cannot be parsed and SqlRefused when it asks for more than reading these tables; both
    carry `line` and `column` where the engine knows them.
    """
    tree = parse(sql)
    walk = Walk(sql, tables)
    try:
        walk.visit(tree)
    except RecursionError:
        raise SqlRefused("The statement is nested too deeply.") from None
    except (KeyError, TypeError, AttributeError) as error:
        raise SqlRefused("The statement has a form that is not known here.") from error
    return Checked(frozenset(walk.used))


__all__ = ["Checked", "check"]
