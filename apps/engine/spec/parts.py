"""Measures, dimensions, sorting, joins and transforms of a query object."""

from __future__ import annotations

import math
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from .base import FieldName, OutputName, Part
from .filters import Filters
from .periods import Grain, Period

Finite = Annotated[float, Field(allow_inf_nan=False)]


class Named(Part):
    """A part that becomes a column of the result; without `as` its name is made from what it does."""

    name: OutputName | None = Field(default=None, alias="as")


class Count(Named):
    """Rows, or the non-null values of `field`; only those matching `where`."""

    agg: Literal["count"]
    field: FieldName | None = None
    where: Filters = None


class Aggregate(Named):
    agg: Literal["sum", "avg", "min", "max", "median", "count_distinct", "stddev", "variance"]
    field: FieldName
    where: Filters = None


class Quantile(Named):
    """The value below which the share `q` of values lies, interpolated."""

    agg: Literal["quantile"]
    field: FieldName
    q: float = Field(ge=0, le=1)
    where: Filters = None


class End(Named):
    """The value of `field` in the first or the last row in the order of `by`; rows where one of the two is null do not count."""

    agg: Literal["first", "last"]
    field: FieldName
    by: FieldName
    where: Filters = None


Simple = Annotated[Count | Aggregate | Quantile | End, Field(discriminator="agg")]


class Ratio(Named):
    """One measure over another; null where the denominator is zero or null."""

    agg: Literal["ratio"]
    numerator: Simple
    denominator: Simple


Measure = Annotated[Count | Aggregate | Quantile | End | Ratio, Field(discriminator="agg")]


class Dimension(Named):
    """Groups by a field as it is, by a grain of time, or by `bins` equal parts of its range or parts of one `width`.

    `range` lays the parts of `bins` over these two numbers instead of the lowest and highest value there is, so that they stay
    where they are while filters change; what lies outside belongs to the first or the last part.
    """

    field: FieldName
    grain: Grain | None = None
    bins: int | None = Field(default=None, ge=1, le=10_000)
    width: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    range: tuple[Finite, Finite] | None = None

    @model_validator(mode="after")
    def _one_grouping(self) -> Self:
        if sum(x is not None for x in (self.grain, self.bins, self.width)) > 1:
            raise ValueError("use only one of grain, bins and width")
        if self.range is not None and (self.bins is None or not 0 < self.range[1] - self.range[0] < math.inf):
            raise ValueError("`range` goes with `bins` and begins below where it ends")
        return self


class Sort(Part):
    """`by` names a column of the result. Nulls come last either way."""

    by: FieldName
    dir: Literal["asc", "desc"] = "asc"


class On(Part):
    left: FieldName
    right: FieldName


class Join(Part):
    """Another dataset beside this one; its fields are written `table.column`. The right side should have each key once."""

    dataset: str = Field(min_length=1, max_length=40)
    on: tuple[On, ...] = Field(min_length=1, max_length=10)
    kind: Literal["left", "inner"] = "left"


class Sample(Part):
    """A repeatable random part of the matching rows: so many rows, or a share between 0 and 1.

    `shuffle` lists rows in random order, so that the first ones to arrive are a fair sample of the rest.
    """

    rows: int | None = Field(default=None, ge=1, le=100_000_000)
    share: float | None = Field(default=None, gt=0, le=1)
    shuffle: bool = False

    @model_validator(mode="after")
    def _one_size(self) -> Self:
        if (self.rows is None) == (self.share is None):
            raise ValueError("say either rows or share")
        return self


class Transform(Named):
    """Base of what is computed over the grouped result; `of` names the measure (the first one by default)."""

    of: FieldName | None = None


class Share(Transform):
    """Each group's part of the total, or of its group of the dimension `within`."""

    kind: Literal["share"]
    within: FieldName = "all"


class Running(Transform):
    """The sum so far along a dimension (the first one of time by default), apart for each group of the others."""

    kind: Literal["running"]
    along: FieldName | None = None


class Moving(Transform):
    """The mean of this and the n - 1 rows before along a dimension."""

    kind: Literal["moving"]
    n: int = Field(ge=2, le=10_000)
    along: FieldName | None = None


class Change(Part):
    """Against the same group one `unit` earlier: adds `<measure>_previous` and `<measure>_change`.

    A missing earlier period gives null, not the change from whichever row stood before. `as` is what the change is
    written in: `pct` (a fraction of the earlier value's size) or `diff`.
    """

    kind: Literal["change"]
    of: FieldName | None = None
    unit: Grain | None = None
    written: Literal["pct", "diff"] = Field(default="pct", alias="as")


class Compare(Part):
    """Each measure in period `a` and in period `b` of the date `field`, and the change from b to a as a fraction."""

    kind: Literal["compare"]
    field: FieldName
    a: Period
    b: Period


class Corr(Named):
    """Pearson's correlation of two numeric fields, one row for each group."""

    kind: Literal["corr"]
    x: FieldName
    y: FieldName


AnyTransform = Annotated[Share | Running | Moving | Change | Compare | Corr, Field(discriminator="kind")]
