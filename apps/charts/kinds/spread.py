"""From a measure to the field whose values it is made of: what box and violin plots share."""

from __future__ import annotations

from typing import Any

from apps.engine.compile import OutputColumn
from apps.engine.spec import QuerySpec


def without_number(spec: QuerySpec, what: str) -> str | None:
    """Why the first measure has no field of values to spread out; None when it has one."""
    if spec.transform or spec.having:
        return f"{what} shows the values of a field; take away what is computed over groups, and conditions on them."
    first = spec.measures[0]
    if first.agg == "ratio" or first.field is None:
        return f"{what} needs the values of a field: choose a measure of a number, such as its average."
    return None


def number_of(spec: QuerySpec) -> dict[str, Any]:
    """The field of the first measure, with the measure's own condition."""
    return {key: value for key, value in spec.plain()["measures"][0].items() if key in ("field", "where")}


def name_of(median: OutputColumn) -> str:
    """What the field is called, from the label of its median; as a title."""
    name = median.label.removeprefix("Median ")
    return name[:1].upper() + name[1:]
