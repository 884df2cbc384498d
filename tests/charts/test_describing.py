"""Columns of a payload: formats from the dataset's notes and profile, and what a mark's value can be filtered by."""

from __future__ import annotations

from typing import Any

import pytest

from apps.charts.services.describing import dress_axes
from apps.datasets.services.editing import update_dataset


@pytest.fixture
def priced(dataset: Any, alice: Any) -> Any:
    ids = {c["name"]: c["id"] for c in dataset.current_version.columns}
    notes = {
        ids["price"]: {"format": {"style": "currency", "currency": "EUR"}},
        ids["units"]: {"format": {"style": "number", "unit": "pcs"}},
    }
    return update_dataset(user=alice, dataset=dataset, notes=notes)


def columns(api: Any, dataset: Any, spec: dict[str, Any], kind: str = "table") -> dict[str, Any]:
    answer = api.post("/api/v1/charts/render", {"dataset_id": dataset.pk, "spec": spec, "kind": kind}, format="json").json()
    return {column["name"]: column for column in answer["columns"]} | {"figure": answer["figure"]}


def test_it_works(alice_api: Any, priced: Any) -> None:
    measures = [{"agg": "sum", "field": "price", "as": "a"}, {"agg": "count", "field": "price", "as": "b"}]
    ratio = {"agg": "ratio", "numerator": {"agg": "sum", "field": "price"}, "denominator": {"agg": "count"}, "as": "c"}
    found = columns(alice_api, priced, {"dimensions": [{"field": "region"}], "measures": [*measures, ratio]})
    assert found["a"]["format"] == found["c"]["format"] == {"style": "currency", "currency": "EUR"}
    assert "format" not in found["b"]
    assert [found[name].get("additive") for name in "abc"] == [True, True, False]
    assert found["region"]["field"] == "region"


def test_a_part_of_its_whole_is_a_percentage(alice_api: Any, priced: Any) -> None:
    here = {"field": "region", "op": "eq", "value": "EU"}

    def ratio(above: dict[str, Any], below: dict[str, Any]) -> Any:
        spec = {"measures": [{"agg": "ratio", "numerator": above, "denominator": below, "as": "r"}]}
        return columns(alice_api, priced, spec)["r"].get("format")

    total = {"agg": "sum", "field": "price"}
    assert ratio({"agg": "count", "where": here}, {"agg": "count"}) == {"style": "percent"}
    assert ratio(total | {"where": here}, total) == {"style": "percent"}
    assert ratio(total | {"where": here}, {"agg": "sum", "field": "units"}) is None
    assert ratio({"agg": "count", "where": here}, {"agg": "count", "where": here}) is None


def test_axes_are_written_like_their_columns(alice_api: Any, priced: Any) -> None:
    spec = {"dimensions": [{"field": "region"}], "measures": [{"agg": "avg", "field": "price"}]}
    figure = columns(alice_api, priced, spec, "bar")["figure"]
    assert figure["layout"]["yaxis"]["tickprefix"] == "€"
    assert "tickprefix" not in figure["layout"]["xaxis"]


def test_a_kind_keeps_its_own_ticks() -> None:
    column = {"name": "a", "label": "A", "role": "measure", "format": {"style": "percent"}}
    own = {"data": [], "layout": {"yaxis": {"tickformat": "d"}}}
    assert dress_axes(own, [column])["layout"]["yaxis"] == {"tickformat": "d"}
    sideways = {"data": [{"orientation": "h"}], "layout": {"xaxis": {"title": ""}, "yaxis": {}}}
    assert dress_axes(sideways, [column])["layout"] == {"xaxis": {"tickformat": ",.1~%", "title": ""}, "yaxis": {}}


def test_times_say_their_grain_and_changes_are_shares(alice_api: Any, priced: Any) -> None:
    spec = {"dimensions": [{"field": "day", "grain": "month"}], "measures": [{"agg": "sum", "field": "units", "as": "n"}]}
    found = columns(alice_api, priced, spec | {"transform": {"kind": "change"}})
    assert found["day_month"]["grain"] == "month"
    assert found["day_month"]["field"] == "day"
    assert found["n_change"]["format"] == {"style": "percent"}
    assert found["n_previous"]["format"] == {"style": "number", "unit": "pcs"}
    diff = columns(alice_api, priced, spec | {"transform": {"kind": "change", "as": "diff"}})
    assert diff["n_change"]["format"] == {"style": "number", "unit": "pcs"}


def test_the_profile_knows_shares_and_names(alice_api: Any, dataset: Any) -> None:
    version = dataset.current_version
    version.profile = {
        "columns": [
            {"name": "price", "type": "float", "semantic_type": "percentage", "min": 0, "max": 1},
            {"name": "units", "type": "integer", "semantic_type": "id"},
        ]
    }
    version.save()
    found = columns(alice_api, dataset, {"dimensions": [{"field": "units"}], "measures": [{"agg": "avg", "field": "price", "as": "p"}]})
    assert found["units"]["format"] == {"style": "plain"}
    assert found["p"]["format"] == {"style": "percent"}


def test_a_column_gets_its_format_on_the_page(alice_client: Any, dataset: Any) -> None:
    column = next(c for c in dataset.current_version.columns if c["name"] == "price")
    path = f"/datasets/{dataset.pk}/columns/{column['id']}/"
    assert 'name="format_with"' in alice_client.get(f"{path}?edit").content.decode()
    page = alice_client.post(path, {"label": "", "description": "", "format": "currency", "format_with": "chf"}).content.decode()
    assert "Currency, CHF" in page
    dataset.refresh_from_db()
    assert dataset.notes[column["id"]]["format"] == {"style": "currency", "currency": "CHF"}
    alice_client.post(path, {"label": "", "description": "", "format": "", "format_with": ""})
    dataset.refresh_from_db()
    assert column["id"] not in dataset.notes
    assert alice_client.post(path, {"format": "currency", "format_with": "money"}).status_code == 400
