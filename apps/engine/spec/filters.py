"""Conditions on rows and on results.

Every condition is either true or false, never unknown: a null matches no positive condition, and `ne`, `not_in` and
`not` match exactly the rows that `eq`, `in` and the inner condition do not. So a filter and its `not` part the rows in two.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from .base import FieldName, Part, Scalar, Text
from .periods import Period

Compared = Literal["eq", "ne", "lt", "lte", "gt", "gte"]


class Comparison(Part):
    """One field against one value."""

    field: FieldName
    op: Compared
    value: Scalar


class Membership(Part):
    """One field against a list; a null in the list means "empty"."""

    field: FieldName
    op: Literal["in", "not_in"]
    values: tuple[Scalar | None, ...] = Field(max_length=10_000)


class Between(Part):
    """Both ends included."""

    field: FieldName
    op: Literal["between"]
    values: tuple[Scalar, Scalar]


class Matches(Part):
    """Text search without wildcards; upper and lower case are the same unless `case` is set."""

    field: FieldName
    op: Literal["contains", "starts_with"]
    value: Text = Field(min_length=1)
    case: bool = False


class Emptiness(Part):
    field: FieldName
    op: Literal["is_null", "not_null"]


class InPeriod(Part):
    field: FieldName
    op: Literal["period"]
    value: Period


class And(Part):
    """All of them; an empty list is true."""

    and_: tuple[Filter, ...] = Field(alias="and", max_length=200)


class Or(Part):
    """At least one; an empty list is false."""

    or_: tuple[Filter, ...] = Field(alias="or", max_length=200)


class Not(Part):
    not_: Filter = Field(alias="not")


_TAGS = {
    **dict.fromkeys(("eq", "ne", "lt", "lte", "gt", "gte"), "comparison"),
    **dict.fromkeys(("in", "not_in"), "membership"),
    **dict.fromkeys(("contains", "starts_with"), "text"),
    **dict.fromkeys(("is_null", "not_null"), "emptiness"),
    "between": "between",
    "period": "period",
}


def _kind(value: Any) -> str | None:
    """Name the variant: groups by their one key, conditions by `op`."""
    if not isinstance(value, dict):
        return _TAGS.get(getattr(value, "op", ""), type(value).__name__.lower())
    return next((key for key in ("and", "or", "not") if key in value), None) or _TAGS.get(str(value.get("op")))


Filter = Annotated[
    Annotated[Comparison, Tag("comparison")]
    | Annotated[Membership, Tag("membership")]
    | Annotated[Between, Tag("between")]
    | Annotated[Matches, Tag("text")]
    | Annotated[Emptiness, Tag("emptiness")]
    | Annotated[InPeriod, Tag("period")]
    | Annotated[And, Tag("and")]
    | Annotated[Or, Tag("or")]
    | Annotated[Not, Tag("not")],
    Discriminator(
        _kind,
        custom_error_type="filter",
        custom_error_message=f"a filter needs `and`, `or` or `not`, or a `field` with one of the ops {', '.join(_TAGS)}",
    ),
]


def _listed(value: Any) -> Any:
    """A plain list of filters means all of them; an empty one means none at all."""
    if isinstance(value, (list, tuple)):
        return {"and": value} if value else None
    return value or None


Filters = Annotated[Filter | None, BeforeValidator(_listed)]
Leaf = Comparison | Membership | Between | Matches | Emptiness | InPeriod

for _model in (And, Or, Not):
    _model.model_rebuild()


def leaves(condition: Filter | None) -> Iterator[Leaf]:
    """Every single condition in a filter, left to right."""
    match condition:
        case None:
            return
        case And(and_=parts) | Or(or_=parts):
            for part in parts:
                yield from leaves(part)
        case Not(not_=part):
            yield from leaves(part)
        case _:
            yield condition
