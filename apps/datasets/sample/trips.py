"""Ten million trips through an invented city, for pictures of density: streets, rings, avenues, a river with bridges, an airport."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from .chance import connect, table, write

END = dt.date(2025, 12, 31)
DAYS = 365
# how many trips start in an hour of a working day, and of a weekend's day
WORKDAY = (9, 5, 3, 3, 5, 14, 38, 78, 96, 70, 52, 54, 60, 56, 52, 58, 74, 98, 92, 70, 52, 40, 30, 18)
WEEKEND = (44, 38, 30, 20, 11, 8, 10, 16, 26, 38, 50, 60, 66, 68, 66, 64, 64, 66, 68, 66, 62, 60, 62, 56)
KINDS = ("Bike", "Scooter", "Bus", "Taxi", "Delivery")


def make_trips(path: Path, *, rows: int = 10_000_000, until: dt.date = END) -> Path:
    """Write exactly `rows` trips of the year up to `until` as Parquet, in the order of their start hour.

    Columns: trip_id, started_at, x and y (km east and north of the town hall, float32), kind, distance_km, minutes, fare (euros).
    Equal arguments give equal rows.
    """
    con = connect()
    try:
        table(
            con,
            "rhythm",
            "hour INT, workday DOUBLE, weekend DOUBLE",
            [(h, *pair) for h, pair in enumerate(zip(WORKDAY, WEEKEND, strict=True))],
        )
        begin = until - dt.timedelta(days=DAYS - 1)
        con.execute("CREATE TABLE days AS SELECT unnest(generate_series(?::DATE, ?::DATE, INTERVAL 1 DAY))::DATE AS day", [begin, until])
        con.execute(f"""CREATE TABLE hours AS
            WITH weighted AS (SELECT day + to_hours(hour) AS begun, hour, {_WEIGHT} AS weight FROM days CROSS JOIN rhythm),
            running AS (SELECT *, sum(weight) OVER (ORDER BY begun) / sum(weight) OVER () AS share FROM weighted),
            counted AS (SELECT begun, hour, round(share * {rows})::BIGINT AS upto FROM running)
            SELECT *, lag(upto, 1, 0) OVER (ORDER BY begun) AS since FROM counted""")
        return write(con, _TRIPS, path)
    finally:
        con.close()


_WEIGHT = """(CASE WHEN isodow(day) < 6 THEN workday ELSE weekend END)
    * (1 + 0.22 * cos((dayofyear(day) - 190) / 365.25 * 2 * pi())) * exp(0.10 * bell(day, 'weather'))"""

# one numbered trip after another; `way` says which part of the city it starts in, at night more often where people go out
_TRIPS = """
WITH numbered AS (
    SELECT begun, hour, n AS trip_id, hash(n, 'trip') AS k FROM (SELECT begun, hour, unnest(range(since, upto)) AS n FROM hours)
), chosen AS (
    SELECT *, CASE WHEN (hour >= 22 OR hour < 4) AND chance(k, 'night') < 0.35 THEN 0.8 ELSE chance(k, 'way') END AS way,
           chance(k, 'u') AS u, bell(k, 'v') AS v, bell(k, 'w') AS w, floor(pow(chance(k, 'spot'), 1.7) * 52)::INT AS spot,
           chance(k, 'turn') * 2 * pi() AS turn, 0.5 - 5.2 * ln(1 - 0.97 * chance(k, 'far')) AS far,
           floor(chance(k, 'lane') * 9)::INT AS lane
    FROM numbered
), placed AS (
    SELECT trip_id, begun, hour, k, way,
        CASE WHEN way < 0.30 AND u < 0.5 THEN v * 3.1 WHEN way < 0.30 THEN round(w * 5.5) * 0.48 + bell(k, 'kerb') * 0.022
             WHEN way < 0.44 THEN ([4.2, 7.6, 12.0])[1 + floor(u * 2.99)::INT] * cos(turn) + w * 0.05
             WHEN way < 0.66 THEN far * cos(lane * 0.698 + 0.22 * sin(far / 3.4)) + w * 0.035
             WHEN way < 0.88 THEN 13 * sqrt(chance(spot, 'away')) * cos(chance(spot, 'where') * 6.2832)
                                     + v * (0.10 + 0.55 * chance(spot, 'wide'))
             WHEN way < 0.92 THEN 13.2 + (u - 0.5) * 2.6 WHEN way < 0.955 THEN 1.5 + 11 * u + w * 0.03
             ELSE 17 * sqrt(u) * cos(turn) END AS east,
        CASE WHEN way < 0.30 AND u < 0.5 THEN round(w * 5.5) * 0.48 + bell(k, 'kerb') * 0.022 WHEN way < 0.30 THEN v * 3.1
             WHEN way < 0.44 THEN ([4.2, 7.6, 12.0])[1 + floor(u * 2.99)::INT] * sin(turn) + v * 0.05
             WHEN way < 0.66 THEN far * sin(lane * 0.698 + 0.22 * sin(far / 3.4)) + v * 0.035
             WHEN way < 0.88 THEN 13 * sqrt(chance(spot, 'away')) * sin(chance(spot, 'where') * 6.2832)
                                     + w * (0.10 + 0.55 * chance(spot, 'wide'))
             WHEN way < 0.92 THEN -9.0 + 0.35 * (lane % 3) + (u - 0.5) * 0.7 + v * 0.02 WHEN way < 0.955 THEN -0.9 - 7.6 * u + v * 0.03
             ELSE 17 * sqrt(u) * sin(turn) END AS north
    FROM chosen
), turned AS (
    SELECT * EXCLUDE (east, north), CASE WHEN way < 0.30 THEN east * 0.883 - north * 0.469 ELSE east END AS east,
           CASE WHEN way < 0.30 THEN east * 0.469 + north * 0.883 ELSE north END AS north
    FROM placed
), banked AS (
    SELECT *, 2.1 * sin(east / 3.3) - 0.24 * east - 1.3 AS river, 0.40 + 0.12 * sin(east * 0.8) AS half,
           abs(east * 0.55 - round(east * 0.55)) < 0.035 AS bridge
    FROM turned
), walked AS (
    SELECT *, CASE WHEN abs(north - river) < half AND NOT bridge
                   THEN river + (CASE WHEN north < river THEN -1 ELSE 1 END) * (half + 0.07 * abs(bell(k, 'quay'))) ELSE north END AS shore,
           sqrt(east * east + north * north) AS middle, chance(k, 'kind') AS pick
    FROM banked
), ridden AS (
    SELECT *, CASE WHEN way BETWEEN 0.88 AND 0.955 THEN CASE WHEN pick < 0.72 THEN 'Taxi' ELSE 'Bus' END
                   WHEN way BETWEEN 0.30 AND 0.44 THEN CASE WHEN pick < 0.45 THEN 'Bus' WHEN pick < 0.75 THEN 'Delivery' ELSE 'Taxi' END
                   WHEN middle < 3.5 THEN CASE WHEN pick < 0.40 THEN 'Bike' WHEN pick < 0.68 THEN 'Scooter'
                                                WHEN pick < 0.85 THEN 'Taxi' ELSE 'Bus' END
                   WHEN way > 0.955 THEN CASE WHEN pick < 0.60 THEN 'Delivery' ELSE 'Taxi' END
                   ELSE CASE WHEN pick < 0.24 THEN 'Bike' WHEN pick < 0.34 THEN 'Scooter' WHEN pick < 0.62 THEN 'Bus'
                             WHEN pick < 0.82 THEN 'Taxi'
                             ELSE 'Delivery' END END AS kind,
           0.4 + 1.1 * exp(0.75 * bell(k, 'long')) + 0.22 * middle AS km
    FROM walked
)
SELECT trip_id + 1 AS trip_id, begun + to_seconds((chance(k, 'second') * 3599)::BIGINT) AS started_at, round(east, 4)::FLOAT AS x,
       round(shore, 4)::FLOAT AS y, kind, round(km, 2)::FLOAT AS distance_km,
       round(km / (CASE kind WHEN 'Bike' THEN 15 WHEN 'Scooter' THEN 17 WHEN 'Bus' THEN 18 ELSE 24 END)
             * (CASE WHEN hour IN (7, 8, 17, 18) AND kind <> 'Bike' THEN 1.45 ELSE 1 END) * 60 + 1.5 + abs(bell(k, 'wait')), 1
            )::FLOAT AS minutes,
       round(CASE kind WHEN 'Bike' THEN 1 + 0.35 * km WHEN 'Scooter' THEN 1 + 0.95 * km WHEN 'Bus' THEN 2.9 WHEN 'Taxi' THEN 4.3 + 2.35 * km
             ELSE 3.2 + 0.8 * km END, 2)::FLOAT AS fare
FROM ridden
"""
