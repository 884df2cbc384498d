"""Every kind of measures and distributions, from a question to a figure, with the engine's own answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

REGION, PRODUCT, DAY = {"field": "region"}, {"field": "product"}, {"field": "day", "grain": "day"}
SOLD, COUNT, AVERAGE = {"agg": "sum", "field": "units", "as": "sold"}, {"agg": "count"}, {"agg": "avg", "field": "price"}
QUESTIONS: dict[str, dict[str, Any]] = {
    "area": {"dimensions": [DAY, REGION], "measures": [SOLD]},
    "bar": {"dimensions": [PRODUCT, REGION], "measures": [SOLD]},
    "box": {"dimensions": [REGION], "measures": [AVERAGE], "sort": [{"by": "avg_price"}]},
    "bubble": {"dimensions": [PRODUCT, REGION], "measures": [SOLD, AVERAGE, COUNT]},
    "bullet": {"dimensions": [REGION], "measures": [SOLD, COUNT]},
    "combo": {"dimensions": [DAY], "measures": [SOLD, AVERAGE]},
    "density": {"dimensions": [{"field": "units"}, {"field": "price"}]},
    "gauge": {"measures": [SOLD]},
    "heatmap": {"dimensions": [REGION, PRODUCT], "measures": [SOLD]},
    "histogram": {"dimensions": [{"field": "price"}]},
    "line": {"dimensions": [DAY], "measures": [SOLD]},
    "number": {"dimensions": [DAY], "measures": [SOLD]},
    "pivot": {"dimensions": [REGION, PRODUCT], "measures": [SOLD, {"agg": "count_distinct", "field": "product", "as": "kinds"}]},
    "scatter": {"dimensions": [PRODUCT], "measures": [SOLD, AVERAGE]},
    "violin": {"dimensions": [REGION], "measures": [AVERAGE]},
}


def draw(api: Any, dataset: Any, kind: str, **more: Any) -> Any:
    body = {"dataset_id": dataset.pk, "spec": QUESTIONS[kind], "kind": kind, **more}
    answer = api.post("/api/v1/charts/render", body, format="json")
    assert answer.status_code == 200, answer.json()
    return answer.json()


def rows_behind(found: Any) -> list[int]:
    """Every row that some mark stands for."""
    if isinstance(found, list):
        return [row for part in found for row in rows_behind(part)]
    return [] if found is None else [found]


@pytest.mark.parametrize("kind", QUESTIONS)
def test_every_kind_draws_what_the_engine_answers(alice_api: Any, dataset: Any, kind: str) -> None:
    payload = draw(alice_api, dataset, kind)
    assert payload["summary"].endswith(".")
    assert payload["figure"] is not None
    json.dumps(payload["figure"], allow_nan=False)
    for trace in payload["figure"]["data"]:
        behind = rows_behind(trace["customdata"])
        assert behind
        assert set(behind) <= set(range(payload["row_count"]))


def test_totals_of_different_things_are_not_sums(alice_api: Any, dataset: Any) -> None:
    pivot = draw(alice_api, dataset, "pivot")["figure"]["layout"]["meta"]["pivot"]
    lines = {tuple(line["head"]): line["cells"] for line in pivot["lines"]}
    assert sorted(pivot["heads"]) == [["Chair"], ["Desk"], ["Lamp"]]
    assert lines[()][-2:] == [18, 3]  # three products in all, though each region has some of them
    assert lines["EU",][-2:] == [6, 3]
    assert lines["APAC",][-2:] == [4, 1]


def test_the_others_average_over_their_rows(alice_api: Any, dataset: Any) -> None:
    spec = {"dimensions": [PRODUCT], "measures": [AVERAGE]}
    answer = alice_api.post(
        "/api/v1/charts/render", {"dataset_id": dataset.pk, "spec": spec, "kind": "bar", "options": {"top": 1}}, format="json"
    ).json()
    (trace,) = answer["figure"]["data"]
    assert trace["x"] == ["Desk", "Others (2)"]
    assert trace["y"] == [249.5, pytest.approx((19.9 * 3 + 18.5 + 89 * 2) / 6)]


def test_quartiles_are_those_of_the_rows(alice_api: Any, dataset: Any) -> None:
    (trace,) = draw(alice_api, dataset, "box", options={"whiskers": "all"})["figure"]["data"]
    at = trace["x"].index("US")
    assert [trace[part][at] for part in ("lowerfence", "q1", "median", "q3", "upperfence")] == [19.9, 54.45, 89, 169.25, 249.5]


def test_a_filter_narrows_totals_too(alice_api: Any, dataset: Any) -> None:
    only = [{"field": "region", "op": "eq", "value": "EU"}]
    pivot = draw(alice_api, dataset, "pivot", filters=only)["figure"]["layout"]["meta"]["pivot"]
    assert pivot["lines"][-1]["cells"][-2:] == [6, 3]
