"""Tables: totals that the engine computes, and listed rows page by page to the last one."""

from __future__ import annotations

from typing import Any

import pytest

from apps.charts.services import row_pages

AVERAGE = {"dimensions": [{"field": "region"}], "measures": [{"agg": "avg", "field": "price", "as": "mean"}, {"agg": "count", "as": "n"}]}
LIST = {"rows": ["day", "region", "units"]}


def draw(api: Any, dataset: Any, spec: Any, **more: Any) -> Any:
    return api.post("/api/v1/charts/render", {"dataset_id": dataset.pk, "spec": spec, "kind": "table", **more}, format="json")


def test_it_works(alice_api: Any, dataset: Any) -> None:
    shown = draw(alice_api, dataset, AVERAGE | {"limit": 1}, options={"totals": True}).json()
    whole = draw(alice_api, dataset, {"measures": AVERAGE["measures"]}).json()["rows"][0]
    assert shown["totals"] == [None, *whole]
    assert draw(alice_api, dataset, AVERAGE).json()["totals"] is None


def test_a_total_is_of_the_rows_that_the_filters_leave(alice_api: Any, dataset: Any) -> None:
    only = [{"field": "region", "op": "eq", "value": "EU"}]
    shown = draw(alice_api, dataset, AVERAGE, options={"totals": True}, filters=only).json()
    assert shown["totals"][1:] == shown["rows"][0][1:]


def test_rows_come_page_by_page_to_the_last_one(alice_api: Any, dataset: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.charts.services.row_pages.PAGE", 4)
    monkeypatch.setattr("apps.charts.services.render.SHOWN", 4)
    everything = alice_api.post("/api/v1/charts/render", {"dataset_id": dataset.pk, "spec": LIST, "kind": "table"}, format="json").json()
    found, after, total = everything["rows"], everything["next"], everything["total"]
    assert len(found) == 4 < total
    while after:
        page = draw(alice_api, dataset, LIST, after=after).json()
        assert page["total"] == total
        found, after = found + page["rows"], page["next"]
    assert len(found) == total
    assert len({tuple(row) for row in found}) == total


def test_a_limit_of_the_question_ends_the_pages(alice_api: Any, dataset: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.charts.services.row_pages.PAGE", 4)
    monkeypatch.setattr("apps.charts.services.render.SHOWN", 4)
    first = draw(alice_api, dataset, LIST | {"limit": 6}).json()
    last = draw(alice_api, dataset, LIST | {"limit": 6}, after=first["next"]).json()
    assert (len(last["rows"]), last["next"]) == (2, None)


def test_a_cursor_that_is_none_or_of_older_data_says_what_to_do(alice_api: Any, dataset: Any) -> None:
    assert draw(alice_api, dataset, LIST, after="x").json()["error"]["details"]["field"] == "after"
    cursor = row_pages._written(dataset, 4)
    assert draw(alice_api, dataset, AVERAGE, after=cursor).status_code == 400
    dataset.current_version_id = "vother"
    stale = draw(alice_api, dataset, LIST, after=row_pages._written(dataset, 4))
    assert stale.status_code == 409
    assert "from the first on" in stale.json()["error"]["message"]
