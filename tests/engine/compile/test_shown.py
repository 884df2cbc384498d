"""What an answer shows is known without compiling, and agrees with what is compiled."""

from __future__ import annotations

from typing import Any

import pytest
from compile_samples import NOW, sources

from apps.engine.compile import compile_spec
from apps.engine.compile.shown import shown_by
from apps.engine.spec import QuerySpec

N = [{"agg": "count", "as": "n"}]
JOIN = [{"dataset": "stores", "on": [{"left": "store_id", "right": "id"}]}]
CASES: list[dict[str, Any]] = [
    {"dimensions": [{"field": "region"}, {"field": "day", "grain": "month"}, {"field": "amount", "width": 10}], "measures": N},
    {"dimensions": [{"field": "c_region"}, {"field": "REGION"}, {"field": "region", "as": "where"}], "measures": N},
    {"dimensions": [{"field": "amount", "bins": 4}, {"field": "amount", "width": 2}, {"field": "paid", "grain": "hour"}], "measures": N},
    {"dimensions": [{"field": "stores.opened"}, {"field": "opened"}, {"field": "city"}], "measures": N, "joins": JOIN},
    {"rows": ["day", "amount", "c_day"]},
    {"rows": ["*"]},
]


@pytest.mark.parametrize("plain", CASES, ids=str)
def test_names_and_labels_agree_with_the_compiler(plain: dict[str, Any]) -> None:
    spec, known = QuerySpec.parse({"dataset": "orders", **plain}), sources()
    compiled = compile_spec(spec, known, now=NOW)
    shown = shown_by(spec, known["orders"].columns)
    assert shown
    there = {c.name: c.label for c in compiled.columns if c.role != "measure"}
    assert {s.name: s.label for s in shown}.items() <= there.items()
    joined = sum(d.field in ("stores.opened", "city") for d in spec.dimensions)
    assert len(shown) == len(there) - joined


def test_it_works() -> None:
    spec = QuerySpec.parse({"dataset": "orders", **CASES[0]})
    assert [(s.name, s.column.name, s.listed) for s in shown_by(spec, sources()["orders"].columns)] == [
        ("region", "region", False),
        ("day_month", "day", False),
        ("amount_bin", "amount", False),
    ]
