"""Which kind draws a question best: rules as data, the first that holds wins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from apps.engine.spec import QuerySpec
from apps.engine.types import Column


@dataclass(frozen=True)
class Rule:
    """`kind` fits when `holds`; `because` is shown to people."""

    kind: str
    because: str
    holds: Callable[[QuerySpec, Mapping[str, Column]], bool]


def _numbers(spec: QuerySpec, columns: Mapping[str, Column]) -> bool:
    plotted = [columns[name] for name in (spec.rows or ())[:2] if name in columns]
    return len(plotted) == 2 and all(c.type.is_number or c.type.is_temporal for c in plotted) and len(spec.rows or ()) <= 3


def _temporal(spec: QuerySpec, columns: Mapping[str, Column]) -> bool:
    return any(d.grain is not None or (d.field in columns and columns[d.field].type.is_temporal) for d in spec.dimensions)


RULES = (
    Rule("points", "two numeric fields are listed row by row", _numbers),
    Rule("table", "rows are listed", lambda spec, _: spec.rows is not None),
    Rule("number", "one value is asked for", lambda spec, _: not spec.dimensions and len(spec.measures) <= 2),
    Rule("table", "there is nothing to measure", lambda spec, _: not spec.measures and spec.transform is None),
    Rule("line", "a measure is grouped by time", _temporal),
    Rule("bar", "a measure is grouped by categories", lambda spec, _: 1 <= len(spec.dimensions) <= 2),
    Rule("table", "there are many groupings", lambda *_: True),
)


def suggest(spec: QuerySpec, columns: Mapping[str, Column]) -> Rule:
    """The first rule that holds for the question; `columns` are the dataset's by name."""
    return next(rule for rule in RULES if rule.holds(spec, columns))
