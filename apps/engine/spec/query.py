"""The query object: what a chart, a click, a sentence and the API all become before anything is run."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from ..errors import SpecInvalid
from .base import Day, FieldName, Part
from .filters import Filters
from .parts import AnyTransform, Change, Dimension, Join, Measure, Moving, Running, Sample, Share, Sort
from .problems import first_problem, refuse_depth


class QuerySpec(Part):
    """Version 1. Either `rows` (a listing of fields, `*` for all) or dimensions and measures (groups).

    Fields are column names or column ids; those of joined datasets are `table.column`. Sort, having and transforms name
    columns of the result. `limit` counts rows of the result, or rows for each value of the dimension `limit_per`;
    listed rows begin after `offset` others.
    `chart` is passed through untouched for whoever draws the result.
    """

    v: Literal[1] = 1
    dataset: str = Field(default="", max_length=40)
    joins: tuple[Join, ...] = Field(default=(), max_length=10)
    measures: tuple[Measure, ...] = Field(default=(), max_length=50)
    dimensions: tuple[Dimension, ...] = Field(default=(), max_length=20)
    rows: tuple[FieldName, ...] | None = Field(default=None, min_length=1, max_length=1000)
    filters: Filters = None
    having: Filters = None
    transform: AnyTransform | None = None
    sort: tuple[Sort, ...] = Field(default=(), max_length=20)
    limit: int | None = Field(default=None, ge=1, le=100_000_000)
    offset: int | None = Field(default=None, ge=1, le=100_000_000)
    limit_per: FieldName | None = None
    sample: Sample | None = None
    as_of: Day | None = None
    chart: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _one_shape(self) -> Self:
        if self.rows is not None and (self.measures or self.dimensions or self.having or self.transform or self.limit_per):
            raise ValueError("`rows` lists rows; leave out measures, dimensions, having, transform and limit_per")
        if self.rows is None and not self.measures and not self.dimensions and (self.transform is None or self.transform.kind != "corr"):
            raise ValueError("choose at least one measure or dimension, or list `rows`")
        if self.sample and self.sample.shuffle and (self.rows is None or self.sort):
            raise ValueError("`shuffle` is for listed rows without a sort")
        if self.offset and (self.rows is None or self.limit is None):
            raise ValueError("`offset` is for listed rows with a limit")
        if self.limit_per and self.limit is None:
            raise ValueError("`limit_per` needs a `limit`")
        if isinstance(self.transform, (Share, Running, Moving, Change)) and not self.measures:
            raise ValueError(f"the transform `{self.transform.kind}` needs a measure")
        return self

    @classmethod
    def parse(cls, data: Any) -> QuerySpec:
        """Read plain data (JSON, YAML, Python); raises SpecInvalid with `details["field"]`, the path of what is wrong."""
        if isinstance(data, cls):
            return data
        refuse_depth(data)
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            path, message = first_problem(error, data)
            raise SpecInvalid(message, field=path) from None

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """The JSON Schema (draft 2020-12) that the API and language models are given."""
        return cls.model_json_schema(by_alias=True)

    def plain(self) -> dict[str, Any]:
        """The object as plain JSON data, without what says nothing; `parse(plain())` gives an equal object."""
        return {"v": 1} | self.model_dump(mode="json", by_alias=True, exclude_defaults=True)

    def canonical(self) -> str:
        """One text for one meaning: keys sorted, defaults left out, no spaces."""
        return json.dumps(self.plain(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def digest(self) -> str:
        """sha256 of the canonical text, the part of a cache key that says what was asked."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()
