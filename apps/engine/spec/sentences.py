"""A query object in words, made from the object alone, so that it cannot say anything else than what is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .filters import And, Between, Comparison, Emptiness, Filter, InPeriod, Matches, Membership, Not, Or
from .parts import Change, Compare, Corr, Count, Dimension, End, Measure, Moving, Quantile, Ratio, Running, Share
from .periods import AbsolutePeriod, Period
from .query import QuerySpec

_AGGREGATES = {
    "sum": "sum of", "avg": "average", "min": "lowest", "max": "highest", "median": "median", "count_distinct": "number of different",
    "stddev": "standard deviation of", "variance": "variance of",
}  # fmt: skip
_OPERATORS = {"eq": "is", "ne": "is not", "lt": "is below", "lte": "is at most", "gt": "is above", "gte": "is at least"}
Label = Callable[[str], str]


def describe(spec: QuerySpec, labels: Mapping[str, str] | None = None) -> str:
    """One sentence such as "Sum of amount by region, where channel is web; the 10 highest by sum of amount.".

    `labels` maps column names to what people call them; others are shown as they are.
    """
    known = labels or {}

    def label(field: str) -> str:
        return known.get(field, field.replace("_", " "))

    text = _asked(spec, label)
    if spec.filters is not None:
        text += f", where {condition(spec.filters, label)}"
    if spec.having is not None:
        text += f", only where {condition(spec.having, label)}"
    text += _limits(spec, label) + _sample(spec)
    return f"{text[:1].upper()}{text[1:]}."


def _asked(spec: QuerySpec, label: Label) -> str:
    if spec.rows is not None:
        return "all columns" if "*" in spec.rows else f"rows of {_listed([label(f) for f in spec.rows])}"
    measures = _listed([measure(m, label) for m in spec.measures]) or "the groups"
    by = _listed([_dimension(d, label) for d in spec.dimensions])
    text = _transformed(spec, measures, label)
    return f"{text} by {by}" if by else text


def measure(part: Measure, label: Label) -> str:
    """One measure in words."""
    if part.name:
        return part.name.replace("_", " ")
    if isinstance(part, Ratio):
        return f"{measure(part.numerator, label)} per {measure(part.denominator, label)}"
    if isinstance(part, Count):
        text = f"number of {label(part.field)}" if part.field else "number of rows"
    elif isinstance(part, Quantile):
        text = f"{part.q * 100:g}th percentile of {label(part.field)}"
    elif isinstance(part, End):
        text = f"{part.agg} {label(part.field)} by {label(part.by)}"
    else:
        text = f"{_AGGREGATES[part.agg]} {label(part.field)}"
    return f"{text} where {condition(part.where, label)}" if part.where is not None else text


def _dimension(part: Dimension, label: Label) -> str:
    name = label(part.field)
    if part.grain:
        return f"{part.grain} ({name})"
    if part.bins:
        return f"{name} in {part.bins} ranges"
    return f"{name} in steps of {part.width:g}" if part.width else name


def _transformed(spec: QuerySpec, measures: str, label: Label) -> str:
    match spec.transform:
        case Share(within=within):
            return f"{measures}, and its share of {'the total' if within == 'all' else label(within)},"
        case Running():
            return f"running total of {measures}"
        case Moving(n=n):
            return f"{measures}, and its mean over {n} rows,"
        case Change(unit=unit):
            return f"{measures}, and its change against {f'the {unit}' if unit else 'the period'} before,"
        case Compare(a=a, b=b, field=field):
            return f"{measures} in {period(a)} against {period(b)} ({label(field)})"
        case Corr(x=x, y=y):
            return f"correlation of {label(x)} and {label(y)}"
    return measures


def condition(part: Filter, label: Label) -> str:
    """One condition in words."""
    match part:
        case And(and_=parts):
            return " and ".join(_bracketed(p, label) for p in parts) or "everything"
        case Or(or_=parts):
            return " or ".join(_bracketed(p, label) for p in parts) or "nothing"
        case Not(not_=inner):
            return f"not ({condition(inner, label)})"
        case Comparison(field=field, op=op, value=value):
            return f"{label(field)} {_OPERATORS[op]} {_said(value)}"
        case Membership(field=field, op=op, values=values):
            shown = _listed([_said(v) for v in values[:5]], "or") + (f" or {len(values) - 5} more" if len(values) > 5 else "")
            return f"{label(field)} is {'not ' if op == 'not_in' else ''}{shown or 'one of none'}"
        case Between(field=field, values=(low, high)):
            return f"{label(field)} is between {_said(low)} and {_said(high)}"
        case Matches(field=field, op=op, value=value):
            return f"{label(field)} {'contains' if op == 'contains' else 'starts with'} “{value}”"
        case Emptiness(field=field, op=op):
            return f"{label(field)} is {'' if op == 'is_null' else 'not '}empty"
        case InPeriod(field=field, value=value):
            return f"{label(field)} is in {period(value)}"


def _bracketed(part: Filter, label: Label) -> str:
    text = condition(part, label)
    return f"({text})" if isinstance(part, (And, Or)) else text


def period(part: Period) -> str:
    """A period in words: "the last 3 months", "this year so far", "2026-01-01 to 2026-01-31"."""
    if isinstance(part, AbsolutePeriod):
        if part.from_ and part.to:
            return f"{part.from_} to {part.to}"
        return f"the time since {part.from_}" if part.from_ else f"the time until {part.to}"
    unit = part.unit if part.n == 1 else f"{part.n} {part.unit}s"
    if part.rel == "this":
        return f"this {part.unit}{' so far' if part.mode == 'trailing' else ''}"
    return f"the {part.rel} {unit}{', today included' if part.mode == 'trailing' and part.rel == 'last' else ''}"


def _limits(spec: QuerySpec, label: Label) -> str:
    sort = _listed([f"{label(s.by)}{', highest first' if s.dir == 'desc' else ''}" for s in spec.sort])
    if spec.limit is None:
        return f"; sorted by {sort}" if sort else ""
    per = f" for each {label(spec.limit_per)}" if spec.limit_per else ""
    return f"; the first {spec.limit:,}{per}" + (f" by {sort}" if sort else "")


def _sample(spec: QuerySpec) -> str:
    if spec.sample is None or spec.sample.share == 1:
        return ""
    size = f"{spec.sample.rows:,} random rows" if spec.sample.rows else f"a random {(spec.sample.share or 0):.0%} of the rows"
    return f"; from {size}"


def _said(value: Any) -> str:
    if value is None:
        return "empty"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _listed(parts: list[str], last: str = "and") -> str:
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}" if len(parts) > 1 else "".join(parts)
