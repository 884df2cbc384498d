"""The sample data is the same every time, and the story is in it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb
import pytest

from apps.datasets.sample import make_retail, make_trips


def ask(path: Path, sql: str) -> list[tuple[Any, ...]]:
    return duckdb.execute(sql.replace("DATA", f"'{path}'")).fetchall()


@pytest.fixture(scope="module")
def retail(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_retail(tmp_path_factory.mktemp("sample") / "retail.parquet", rows=120_000)


@pytest.fixture(scope="module")
def trips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_trips(tmp_path_factory.mktemp("sample") / "trips.parquet", rows=100_000)


def test_it_works(retail: Path) -> None:
    rows, ids, first, last = ask(retail, "SELECT count(*), count(DISTINCT order_id), min(ordered_at), max(ordered_at) FROM DATA")[0]
    assert (rows, ids) == (120_000, 120_000)
    assert (first.date(), last.date()) == (dt.date(2023, 1, 1), dt.date(2025, 12, 31))
    assert ask(retail, "SELECT count(*) FROM DATA WHERE COLUMNS(*) IS NULL") == [(0,)]


@pytest.mark.parametrize("rows", [1, 999, 20_000])
def test_any_size_is_exact_and_equal_every_time(rows: int, tmp_path: Path) -> None:
    one, two = make_retail(tmp_path / "a.parquet", rows=rows), make_retail(tmp_path / "b.parquet", rows=rows)
    assert ask(one, "SELECT count(*) FROM DATA") == [(rows,)]
    assert ask(one, "FROM DATA ORDER BY order_id LIMIT 500") == ask(two, "FROM DATA ORDER BY order_id LIMIT 500")
    assert ask(one, "SELECT sum(amount)::DECIMAL(18, 2) FROM DATA") == ask(two, "SELECT sum(amount)::DECIMAL(18, 2) FROM DATA")
    assert ask(make_trips(tmp_path / "c.parquet", rows=rows), "SELECT count(*) FROM DATA") == [(rows,)]


def test_money_adds_up(retail: Path) -> None:
    off = "abs(amount - quantity * unit_price * (1 - discount)) > 0.01 OR cost <= 0 OR discount NOT IN (0, 0.1, 0.2, 0.25)"
    wrong = f"SELECT count(*) FROM DATA WHERE {off}"
    assert ask(retail, wrong) == [(0,)]


def test_the_south_falls_behind(retail: Path) -> None:
    before = "sum(amount) FILTER (ordered_at >= '2024-10-01' AND ordered_at < '2025-01-01')"
    change = f"sum(amount) FILTER (ordered_at >= '2025-10-01') / {before} - 1"
    found = dict(ask(retail, f"SELECT region, {change} FROM DATA GROUP BY region"))
    assert found.pop("South") < -0.25
    assert all(growth > 0.05 for growth in found.values())


def test_shoes_come_back_but_not_the_leather_boots(retail: Path) -> None:
    share = "SELECT avg(returned::INT) FROM DATA WHERE category = 'Footwear' AND "
    before = ask(retail, share + "ordered_at < '2025-02-01'")[0][0]
    assert ask(retail, share + "product <> 'Leather boot' AND ordered_at >= '2025-10-01'")[0][0] > 2 * before
    assert ask(retail, share + "product = 'Leather boot' AND ordered_at >= '2025-10-01'")[0][0] < 1.6 * before


def test_the_spring_sale_sells_at_a_price(retail: Path) -> None:
    daily = "SELECT count(*) / count(DISTINCT ordered_at::DATE), 1 - sum(cost) / sum(amount) FROM DATA WHERE ordered_at::DATE BETWEEN "
    orders, margin = ask(retail, daily + "'2025-04-12' AND '2025-04-18'")[0]
    usual, usual_margin = ask(retail, daily + "'2025-03-20' AND '2025-04-10'")[0]
    assert orders > 2 * usual
    assert margin < usual_margin - 0.1


def test_events_move_with_the_end(tmp_path: Path) -> None:
    moved = make_retail(tmp_path / "m.parquet", rows=40_000, until=dt.date(2026, 10, 31))
    first, last = ask(moved, "SELECT min(ordered_at)::DATE, max(ordered_at)::DATE FROM DATA")[0]
    assert (first, last) == (dt.date(2023, 11, 1), dt.date(2026, 10, 31))
    half = "sum(amount) FILTER (region = 'South') / sum(amount)"
    assert ask(moved, f"SELECT {half} FROM DATA WHERE ordered_at > '2026-09-01'") < ask(
        moved, f"SELECT {half} FROM DATA WHERE ordered_at < '2026-03-01'"
    )


def test_trips_keep_out_of_the_river_and_in_the_rhythm(trips: Path) -> None:
    river = "abs(y - (2.1 * sin(x / 3.3) - 0.24 * x - 1.3)) < 0.25 AND abs(x * 0.55 - round(x * 0.55)) > 0.05"
    assert ask(trips, f"SELECT count(*) FROM DATA WHERE {river}") == [(0,)]
    hours = dict(ask(trips, "SELECT hour(started_at), count(*) FROM DATA WHERE isodow(started_at) < 6 GROUP BY 1"))
    assert hours[17] > 10 * hours[3]
    assert {row[0] for row in ask(trips, "SELECT DISTINCT kind FROM DATA")} == {"Bike", "Scooter", "Bus", "Taxi", "Delivery"}
    assert ask(trips, "SELECT count(*) FROM DATA WHERE fare <= 0 OR minutes <= 0 OR distance_km <= 0 OR NOT isfinite(x + y)") == [(0,)]
