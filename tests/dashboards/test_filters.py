"""What viewers may send as filters, and what it means: values for declared filters only, each checked."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.dashboards.errors import FilterInvalid
from apps.dashboards.models import Tile
from apps.dashboards.services.filters import conditions, read_given
from apps.dashboards.services.periods import PRESETS, resolve
from apps.engine.spec import QuerySpec

TODAY = date(2026, 5, 15)  # a Friday


@pytest.fixture
def every(board: Any, shell: Any) -> Any:
    """A board with a filter of every type."""
    base = {"dataset": shell.pk, "default": [], "tiles": None}
    more = [
        ("units", "units", "range"),
        ("product", "product", "text"),
        ("returned", "returned", "values"),
        ("count", "units", "values"),
        ("on", "day", "values"),
    ]
    board.filters = [*board.filters, *(base | {"id": i, "label": i.title(), "column": c, "type": t} for i, c, t in more)]
    board.save()
    return board


def meaning(board: Any, **chosen: Any) -> list[dict[str, Any]]:
    tile = Tile.objects.select_related("dashboard", "chart__dataset__current_version").get(dashboard=board, kind="chart")
    return conditions(board.owner, tile.dashboard, tile, read_given(board, chosen))


def test_it_works(every: Any) -> None:
    assert meaning(every, region=["EU", "US"]) == [{"field": "region", "op": "in", "values": ["EU", "US"]}]


@pytest.mark.parametrize(
    ("chosen", "condition"),
    [
        ({"region": "EU"}, {"field": "region", "op": "in", "values": ["EU"]}),
        ({"region": ["∅"]}, {"field": "region", "op": "in", "values": [None]}),
        ({"region": [None, "EU"]}, {"field": "region", "op": "in", "values": [None, "EU"]}),
        ({"returned": "true"}, {"field": "returned", "op": "in", "values": [True]}),
        ({"returned": False}, {"field": "returned", "op": "in", "values": [False]}),
        ({"count": ["1", -2]}, {"field": "units", "op": "in", "values": [1, -2]}),
        ({"on": "2026-01-02"}, {"field": "day", "op": "in", "values": ["2026-01-02"]}),
        ({"units": "1..2.5"}, {"field": "units", "op": "between", "values": [1.0, 2.5]}),
        ({"units": "..3"}, {"field": "units", "op": "lte", "value": 3.0}),
        ({"units": "3.."}, {"field": "units", "op": "gte", "value": 3.0}),
        ({"product": "La%"}, {"field": "product", "op": "contains", "value": "La%"}),
        ({"day": "2026-01-01..2026-01-03"}, {"field": "day", "op": "period", "value": {"from": "2026-01-01", "to": "2026-01-03"}}),
        ({"day": "2026-01-01.."}, {"field": "day", "op": "period", "value": {"from": "2026-01-01"}}),
        ({"day": "last-2-days"}, {"field": "day", "op": "period", "value": {"from": "2026-01-04", "to": "2026-01-05"}}),
    ],
    ids=str,
)
def test_a_choice_becomes_a_condition_of_the_query_object(every: Any, chosen: Any, condition: Any) -> None:
    assert meaning(every, **chosen) == [condition]
    assert QuerySpec.parse({"rows": ["*"], "filters": [condition]}).filters


@pytest.mark.parametrize(
    "chosen",
    [
        {"colour": "red"},
        {"region; drop table": "EU"},
        {"count": "1.5"},
        {"count": "one"},
        {"returned": "maybe"},
        {"on": "2026-02-31"},
        {"units": "5"},
        {"units": "b..a"},
        {"units": "9..1"},
        {"units": ".."},
        {"units": "nan.."},
        {"units": "inf.."},
        {"units": ["1..2", "3..4"]},
        {"day": "someday"},
        {"day": "2026-13-01.."},
        {"day": "2026-02-01..2026-01-01"},
        {"day": ["today", "yesterday"]},
        {"region": {"op": "ne"}},
        {"region": [["EU"]]},
        {"region": ["x"] * 501},
        {"day": "last-9999-years"},
    ],
    ids=lambda c: str(c)[:40],
)
def test_what_is_not_declared_or_does_not_fit_is_refused(every: Any, chosen: Any) -> None:
    with pytest.raises(FilterInvalid):
        meaning(every, **chosen)


@pytest.mark.parametrize("raw", ["region", ["region"], 3])
def test_filters_have_to_be_an_object(board: Any, raw: Any) -> None:
    with pytest.raises(FilterInvalid):
        read_given(board, raw)


def test_a_default_holds_until_it_is_cleared(board: Any) -> None:
    board.filters[0]["default"] = ["EU"]
    board.save()
    assert meaning(board) == [{"field": "region", "op": "in", "values": ["EU"]}]
    assert meaning(board, region=[]) == []
    assert meaning(board, region="US")[0]["values"] == ["US"]


def test_a_filter_reaches_only_its_tiles_and_its_dataset(board: Any, alice: Any, workspace: Any) -> None:
    from dashboards.boards import make_dataset

    board.filters[0]["tiles"] = []
    board.filters[1]["dataset"] = make_dataset(alice, workspace, "Other").pk
    board.save()
    assert meaning(board, region="EU", day="today") == []


def test_a_column_that_is_gone_says_so(board: Any, shell: Any) -> None:
    shell.current_version.columns = [c for c in shell.current_version.columns if c["name"] != "region"]
    shell.current_version.save()
    with pytest.raises(FilterInvalid, match="no column region"):
        meaning(board, region="EU")


@pytest.mark.parametrize(
    ("words", "span"),
    [
        ("today", ("2026-05-15", "2026-05-15")),
        ("yesterday", ("2026-05-14", "2026-05-14")),
        ("last-7-days", ("2026-05-09", "2026-05-15")),
        ("last-1-week", ("2026-05-09", "2026-05-15")),
        ("this-week", ("2026-05-11", "2026-05-17")),
        ("last-week", ("2026-05-04", "2026-05-10")),
        ("this-month", ("2026-05-01", "2026-05-31")),
        ("last-month", ("2026-04-01", "2026-04-30")),
        ("this-quarter", ("2026-04-01", "2026-06-30")),
        ("last-quarter", ("2026-01-01", "2026-03-31")),
        ("this-year", ("2026-01-01", "2026-12-31")),
        ("last-year", ("2025-01-01", "2025-12-31")),
        ("last-12-months", ("2025-05-16", "2026-05-15")),
        ("last-2-quarters", ("2025-11-16", "2026-05-15")),
    ],
)
def test_periods_in_words(words: str, span: tuple[str, str]) -> None:
    assert tuple(str(day) for day in resolve(words, TODAY)) == span


def test_a_month_ago_from_the_last_day_of_a_long_month() -> None:
    assert resolve("last-1-month", date(2026, 3, 31)) == (date(2026, 3, 1), date(2026, 3, 31))
    assert resolve("last-12-months", date(2024, 2, 29)) == (date(2023, 3, 1), date(2024, 2, 29))


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.sampled_from([p for p, _ in PRESETS]))
def test_every_preset_is_a_period_that_starts_before_it_ends(today: date, words: str) -> None:
    start, end = resolve(words, today)
    assert start is not None
    assert end is not None
    assert start <= end
    if words.startswith("this"):
        assert start <= today <= end
    if words in ("last-month", "last-quarter", "last-year"):
        assert end < today
        assert resolve(words.replace("last", "this"), end + timedelta(days=0)) == (start, end)


@given(st.text(max_size=30))
def test_any_other_words_are_refused_and_never_crash(words: str) -> None:
    with suppress(FilterInvalid):
        start, end = resolve(words, TODAY)
        assert start or end
