"""Periods of time, relative to a moment or absolute. What they mean in dates is worked out in `compile.periods`."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from .base import Day, Part

Grain = Literal["hour", "day", "week", "month", "quarter", "year"]


class RelativePeriod(Part):
    """`calendar` means whole units (the last 3 months are the three before this one); `trailing` counts back from today, included.

    `{"rel": "this", "mode": "trailing"}` is the unit to date, such as the year so far.
    """

    rel: Literal["last", "this", "next"]
    n: int = Field(default=1, ge=1, le=10_000)
    unit: Grain = "month"
    mode: Literal["calendar", "trailing"] = "calendar"

    @model_validator(mode="after")
    def _one_current_unit(self) -> Self:
        if self.rel == "this" and self.n != 1:
            raise ValueError("`this` is always one unit; leave out n")
        return self


class AbsolutePeriod(Part):
    """From one day to another, both included; a time of day in `to` is the first moment after the period."""

    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        if self.from_ is None and self.to is None:
            raise ValueError("say `from`, `to`, or both")
        return self


def _kind(value: Any) -> str:
    relative = "rel" in value if isinstance(value, dict) else isinstance(value, RelativePeriod)
    return "relative" if relative else "absolute"


Period = Annotated[Annotated[RelativePeriod, Tag("relative")] | Annotated[AbsolutePeriod, Tag("absolute")], Discriminator(_kind)]
