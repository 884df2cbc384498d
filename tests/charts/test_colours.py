"""Colours of values: the same in every chart of a dataset, whoever draws first."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, connections

from apps.charts.models import ValueColour
from apps.charts.services import colours
from apps.charts.services.colours import HUES, MOST, NEUTRAL, Paint, choose_colour, column_key, key_of, paint, paints
from apps.core.errors import InvalidInput
from apps.core.models import AuditEntry


def traces(*values: Any) -> dict[str, Any]:
    return {"data": [{"type": "bar", "meta": {"column": "region", "value": value}} for value in values], "layout": {}}


def slots(figure: dict[str, Any]) -> list[int]:
    return [trace["meta"]["slot"] for trace in figure["data"]]


def test_it_works(dataset: Any) -> None:
    assert slots(paint(dataset, traces("EU", "US", "APAC"))) == [0, 1, 2]
    assert slots(paint(dataset, traces("APAC", "EU", "Africa"))) == [2, 0, 3]


def test_marks_have_colours_one_by_one_and_others_are_neutral(dataset: Any) -> None:
    paint(dataset, traces("EU"))
    pie = {"type": "pie", "customdata": [0, 1, 2, None], "meta": {"column": "region", "values": ["US", "EU", None, None]}}
    meta = paint(dataset, {"data": [pie], "layout": {}})["data"][0]["meta"]
    assert meta["slots"] == [1, 0, 2, NEUTRAL.slot]
    assert "variants" not in meta
    rest = {"data": [{"meta": {"column": "region", "value": None, "others": True}}], "layout": {}}
    assert slots(paint(dataset, rest)) == [NEUTRAL.slot]


def test_hues_repeat_as_variants(dataset: Any) -> None:
    names = [f"v{i}" for i in range(HUES + 2)]
    found = paints(dataset, "c1", names)
    assert found[key_of("v9")] == Paint(1, 1)
    assert len(set(found.values())) == len(names)
    meta = paint(dataset, {"data": [{"meta": {"column": "c1", "value": "v8"}}]})["data"][0]["meta"]
    assert (meta["slot"], meta["variant"]) == (0, 1)


def test_a_traces_without_a_value_stays_as_it_is(dataset: Any) -> None:
    figure = {"data": [{"type": "bar"}, {"meta": {"scale": "sequential"}}], "layout": {}}
    assert paint(dataset, figure) == {"data": [{"type": "bar"}, {"meta": {"scale": "sequential"}}], "layout": {}}
    assert not ValueColour.objects.exists()


def test_a_person_may_choose(dataset: Any, alice: Any) -> None:
    paint(dataset, traces("EU", "US"))
    assert choose_colour(user=alice, dataset=dataset, column="region", value="US", chosen="#aa5500") == Paint(1, 0, "#aa5500")
    meta = paint(dataset, traces("US"))["data"][0]["meta"]
    assert meta["colour"] == "#aa5500"
    choose_colour(user=alice, dataset=dataset, column="region", value="US", chosen="5")
    assert slots(paint(dataset, traces("US"))) == [4]
    choose_colour(user=alice, dataset=dataset, column="region", value="US", chosen="")
    assert slots(paint(dataset, traces("US"))) == [1]
    assert AuditEntry.objects.filter(action="dataset.colour").count() == 3
    with pytest.raises(InvalidInput):
        choose_colour(user=alice, dataset=dataset, column="region", value="US", chosen="red;}")


def test_very_many_values_stop_being_registered_and_keep_their_colour(dataset: Any) -> None:
    first = paints(dataset, "c1", range(MOST + 40))
    assert ValueColour.objects.count() == MOST
    assert paints(dataset, "c1", [MOST + 7])[key_of(MOST + 7)] == first[key_of(MOST + 7)]


def test_long_values_are_told_apart(dataset: Any) -> None:
    found = paints(dataset, "c1", ["a" * 500, "a" * 499 + "b"])
    assert len(found) == 2
    assert all(len(row.value) <= 200 for row in ValueColour.objects.all())


def test_who_comes_second_takes_the_next_place(dataset: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another request registers between this one's look and its write."""
    real, once = ValueColour.objects.bulk_create, []

    def late(rows: Any, **options: Any) -> Any:
        if not once:
            once.append(1)
            ValueColour.objects.create(dataset=dataset, column="c1", value=key_of("first"), place=0)
        return real(rows, **options)

    monkeypatch.setattr(colours.ValueColour.objects, "bulk_create", late)
    assert paints(dataset, "c1", ["second"])[key_of("second")] == Paint(1)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_agree(dataset: Any) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("one connection of SQLite in memory is shared by threads in turn")
    found: list[dict[str, Paint]] = []

    def draw(shift: int) -> None:
        try:
            found.append(paints(dataset, "c1", [f"v{(i + shift) % 6}" for i in range(6)]))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=draw, args=(i,)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(one == found[0] for one in found)
    assert len(set(found[0].values())) == 6


def test_who_only_looks_fills_no_places(dataset: Any, bob_api: Any, alice_api: Any) -> None:
    paint(dataset, traces("EU"))
    spec = {"dimensions": [{"field": "product"}, {"field": "region"}], "measures": [{"agg": "count"}]}
    body = {"dataset_id": dataset.pk, "kind": "bar", "spec": spec}

    def drawn(api: Any) -> list[int]:
        return slots(api.post("/api/v1/charts/render", body, format="json").json()["figure"])

    seen = drawn(bob_api)
    assert ValueColour.objects.count() == 1
    assert drawn(alice_api) == seen == [0, 1, 2]
    assert ValueColour.objects.filter(column=column_key(dataset, "region")).count() == 3
