"""The builder's draft: a stored question goes onto the shelves and comes back with the same meaning."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from apps.engine.spec import QuerySpec

ROOT = Path(__file__).parents[2]
NODE = shutil.which("node")
SPECS: list[dict[str, Any]] = [
    {"measures": [{"agg": "count"}], "dimensions": [{"field": "day", "grain": "month"}]},
    {
        "measures": [{"agg": "sum", "field": "units", "as": "sold"}],
        "dimensions": [{"field": "price", "bins": 10}],
        "sort": [{"by": "sold", "dir": "desc"}],
        "limit": 5,
    },
    {
        "measures": [{"agg": "ratio", "numerator": {"agg": "sum", "field": "a"}, "denominator": {"agg": "count"}}],
        "transform": {"kind": "compare", "field": "d", "a": {"rel": "this"}, "b": {"rel": "last"}},
    },
    {
        "rows": ["x", "y", "region"],
        "filters": {"and": [{"field": "x", "op": "not_null"}, {"or": [{"field": "y", "op": "gt", "value": 1}]}]},
    },
    {"rows": ["*"], "filters": {"field": "region", "op": "in", "values": ["EU", None]}, "limit": 100, "as_of": "2026-01-31"},
    {
        "measures": [{"agg": "count", "where": {"field": "returned", "op": "eq", "value": True}}],
        "having": {"field": "count", "op": "gt", "value": 3},
    },
]


@pytest.mark.skipif(NODE is None, reason="Node is not on this machine")
def test_a_question_comes_back_with_the_same_meaning() -> None:
    code = """
    import {draftOf, specOf} from './static/js/chart-draft.js';
    const specs = JSON.parse(process.argv[1]);
    console.log(JSON.stringify(specs.map((spec) => specOf(draftOf(spec), 'd'))));
    """
    answer = subprocess.run(
        [str(NODE), "--input-type=module", "-e", code, json.dumps(SPECS)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for given, back in zip(SPECS, json.loads(answer.stdout), strict=True):
        assert meaning(back) == meaning({**given, "dataset": "d"})


def meaning(spec: dict[str, Any]) -> str:
    """Canonical; one filter alone and a list of one are the same."""
    filters = spec.get("filters")
    if isinstance(filters, dict) and "and" not in filters:
        spec = {**spec, "filters": {"and": [filters]}}
    return QuerySpec.parse(spec).canonical()
