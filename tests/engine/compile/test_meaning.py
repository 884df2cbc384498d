"""What queries mean where an oracle cannot reach: time zones, periods, row rules, joins, and the words of refusals."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
from compile_samples import NOW, sources, tables_sql

from apps.engine.compile import compile_spec
from apps.engine.compile.clock import Clock
from apps.engine.errors import SpecInvalid
from apps.engine.spec import QuerySpec
from apps.engine.spec.periods import AbsolutePeriod, RelativePeriod

ROWS = """
INSERT INTO v_orders1.data VALUES
 (1, 1, 'EU', 'web', 'pen', 10, 1, false, '2026-03-29', '2026-03-29 00:30', '2026-03-28 23:30:00+00'),
 (2, 2, 'US', 'web', 'pen', 20, 2, true, '2026-03-30', '2026-03-30 00:30', '2026-03-29 22:30:00+00'),
 (3, 9, 'EU', 'app', 'cup', 30, 3, false, '2026-04-01', '2026-04-01 12:00', '2026-04-01 12:00:00+00');
INSERT INTO v_stores1.data VALUES (1, 'Oslo', '2020-01-01'), (2, 'Rome', '2024-01-01');
"""


def run(spec: dict[str, Any], *, rules: Any = None, timezone: str = "UTC") -> list[tuple[Any, ...]]:
    made = compile_spec(QuerySpec.parse({"dataset": "orders", **spec}), sources(rules), now=NOW, timezone=timezone)
    with duckdb.connect() as connection:
        connection.execute(tables_sql())
        connection.execute(ROWS)
        return connection.execute(made.sql, made.params).fetchall()


def refusal(spec: dict[str, Any], rules: Any = None, timezone: str = "UTC") -> SpecInvalid:
    with pytest.raises(SpecInvalid) as refused:
        run(spec, rules=rules, timezone=timezone)
    return refused.value


COUNT = [{"agg": "count"}]


def test_it_works() -> None:
    assert run({"measures": COUNT, "dimensions": [{"field": "region"}]}) == [("EU", 2), ("US", 1)]


def test_first_and_last_follow_another_column_and_pass_over_what_is_empty() -> None:
    ends = [{"agg": agg, "field": "amount", "by": "opened"} for agg in ("first", "last")]
    assert run({"measures": ends}) == [(10, 30)]
    assert run({"measures": ends, "dimensions": [{"field": "region"}]}) == [("EU", 10, 30), ("US", 20, 20)]
    hidden = {"orders": {"masked": ["opened"]}}
    assert run({"measures": ends}, rules=hidden) == [(None, None)]


def test_moments_are_grouped_by_the_day_of_the_time_zone_and_dates_never_shift() -> None:
    paid = {"measures": COUNT, "dimensions": [{"field": "paid", "grain": "day"}], "limit": 2}
    assert [r[0] for r in run(paid)] == [date(2026, 3, 28), date(2026, 3, 29)]
    assert [r[0] for r in run(paid, timezone="Europe/Berlin")] == [date(2026, 3, 29), date(2026, 3, 30)]
    for field in ("day", "opened"):
        spec = {"measures": COUNT, "dimensions": [{"field": field, "grain": "day"}]}
        assert run(spec) == run(spec, timezone="Pacific/Auckland")


def test_a_day_across_the_change_of_clocks_is_the_local_day() -> None:
    spec = {"rows": ["id"], "filters": {"field": "paid", "op": "eq", "value": "2026-03-29"}}
    assert run(spec, timezone="Europe/Berlin") == [(1,)]
    assert run(spec) == [(2,)]
    assert run({"rows": ["id"], "filters": {"field": "paid", "op": "gte", "value": "2026-03-30T00:30"}}, timezone="Europe/Berlin") == [
        (2,),
        (3,),
    ]


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ({"rel": "last", "n": 3, "unit": "month"}, "2026-02-01", "2026-05-01"),
        ({"rel": "this", "unit": "week"}, "2026-05-18", "2026-05-25"),
        ({"rel": "last", "unit": "quarter"}, "2026-01-01", "2026-04-01"),
        ({"rel": "next", "n": 2, "unit": "year"}, "2027-01-01", "2029-01-01"),
        ({"rel": "last", "n": 30, "unit": "day", "mode": "trailing"}, "2026-04-21", "2026-05-21"),
        ({"rel": "this", "unit": "year", "mode": "trailing"}, "2026-01-01", "2026-05-21"),
        ({"rel": "next", "n": 7, "unit": "day", "mode": "trailing"}, "2026-05-21", "2026-05-28"),
        ({"rel": "last", "n": 2, "unit": "hour"}, "2026-05-20T07:00", "2026-05-20T09:00"),
        ({"rel": "last", "n": 2, "unit": "hour", "mode": "trailing"}, "2026-05-20T07:30", "2026-05-20T09:30"),
    ],
)
def test_relative_periods_seen_from_a_wednesday_morning(period: dict[str, Any], start: str, end: str) -> None:
    clock = Clock.at(NOW, "UTC", None)
    assert clock.bounds(RelativePeriod(**period), "p") == (datetime.fromisoformat(start), datetime.fromisoformat(end))


def test_absolute_periods_include_their_last_day() -> None:
    clock = Clock.at(NOW, "UTC", None)
    both = clock.bounds(AbsolutePeriod(**{"from": "2026-01-01", "to": "2026-01-31"}), "p")
    assert both == (datetime(2026, 1, 1), datetime(2026, 2, 1))  # noqa: DTZ001  # wall-clock times have no zone
    assert clock.bounds(AbsolutePeriod(to="2026-01-31T12:00"), "p")[1] == datetime(2026, 1, 31, 12)  # noqa: DTZ001  # as above


def test_as_of_moves_the_anchor_and_the_zone_decides_which_day_it_is() -> None:
    assert Clock.at(NOW, "UTC", "2024-02-29").bounds(RelativePeriod(rel="last", unit="year"), "p")[0] == datetime(2023, 1, 1)  # noqa: DTZ001  # wall clock
    late = datetime(2026, 5, 20, 23, 30, tzinfo=UTC)
    assert Clock.at(late, "Asia/Tokyo", None).now.date() == date(2026, 5, 21)
    assert Clock.at(late, "Asia/Tokyo", None).zone == ZoneInfo("Asia/Tokyo")


def test_a_row_rule_hides_rows_from_every_shape() -> None:
    rules = {"orders": {"filter": {"field": "region", "op": "eq", "value": "EU"}}}
    assert run({"rows": ["id"]}, rules=rules) == [(1,), (3,)]
    assert run({"measures": COUNT}, rules=rules) == [(2,)]
    assert run({"measures": COUNT, "filters": {"or": [{"field": "region", "op": "eq", "value": "US"}]}}, rules=rules) == [(0,)]
    assert run({"rows": ["id"], "sample": {"rows": 5}}, rules=rules) == [(1,), (3,)]
    assert run({"measures": [{"agg": "max", "field": "amount"}], "dimensions": [{"field": "quantity", "bins": 1}]}, rules=rules) == [
        (1.0, 30.0)
    ]


def test_a_masked_column_is_empty_everywhere_but_in_the_rule_itself() -> None:
    rules = {"orders": {"filter": {"field": "region", "op": "eq", "value": "EU"}, "masked": ["region", "c_paid", "amount"]}}
    assert run({"rows": ["id", "region", "paid", "amount"]}, rules=rules) == [(1, None, None, None), (3, None, None, None)]
    assert run({"rows": ["id"], "filters": {"field": "region", "op": "eq", "value": "EU"}}, rules=rules) == []
    assert run({"measures": [{"agg": "sum", "field": "amount"}, {"agg": "count_distinct", "field": "region"}]}, rules=rules) == [(None, 0)]
    assert run({"measures": COUNT, "dimensions": [{"field": "paid", "grain": "day"}]}, rules=rules) == [(None, 2)]


def test_an_error_names_no_masked_column() -> None:
    """Neither as the nearest name nor in the list, of the base and of joined datasets, masked by name or by id."""
    rules = {"orders": {"masked": ["region", "c_amount"]}, "stores": {"masked": ["city"]}}
    join = {"joins": [{"dataset": "stores", "on": [{"left": "store_id", "right": "id"}]}]}
    for wrong in ("amuont", "regoin", "stores.ciyt", "zzz"):
        with pytest.raises(SpecInvalid) as caught:
            run({**join, "rows": [wrong]}, rules=rules)
        told = caught.value.message.replace(f'"{wrong}"', "")
        assert not [name for name in ("amount", "region", "city") if name in told], told
    assert run({"rows": ["amount"], "limit": 1}, rules=rules) == [(None,)]


def test_a_joined_dataset_keeps_its_own_rules() -> None:
    join = {"joins": [{"dataset": "stores", "on": [{"left": "store_id", "right": "id"}]}], "rows": ["id", "stores.city"]}
    assert run({**join, "sort": [{"by": "id"}]}) == [(1, "Oslo"), (2, "Rome"), (3, None)]
    rules = {"stores": {"filter": {"field": "city", "op": "eq", "value": "Rome"}}}
    assert run({**join, "sort": [{"by": "id"}]}, rules=rules) == [(1, None), (2, "Rome"), (3, None)]
    inner = {**join, "joins": [{**join["joins"][0], "kind": "inner"}]}  # type: ignore[dict-item]
    assert run(inner, rules=rules) == [(2, "Rome")]


@pytest.mark.parametrize(
    ("spec", "field", "words"),
    [
        ({"rows": ["amuont"]}, "rows.0", 'Did you mean "amount"?'),
        ({"measures": [{"agg": "sum", "field": "region"}]}, "measures.0.field", "not a number"),
        ({"measures": COUNT, "sort": [{"by": "cuont"}]}, "sort.0.by", 'Did you mean "count"?'),
        ({"measures": COUNT, "having": {"field": "amount", "op": "gt", "value": 1}}, "having.field", "in the result"),
        (
            {"rows": ["id"], "filters": [{"field": "amount", "op": "gt", "value": "many"}]},
            "filters.and.0.value",
            'needs a number, not "many"',
        ),
        ({"rows": ["id"], "filters": {"field": "amount", "op": "gt", "value": True}}, "filters.value", "needs a number"),
        ({"rows": ["id"], "filters": {"field": "quantity", "op": "gt", "value": 2**70}}, "filters.value", "needs a number"),
        ({"rows": ["id"], "filters": {"field": "returned", "op": "eq", "value": "perhaps"}}, "filters.value", "true or false"),
        ({"rows": ["id"], "filters": {"field": "day", "op": "eq", "value": "2026-02-30"}}, "filters.value", "needs a date"),
        ({"rows": ["id"], "filters": {"field": "opened", "op": "eq", "value": "noon"}}, "filters.value", "is not a date"),
        ({"rows": ["id"], "filters": {"field": "region", "op": "period", "value": {"rel": "this"}}}, "filters.field", "not a date"),
        (
            {"rows": ["id"], "filters": {"field": "day", "op": "period", "value": {"rel": "last", "n": 9999, "unit": "year"}}},
            "filters.value",
            "calendar",
        ),
        ({"rows": ["id"], "filters": {"field": "day", "op": "period", "value": {"to": "2026-02-30"}}}, "filters.value.to", "not a date"),
        ({"measures": COUNT, "dimensions": [{"field": "region", "grain": "day"}]}, "dimensions.0.grain", "not a date"),
        ({"measures": COUNT, "dimensions": [{"field": "day", "grain": "hour"}]}, "dimensions.0.grain", "without a time"),
        ({"measures": COUNT, "dimensions": [{"field": "region", "bins": 3}]}, "dimensions.0", "not a number"),
        ({"measures": [{"agg": "count", "as": "N"}, {"agg": "count", "as": "n"}]}, "measures.1.as", "another name"),
        ({"measures": [{"agg": "avg", "field": "amount"}], "transform": {"kind": "share"}}, "transform.of", "add up"),
        ({"measures": [{"agg": "max", "field": "region"}], "transform": {"kind": "moving", "n": 2}}, "transform.of", "not a number"),
        ({"measures": COUNT, "transform": {"kind": "running"}}, "transform", "need a dimension"),
        ({"measures": COUNT, "transform": {"kind": "change"}}, "transform", "grain"),
        (
            {"measures": COUNT, "dimensions": [{"field": "day", "grain": "month"}], "transform": {"kind": "change", "unit": "day"}},
            "transform.unit",
            "shorter",
        ),
        ({"transform": {"kind": "corr", "x": "region", "y": "amount"}}, "transform.x", "not a number"),
        ({"rows": ["id"], "joins": [{"dataset": "nowhere", "on": [{"left": "id", "right": "id"}]}]}, "joins.0.dataset", "no dataset"),
        ({"rows": ["id"], "joins": [{"dataset": "stores", "on": [{"left": "region", "right": "id"}]}]}, "joins.0.on.0", "same kind"),
        ({"rows": ["id"], "as_of": "2026-02-30"}, "as_of", "not a date"),
    ],
)
def test_a_refusal_names_the_field_and_the_nearest_one(spec: dict[str, Any], field: str, words: str) -> None:
    refused = refusal(spec)
    assert refused.details["field"] == field
    assert words in refused.message


def test_a_broken_rule_or_time_zone_is_said_and_hides_everything() -> None:
    assert "row rule" in refusal({"rows": ["id"]}, rules={"orders": {"filter": {"bad": 1}}}).message
    assert refusal({"rows": ["id"]}, timezone="Mars/Base").details == {"field": "timezone"}


def test_ids_and_other_spellings_name_the_same_column() -> None:
    assert run({"rows": ["c_region"]}) == run({"rows": ["REGION"]}) == run({"rows": ["orders.region"]}) == [("EU",), ("US",), ("EU",)]


def test_a_name_in_two_joined_datasets_must_say_which() -> None:
    join = {"dataset": "stores", "on": [{"left": "store_id", "right": "id"}]}
    refused = refusal({"rows": ["city"], "joins": [join, join]})
    assert "stores.city, stores_2.city" in refused.message


def test_url_values_arrive_as_text_and_are_read_as_the_columns_type() -> None:
    assert run(
        {"rows": ["id"], "filters": [{"field": "quantity", "op": "eq", "value": "2"}, {"field": "returned", "op": "eq", "value": "true"}]}
    ) == [(2,)]
