"""Which kind draws a question best: rules as data, in order; the first that holds is the best, those after it also fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from apps.engine.spec import QuerySpec

from .asked import Asked
from .fields import Field
from .kinds import get

_FEW, _MANY = 8, 24  # values that eyes tell apart as colours; values that still fit on an axis
_GOALS = ("target", "goal", "budget", "plan", "quota", "soll", "ziel")
_CANDLE = ("open", "high", "low", "close")


@dataclass(frozen=True)
class Rule:
    """`kind` fits when `holds`; `because` is shown to people."""

    kind: str
    because: str
    holds: Callable[[Asked], bool]


def _located(asked: Asked) -> bool:
    return [field.meaning for field in asked.listed[:2]] == ["latitude", "longitude"]


def _scheduled(asked: Asked) -> bool:
    return len(asked.listed) in (3, 4) and asked.listed[0].is_category and all(field.is_time for field in asked.listed[1:3])


def _plotted(asked: Asked) -> bool:
    return 2 <= len(asked.listed) == len(asked.spec.rows or ()) <= 3 and all(f.is_number or f.is_time for f in asked.listed[:2])


def _against_goal(asked: Asked) -> bool:
    return asked.measures == 2 and asked.dimensions <= 1 and any(goal in asked.names()[1] for goal in _GOALS)


def _candles(asked: Asked) -> bool:
    return asked.measures == 4 and asked.times == 1 == asked.dimensions and all(w in n for w, n in zip(_CANDLE, asked.names(), strict=True))


def _amount_and_rate(asked: Asked) -> bool:
    return asked.dimensions == 1 and asked.times == 1 and 2 <= asked.measures <= 5 and asked.adds_up[0] and not any(asked.adds_up[1:])


def _parts_of_whole(asked: Asked) -> bool:
    return asked.plain and asked.categories == asked.dimensions and asked.measures == 1 and asked.adds_up[0]


def _crowd(asked: Asked, least: int, most: int) -> bool:
    """Many marks, perhaps with a colour."""
    things = 1 <= asked.categories == asked.dimensions <= 2
    return asked.plain and things and least <= asked.measures <= most and asked.values(0) > _FEW


def _parts(asked: Asked, least: int, most: int) -> bool:
    return _parts_of_whole(asked) and least <= asked.dimensions <= most


def _spread(asked: Asked) -> bool:
    return asked.measures == 1 and any(field.is_amount for field in asked.measured_fields)


def _one(asked: Asked) -> bool:
    return not asked.dimensions and 1 <= asked.measures <= 2


def _counted(asked: Asked, numbers: int) -> bool:
    return asked.dimensions == asked.numbers == numbers and asked.only_counts() and asked.plain


def _many_by_many(asked: Asked) -> bool:
    return asked.dimensions == 2 and asked.measures == 1 and min(asked.values(0), asked.values(1)) > _FEW


LAST = Rule("table", "there are many groupings", lambda _: True)
# The rules down to the last resort decide; those after it only say what also fits.
RULES: tuple[Rule, ...] = (
    Rule("pointmap", "rows have a latitude and a longitude", _located),
    Rule("gantt", "rows have a start and an end", _scheduled),
    Rule("points", "two numeric fields are listed row by row", _plotted),
    Rule("table", "rows are listed", lambda a: a.spec.rows is not None),
    Rule("bullet", "a value is asked for with its target", _against_goal),
    Rule("number", "one value is asked for", _one),
    Rule("funnel", "several values are asked for side by side", lambda a: not a.dimensions and 3 <= a.measures <= 12 and a.plain),
    Rule("density", "two numbers are counted in ranges", lambda a: _counted(a, 2)),
    Rule("histogram", "a number is counted in ranges", lambda a: _counted(a, 1)),
    Rule("table", "there is nothing to measure", lambda a: not a.measured),
    Rule("candlestick", "the first, highest, lowest and last value of each period are asked for", _candles),
    Rule("combo", "an amount and a rate are grouped by time", _amount_and_rate),
    Rule("line", "a measure is grouped by time", lambda a: a.times >= 1 and a.dimensions <= 3),
    Rule("choropleth", "a measure is grouped by countries", lambda a: a.dimensions == a.measures == 1 and a.meaning(0) == "country"),
    Rule("bubble", "three measures of many things are asked for", lambda a: _crowd(a, 3, 3)),
    Rule("scatter", "two measures of many things are asked for", lambda a: _crowd(a, 2, 2)),
    Rule("parallel", "many measures of many things are asked for", lambda a: _crowd(a, 4, 10)),
    Rule("heatmap", "a measure is grouped by two fields of many values", _many_by_many),
    Rule("bar", "a measure is grouped by categories", lambda a: 1 <= a.dimensions <= 2 and a.measures <= 8),
    Rule("pivot", "a measure is grouped by many fields", lambda a: 3 <= a.dimensions <= 5 and a.plain and 1 <= a.measures <= 8),
    LAST,
    Rule("gauge", "one value can be held against a target", _one),
    Rule("area", "parts add up over time", lambda a: a.times >= 1 and a.plain and all(a.adds_up)),
    Rule("longline", "values are listed along a time", lambda a: _plotted(a) and a.listed[0].is_time),
    Rule("calendar", "a measure is grouped by day", lambda a: a.dimensions == a.measures == 1 and a.groups[0][0].grain == "day"),
    Rule("multiples", "a measure over time is compared between categories", lambda a: a.times == a.measures == 1 and a.dimensions == 2),
    Rule("pie", "a few parts make a whole", lambda a: _parts(a, 1, 1) and a.values(0) <= _FEW),
    Rule("treemap", "parts make a whole", lambda a: _parts(a, 1, 4)),
    Rule("sunburst", "parts have parts of their own", lambda a: _parts(a, 2, 4)),
    Rule("sankey", "amounts go from one group to the next", lambda a: _parts(a, 2, 5)),
    Rule("network", "two fields of many values are linked", lambda a: _parts(a, 2, 2) and _many_by_many(a)),
    Rule("waterfall", "amounts add up step by step", lambda a: _parts(a, 1, 1) and a.values(0) <= _MANY),
    Rule("wordcloud", "there are many words", lambda a: _parts(a, 1, 1) and a.values(0) > _MANY),
    Rule("radar", "several measures have a few directions", lambda a: a.measures >= 2 and a.categories == a.dimensions == 1),
    Rule("box", "the spread of a number can be compared", lambda a: _spread(a) and 1 <= a.dimensions <= 2),
    Rule("violin", "the shape of a number's distribution can be compared", lambda a: _spread(a) and a.categories == a.dimensions == 1),
)


def suggestions(spec: QuerySpec, fields: Sequence[Field]) -> list[Rule]:
    """The rules that hold for the question, the best first, each kind once, and only kinds that can draw it; LAST only alone."""
    asked = Asked(spec, fields)
    found: dict[str, Rule] = {}
    for rule in RULES:
        if rule.kind not in found and not (rule is LAST and found) and get(rule.kind).misfit(spec) is None and rule.holds(asked):
            found[rule.kind] = rule
    return list(found.values())


def suggest(spec: QuerySpec, fields: Sequence[Field]) -> Rule:
    """The best rule for the question; `fields` are the dataset's."""
    return suggestions(spec, fields)[0]
