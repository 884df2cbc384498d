"""The query object: reading, refusing with a path, one text for one meaning."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.engine.errors import SpecInvalid
from apps.engine.spec import QuerySpec, leaves

FULL: dict[str, Any] = {
    "dataset": "d1",
    "joins": [{"dataset": "d2", "on": [{"left": "store_id", "right": "id"}], "kind": "inner"}],
    "measures": [
        {"agg": "avg", "field": "amount", "as": "mean"},
        {"agg": "count", "where": {"field": "returned", "op": "eq", "value": True}},
        {"agg": "ratio", "numerator": {"agg": "sum", "field": "amount"}, "denominator": {"agg": "count"}},
        {"agg": "quantile", "field": "amount", "q": 0.9},
    ],
    "dimensions": [{"field": "day", "grain": "month"}, {"field": "amount", "bins": 20}],
    "filters": {"and": [{"field": "region", "op": "in", "values": ["EU", None]}, {"not": {"field": "x", "op": "is_null"}}]},
    "having": [{"field": "mean", "op": "gt", "value": 1.5}],
    "transform": {"kind": "change", "unit": "year", "as": "diff"},
    "sort": [{"by": "mean", "dir": "desc"}],
    "limit": 10,
    "limit_per": "day_month",
    "as_of": "2026-01-31",
    "chart": {"kind": "bar"},
}


def shuffled(value: Any, seed: random.Random) -> Any:
    if isinstance(value, dict):
        keys = list(value)
        seed.shuffle(keys)
        return {k: shuffled(value[k], seed) for k in keys}
    return [shuffled(v, seed) for v in value] if isinstance(value, list) else value


def test_it_works() -> None:
    spec = QuerySpec.parse(FULL)
    assert QuerySpec.parse(json.loads(spec.canonical())) == spec
    assert spec.plain()["measures"][0] == {"agg": "avg", "field": "amount", "as": "mean"}
    assert spec.v == 1


@given(st.randoms(use_true_random=False))
@settings(max_examples=100, derandomize=True)
def test_the_order_of_keys_does_not_change_the_digest(seed: random.Random) -> None:
    assert QuerySpec.parse(shuffled(FULL, seed)).digest() == QuerySpec.parse(FULL).digest()


def test_the_digest_is_stable_and_says_what_was_asked() -> None:
    assert QuerySpec.parse({"dataset": "d", "measures": [{"agg": "count"}]}).digest() == (
        "61b2d3549a927d5f65f6ff7e8ec0f17da03b1a115ae70256dd2729919ad91ff1"
    )
    spelled_out = {"dataset": "d", "measures": [{"agg": "count", "where": None, "field": None}], "limit": None, "sort": [], "v": 1}
    assert QuerySpec.parse(spelled_out).digest() == QuerySpec.parse({"dataset": "d", "measures": [{"agg": "count"}]}).digest()
    assert QuerySpec.parse({**FULL, "limit": 11}).digest() != QuerySpec.parse(FULL).digest()


def test_it_is_written_in_yaml_as_well() -> None:
    text = "dataset: d\nrows: [a]\nas_of: 2026-01-31\nfilters:\n"
    text += "  - {field: day, op: gte, value: 2026-01-01}\n  - {field: at, op: lt, value: 2026-01-01 10:30:00}\n"
    spec = QuerySpec.parse(yaml.safe_load(text))
    assert [leaf.value for leaf in leaves(spec.filters)] == ["2026-01-01", "2026-01-01T10:30:00"]  # type: ignore[union-attr]
    assert QuerySpec.parse(yaml.safe_load(yaml.safe_dump(spec.plain()))) == spec


def test_it_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        QuerySpec.parse(FULL).limit = 3  # type: ignore[misc]


def test_a_list_of_filters_means_all_of_them() -> None:
    one = {"field": "a", "op": "is_null"}
    assert QuerySpec.parse({"rows": ["a"], "filters": [one]}) == QuerySpec.parse({"rows": ["a"], "filters": {"and": [one]}})
    assert QuerySpec.parse({"rows": ["a"], "filters": []}).filters is None
    assert QuerySpec.parse({"rows": ["a"], "filters": {}}).filters is None


def test_the_schema_is_a_json_schema() -> None:
    schema = QuerySpec.json_schema()
    assert schema["properties"]["v"]["const"] == 1
    assert "Comparison" in json.dumps(schema)
    assert {"as", "agg"} <= set(schema["$defs"]["Count"]["properties"])


@pytest.mark.parametrize(
    ("data", "path", "words"),
    [
        ({"measures": [{"agg": "avg"}]}, "measures.0.field", "missing"),
        ({"measures": [{"agg": "mean", "field": "a"}]}, "measures.0", 'no agg "mean"'),
        ({"rows": ["a"], "nope": 1}, "nope", "not known"),
        ({"rows": ["a"], "filters": {"field": "x", "op": "like", "value": "y"}}, "filters", "ops eq"),
        ({"rows": ["a"], "filters": [{"and": [{"field": "x", "op": "eq", "value": None}]}]}, "filters.0.and.0.value", "needs a text"),
        ({"rows": ["a"], "filters": {"field": "x", "op": "eq", "value": float("nan")}}, "filters.value", "finite"),
        ({"rows": ["a"], "filters": {"field": "x", "op": "period", "value": {"from": "soon"}}}, "filters.value.from", "not a date"),
        ({"rows": ["a"], "filters": {"field": "x", "op": "period", "value": {}}}, "filters.value", "from"),
        ({"rows": ["a"], "filters": {"field": "x", "op": "period", "value": {"rel": "this", "n": 3}}}, "filters.value", "one unit"),
        ({"rows": ["a"], "measures": [{"agg": "count"}]}, "", "lists rows"),
        ({"dimensions": [{"field": "a", "bins": 3, "grain": "day"}]}, "dimensions.0", "only one"),
        ({"dimensions": [{"field": "a", "bins": 0}]}, "dimensions.0.bins", "greater"),
        ({"dimensions": [{"field": "a"}], "limit_per": "a"}, "", "needs a `limit`"),
        ({"dimensions": [{"field": "a"}], "transform": {"kind": "share"}}, "", "needs a measure"),
        ({"rows": ["a"], "sample": {}}, "sample", "rows or share"),
        ({"rows": ["a"], "sort": [{"by": "a"}], "sample": {"share": 1, "shuffle": True}}, "", "without a sort"),
        ({"rows": ["a"], "v": 2}, "v", "1"),
        ({}, "", "at least one measure"),
        ([1], "", "dictionary"),
    ],
)
def test_a_mistake_is_named_with_its_path(data: Any, path: str, words: str) -> None:
    with pytest.raises(SpecInvalid) as refused:
        QuerySpec.parse(data)
    assert refused.value.details["field"] == path
    assert words in refused.value.message


def test_endless_nesting_is_refused_before_it_hurts() -> None:
    deep: Any = {"field": "x", "op": "is_null"}
    for _ in range(5000):
        deep = {"not": deep}
    with pytest.raises(SpecInvalid, match="nested deeper"):
        QuerySpec.parse({"rows": ["a"], "filters": deep})
