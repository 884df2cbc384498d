"""Suggestions and fitting: which kind is best, which also fit, and what the others would need."""

from __future__ import annotations

from typing import Any

import pytest

from apps.charts.fields import Field
from apps.charts.kinds import get, kinds
from apps.charts.services.fitting import fits, fitted
from apps.charts.suggest import RULES, suggest, suggestions
from apps.engine.spec import QuerySpec
from apps.engine.types import Column, ColumnType


def field(name: str, kind: ColumnType, meaning: str = "", values: int | None = None) -> Field:
    return Field(Column(f"c-{name}", name, kind), meaning, values)


FIELDS = [
    field("region", ColumnType.TEXT, values=4),
    field("country", ColumnType.TEXT, "country", 30),
    field("person", ColumnType.TEXT, values=5000),
    field("city", ColumnType.TEXT, "city", 300),
    field("at", ColumnType.TIMESTAMP, "date"),
    field("until", ColumnType.DATE, "date"),
    field("key", ColumnType.INTEGER, "id"),
    field("amount", ColumnType.FLOAT, "currency"),
    field("price", ColumnType.FLOAT, "currency"),
    field("target", ColumnType.FLOAT),
    field("lat", ColumnType.FLOAT, "latitude"),
    field("lon", ColumnType.FLOAT, "longitude"),
]
SUM, AVG, COUNT = {"agg": "sum", "field": "amount"}, {"agg": "avg", "field": "price"}, {"agg": "count"}
REGION, PERSON, CITY, MONTH = {"field": "region"}, {"field": "person"}, {"field": "city"}, {"field": "at", "grain": "month"}
CANDLE = [{"agg": agg, "field": "price", "as": name} for agg, name in (("min", "open"), ("max", "high"), ("min", "low"), ("max", "close"))]
BEST: list[tuple[str, dict[str, Any]]] = [
    ("pointmap", {"rows": ["lat", "lon", "region"]}),
    ("gantt", {"rows": ["person", "at", "until"]}),
    ("points", {"rows": ["amount", "price", "region"]}),
    ("table", {"rows": ["region", "amount"]}),
    ("bullet", {"measures": [SUM, {"agg": "sum", "field": "target"}]}),
    ("number", {"measures": [SUM]}),
    ("funnel", {"measures": [SUM, AVG, COUNT]}),
    ("density", {"dimensions": [{"field": "amount", "bins": 20}, {"field": "price", "bins": 20}]}),
    ("histogram", {"dimensions": [{"field": "price", "bins": 20}], "measures": [COUNT]}),
    ("table", {"dimensions": [REGION]}),
    ("candlestick", {"dimensions": [MONTH], "measures": CANDLE}),
    ("combo", {"dimensions": [MONTH], "measures": [SUM, AVG]}),
    ("line", {"dimensions": [MONTH, REGION], "measures": [SUM]}),
    ("choropleth", {"dimensions": [{"field": "country"}], "measures": [SUM]}),
    ("bubble", {"dimensions": [PERSON], "measures": [SUM, AVG, COUNT]}),
    ("scatter", {"dimensions": [PERSON], "measures": [SUM, AVG]}),
    ("parallel", {"dimensions": [PERSON], "measures": [SUM, AVG, COUNT, {"agg": "max", "field": "price"}]}),
    ("heatmap", {"dimensions": [PERSON, CITY], "measures": [AVG]}),
    ("bar", {"dimensions": [REGION], "measures": [SUM]}),
    ("pivot", {"dimensions": [REGION, CITY, PERSON], "measures": [SUM]}),
    ("table", {"dimensions": [REGION, CITY, PERSON, *({"field": "amount", "width": n} for n in (1, 2, 3))], "measures": [SUM]}),
]
ALSO: list[tuple[str, dict[str, Any]]] = [
    ("gauge", {"measures": [SUM]}),
    ("area", {"dimensions": [MONTH, REGION], "measures": [SUM]}),
    ("longline", {"rows": ["at", "price", "region"]}),
    ("calendar", {"dimensions": [{"field": "at", "grain": "day"}], "measures": [SUM]}),
    ("multiples", {"dimensions": [REGION, MONTH], "measures": [SUM]}),
    ("pie", {"dimensions": [REGION], "measures": [SUM]}),
    ("treemap", {"dimensions": [REGION, CITY], "measures": [SUM]}),
    ("sunburst", {"dimensions": [REGION, CITY], "measures": [SUM]}),
    ("sankey", {"dimensions": [REGION, CITY], "measures": [SUM]}),
    ("network", {"dimensions": [PERSON, CITY], "measures": [COUNT]}),
    ("waterfall", {"dimensions": [REGION], "measures": [SUM]}),
    ("wordcloud", {"dimensions": [PERSON], "measures": [COUNT]}),
    ("radar", {"dimensions": [REGION], "measures": [AVG, SUM]}),
    ("box", {"dimensions": [REGION], "measures": [AVG]}),
    ("violin", {"dimensions": [REGION], "measures": [AVG]}),
]


@pytest.mark.parametrize(("kind", "spec"), BEST)
def test_the_best_kind(kind: str, spec: dict[str, Any]) -> None:
    rule = suggest(QuerySpec.parse(spec), FIELDS)
    assert rule.kind == kind
    assert rule.because


@pytest.mark.parametrize(("kind", "spec"), ALSO)
def test_kinds_that_also_fit_come_after_the_best(kind: str, spec: dict[str, Any]) -> None:
    found = [rule.kind for rule in suggestions(QuerySpec.parse(spec), FIELDS)]
    assert kind in found[1:]
    assert all(get(name).misfit(QuerySpec.parse(spec)) is None for name in found)


def test_every_rule_has_its_example_and_every_kind_a_rule() -> None:
    assert [kind for kind, _ in BEST + ALSO] == [rule.kind for rule in RULES]
    assert set(kinds()) == {rule.kind for rule in RULES}


def test_parts_of_an_average_make_no_whole() -> None:
    found = {rule.kind for rule in suggestions(QuerySpec.parse({"dimensions": [REGION], "measures": [AVG]}), FIELDS)}
    assert not found & {"pie", "treemap", "waterfall"}


@pytest.mark.parametrize("kind", sorted(kinds()))
@pytest.mark.parametrize("spec", [{"dimensions": [REGION], "measures": [SUM]}, {"rows": ["amount", "price"]}, {"measures": [COUNT]}])
def test_every_kind_can_be_had_from_any_question_over_rich_data(kind: str, spec: dict[str, Any]) -> None:
    found = fitted(get(kind), QuerySpec.parse(spec), FIELDS)
    assert found is not None
    assert get(kind).misfit(found) is None


def test_what_fits_stays_and_what_is_missing_is_filled_in() -> None:
    where = {"field": "region", "op": "eq", "value": "N"}
    spec = QuerySpec.parse({"dimensions": [PERSON], "measures": [AVG], "filters": where, "limit": 9})
    assert fitted(get("bar"), spec, FIELDS) is spec
    scatter = fitted(get("scatter"), spec, FIELDS)
    assert scatter is not None
    assert (scatter.plain()["dimensions"], scatter.plain()["measures"]) == ([PERSON], [AVG, COUNT])
    assert scatter.plain()["filters"] == where
    number = fitted(get("number"), spec, FIELDS)
    assert number is not None
    assert "dimensions" not in number.plain()
    heat = fitted(get("heatmap"), spec, FIELDS)
    assert heat is not None
    assert heat.plain()["dimensions"] == [PERSON, REGION]


def test_listed_columns_go_where_they_suit() -> None:
    spec = QuerySpec.parse({"dimensions": [REGION], "measures": [{"agg": "sum", "field": "price"}]})
    points = fitted(get("points"), spec, FIELDS)
    assert points is not None
    assert points.rows == ("price", "at", "region")
    pointmap = fitted(get("pointmap"), spec, FIELDS)
    assert pointmap is not None
    assert pointmap.rows[:2] == ("lat", "lon")  # type: ignore[index]


def test_what_the_data_lacks_is_said() -> None:
    poor = [field("name", ColumnType.TEXT), field("key", ColumnType.INTEGER, "id")]
    found = fits(QuerySpec.parse({"measures": [COUNT]}), poor)["kinds"]
    assert found["number"] == {"fits": True, "reason": "", "spec": None}
    assert found["bar"]["spec"]["dimensions"] == [{"field": "name"}]
    assert found["scatter"] == {"fits": False, "reason": "Scatter needs a mark for each: 1 to 2 dimensions.", "spec": None}
    assert found["pointmap"]["spec"] is None


def test_the_endpoint_answers_for_those_who_see_the_data(alice_api: Any, charlie_api: Any, dataset: Any) -> None:
    body = {"dataset_id": dataset.pk, "spec": {"dimensions": [{"field": "region"}], "measures": [{"agg": "sum", "field": "units"}]}}
    found = alice_api.post("/api/v1/charts/kinds/fit", body, format="json").json()
    assert found["suggested"][0] == {"kind": "bar", "because": "a measure is grouped by categories", "label": "Bar"}
    assert found["kinds"]["bar"]["fits"]
    assert found["kinds"]["box"]["fits"]
    assert found["kinds"]["points"]["spec"]["rows"][0] == "units"
    assert charlie_api.post("/api/v1/charts/kinds/fit", body, format="json").status_code == 404
