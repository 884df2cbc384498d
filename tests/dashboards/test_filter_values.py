"""What a filter offers: values with counts left by the other filters, the reach of days and numbers."""

from __future__ import annotations

from typing import Any

import pytest
from dashboards.boards import api, make_board, make_chart

from apps.accounts.models import Visibility
from apps.datasets.models import RowRule


@pytest.fixture
def sales(alice: Any, dataset: Any) -> Any:
    """A board over real rows that the workspace sees; the dataset itself is alice's alone."""
    dataset.visibility = Visibility.PRIVATE
    dataset.save()
    board = make_board(alice, make_chart(alice, dataset), visibility=Visibility.WORKSPACE)
    base = {"dataset": dataset.pk, "default": [], "tiles": None}
    more = [("units", "units", "range"), ("product", "product", "text"), ("returned", "returned", "values"), ("count", "units", "values")]
    board.filters += [base | {"id": i, "label": i.title(), "column": c, "type": t} for i, c, t in more]
    board.save()
    return board


def offers(client: Any, board: Any, name: str, query: str = "") -> Any:
    return client.get(api(board, f"/filters/{name}/values{query}"))


def counts(answer: Any) -> dict[str, int]:
    return {item["value"]: item["count"] for item in answer.json()["items"]}


def test_it_works(alice_api: Any, sales: Any) -> None:
    """One dataset for many looks, because importing one takes seconds."""
    answer = offers(alice_api, sales, "region")
    assert answer.status_code == 200, answer.content
    assert list(counts(answer).items()) == [("EU", 4), ("US", 3), ("APAC", 1)]
    assert answer.json()["more"] is False
    other_filters_narrow_what_is_offered(alice_api, sales)
    the_search_looks_into_the_values(alice_api, sales)
    periods_and_ranges_say_how_far_the_data_reaches(alice_api, sales)
    for name, query, status in [("colour", "", 404), ("region", "?f.colour=red", 400), ("region", "?f.day=someday", 400)]:
        assert offers(alice_api, sales, name, query).status_code == status
    sales.tiles.all().delete()
    orphan = offers(alice_api, sales, "region")
    assert orphan.status_code == 400
    assert "No tile shows the dataset" in orphan.json()["error"]["message"]


def other_filters_narrow_what_is_offered(client: Any, board: Any) -> None:
    assert counts(offers(client, board, "region", "?f.product=Desk")) == {"EU": 1, "US": 1}
    assert counts(offers(client, board, "region", "?f.region=EU"))["US"] == 3  # not its own choice
    assert counts(offers(client, board, "region", "?f.day=2026-01-01..2026-01-01")) == {"EU": 1, "US": 1}


def the_search_looks_into_the_values(client: Any, board: Any) -> None:
    assert counts(offers(client, board, "region", "?q=a")) == {"APAC": 1}
    assert counts(offers(client, board, "returned", "?q=tru")) == {"true": 2}
    assert counts(offers(client, board, "region", "?q=%25")) == {}
    found = {item["value"]: item["label"] for item in offers(client, board, "count").json()["items"]}
    assert found["∅"] == "Empty"
    assert found["2"] == "2"


def periods_and_ranges_say_how_far_the_data_reaches(client: Any, board: Any) -> None:
    day = offers(client, board, "day").json()
    assert (day["min"], day["max"], day["today"]) == ("2026-01-01", "2026-01-05", "2026-01-05")
    assert {"value": "last-7-days", "label": "Last 7 days", "span": ["2025-12-30", "2026-01-05"]} in day["presets"]
    units = offers(client, board, "units").json()
    assert (units["min"], units["max"]) == (1, 5)


def test_seeing_the_dashboard_is_enough_but_row_rules_bind(
    alice_api: Any, bob: Any, bob_api: Any, charlie_api: Any, nobody_api: Any, sales: Any, dataset: Any
) -> None:
    assert len(counts(offers(bob_api, sales, "region"))) == 3
    assert offers(charlie_api, sales, "region").status_code == 404
    assert offers(nobody_api, sales, "region").status_code == 401
    RowRule.objects.create(dataset=dataset, user=bob, filter={"field": "region", "op": "eq", "value": "EU"})
    assert counts(offers(bob_api, sales, "region")) == {"EU": 4}
    assert len(counts(offers(alice_api, sales, "region"))) == 3
