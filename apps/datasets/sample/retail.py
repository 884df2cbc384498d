"""A million orders of a shop with 24 stores over three years, with five things in them that are worth finding."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb

from . import retail_world as world
from .chance import connect, table, write

END = dt.date(2025, 12, 31)
YEARS = 3


def make_retail(path: Path, *, rows: int = 1_000_000, until: dt.date = END) -> Path:
    """Write exactly `rows` orders of the three years up to `until` as Parquet, in the order of time.

    Columns: order_id, ordered_at, store, city, country, region, latitude, longitude, channel, category, product, quantity, unit_price,
    discount (0-1), amount, cost (both euros), returned, customer_id. Equal arguments give equal rows.
    """
    con = connect()
    try:
        _world(con, until)
        _cells(con, rows)
        return write(con, _ORDERS, path)
    finally:
        con.close()


def _world(con: duckdb.DuckDBPyConnection, until: dt.date) -> None:
    """Small tables: stores, categories, products with shares, hours as running shares, days."""
    table(con, "stores", "city VARCHAR, country VARCHAR, region VARCHAR, latitude DOUBLE, longitude DOUBLE, share DOUBLE", world.STORES)
    table(con, "categories", "category VARCHAR, share DOUBLE, peak INT, height DOUBLE, margin DOUBLE, returns DOUBLE", world.CATEGORIES)
    table(con, "products", "category VARCHAR, product VARCHAR, price DOUBLE, low DOUBLE, high DOUBLE", _products())
    table(con, "hours", "hour INT, low DOUBLE, high DOUBLE", _running(world.HOURS))
    table(con, "weekdays", "weekday INT, lift DOUBLE", list(enumerate(world.WEEKDAYS, 1)))
    begin = until.replace(year=until.year - YEARS, day=min(until.day, 28)) + dt.timedelta(days=1 + max(0, until.day - 28))
    con.execute("CREATE TABLE days AS SELECT unnest(generate_series(?::DATE, ?::DATE, INTERVAL 1 DAY))::DATE AS day", [begin, until])
    con.execute("CREATE MACRO ago(day) AS date_diff('day', day, ?::DATE)".replace("?", f"'{until.isoformat()}'"))


def _products() -> list[tuple[str, str, float, float, float]]:
    """Products with their stretch of 0-1 inside their category; earlier ones have longer stretches."""
    rows = []
    for category, products in world.PRODUCTS.items():
        weights = [1 / (place + 1.5) for place in range(len(products))]
        for (product, price), (_, low, high) in zip(products, _running(weights), strict=True):
            rows.append((category, product, float(price), low, high))
    return rows


def _running(weights: list[float] | tuple[int, ...]) -> list[tuple[int, float, float]]:
    total, done, rows = float(sum(weights)), 0.0, []
    for place, weight in enumerate(weights):
        rows.append((place, done / total, (done + weight) / total))
        done += weight
    return rows


def _cells(con: duckdb.DuckDBPyConnection, rows: int) -> None:
    """How many orders each (day, store, category) has: shares times growth, season, weekday, events and a little chance.

    Running sums are rounded, so that the counts add up to `rows` exactly.
    """
    con.execute(f"CREATE TABLE weights AS {_WEIGHTS}")
    con.execute(f"""CREATE TABLE cells AS
        WITH running AS (SELECT *, sum(weight) OVER (ORDER BY day, city, category) AS upto, sum(weight) OVER () AS total FROM weights)
        SELECT * EXCLUDE (upto, total, weight),
               round(upto / total * {rows})::BIGINT
               - coalesce(round(lag(upto) OVER (ORDER BY day, city, category) / total * {rows})::BIGINT, 0) AS orders
        FROM running""")


_WEIGHTS = f"""
SELECT day, city, category, weekdays.lift AS lift,
       stores.share * categories.share * weekdays.lift
       * exp(0.16 * (1 - ago(day) / 365.25))                                                       -- growth of 17 % a year
       * (1 + height * exp(-pow(least(abs(month(day) - peak), 12 - abs(month(day) - peak)) / 1.6, 2)))  -- the category's season
       * CASE WHEN month(day) = 11 AND day(day) BETWEEN 24 AND 30 THEN 1.9 ELSE 1 END               -- Black week
       * CASE WHEN month(day) = 12 AND day(day) BETWEEN 1 AND 20 THEN 1.35 ELSE 1 END               -- before Christmas
       * CASE WHEN (month(day), day(day)) IN ((12, 25), (12, 26), (1, 1)) THEN 0.25 ELSE 1 END      -- holidays
       * CASE WHEN ago(day) BETWEEN {world.SALE_DAYS - 6} AND {world.SALE_DAYS} THEN 2.6 ELSE 1 END -- the spring sale
       * CASE WHEN region = 'South' AND ago(day) < {world.DECLINE_DAYS}
              THEN greatest(0.52, 1 - 0.0034 * ({world.DECLINE_DAYS} - ago(day))) ELSE 1 END        -- the South falls behind
       * exp(0.07 * bell(day, 'day') + 0.30 * bell(day::VARCHAR || city || category, 'cell')) AS weight
FROM days CROSS JOIN stores CROSS JOIN categories JOIN weekdays ON weekday = isodow(day)
"""

_SALE = f"ago(day) BETWEEN {world.SALE_DAYS - 6} AND {world.SALE_DAYS}"
_BLACK_WEEK = "month(day) = 11 AND day(day) BETWEEN 24 AND 30"
_NEW_SUPPLIER = f"category = 'Footwear' AND product <> 'Leather boot' AND ago(day) < {world.RETURNS_DAYS}"

_ORDERS = f"""
WITH numbered AS (
    SELECT * EXCLUDE (orders), hash(day, city, category, n) AS k FROM (SELECT *, unnest(range(orders)) AS n FROM cells)
), timed AS (
    SELECT numbered.*, day + to_hours(hour) + to_seconds((chance(k, 's') * 3600)::BIGINT) AS ordered_at
    FROM numbered JOIN hours ON chance(k, 'hour') >= low AND chance(k, 'hour') < high
), filled AS (
    SELECT timed.*, product, country, region, latitude, longitude, margin,
           round(price * (1 + 0.03 * floor((1095 - ago(day)) / 365)) - 0.01, 2) AS unit_price,
           CASE WHEN chance(k, 'channel') < 0.30 + 0.20 * (1 - ago(day) / 1096.0) THEN 'Online'
                WHEN chance(k, 'channel') > 0.93 THEN 'Marketplace' ELSE 'Store' END AS channel,
           CASE WHEN {_SALE} AND chance(k, 'off') < 0.8 THEN 0.25 WHEN {_BLACK_WEEK} AND chance(k, 'off') < 0.6 THEN 0.2
                WHEN chance(k, 'off') < 0.12 THEN 0.1 ELSE 0 END AS discount,
           1 + (chance(k, 'many') < 0.24)::INT + (chance(k, 'many') < 0.07)::INT + 3 * (chance(k, 'many') < 0.008)::INT AS quantity,
           returns * CASE WHEN {_NEW_SUPPLIER} THEN least(2.5, 1 + 0.008 * ({world.RETURNS_DAYS} - ago(day))) ELSE 1 END AS risk,
           1 + floor(pow(chance(k, 'who'), 1.8) * 84000)::BIGINT AS customer_id
    FROM timed JOIN stores USING (city) JOIN categories USING (category)
    JOIN products ON products.category = timed.category AND chance(k, 'what') >= products.low AND chance(k, 'what') < products.high
)
SELECT 100000 + row_number() OVER (ORDER BY ordered_at, k) AS order_id, ordered_at, city || ' store' AS store, city, country, region,
       latitude, longitude, channel, category, product, quantity, unit_price, discount::DOUBLE AS discount,
       round(quantity * unit_price * (1 - discount), 2) AS amount, round(quantity * unit_price * (1 - margin), 2) AS cost,
       chance(k, 'back') < risk * CASE channel WHEN 'Store' THEN 0.7 ELSE 1.35 END AS returned, customer_id
FROM filled ORDER BY order_id
"""
