-- columns: region: text dimension, revenue_a: float measure, value_a: float measure, revenue_b: float measure, value_b: float measure, revenue_change: float measure, value_change: float measure
-- params: [datetime.date(2026, 5, 1), datetime.date(2026, 6, 1), datetime.date(2026, 5, 1), datetime.date(2026, 6, 1), datetime.date(2026, 5, 1), datetime.date(2026, 6, 1), datetime.date(2026, 4, 1), datetime.date(2026, 5, 1), datetime.date(2026, 4, 1), datetime.date(2026, 5, 1), datetime.date(2026, 4, 1), datetime.date(2026, 5, 1), datetime.date(2026, 5, 1), datetime.date(2026, 6, 1), datetime.date(2026, 4, 1), datetime.date(2026, 5, 1)]
WITH "grouped" AS (
  SELECT
    "orders"."region" AS "region",
    SUM("orders"."amount") FILTER(WHERE
      "orders"."day" >= ? AND "orders"."day" < ?) AS "revenue_a",
    CAST(SUM("orders"."amount") FILTER(WHERE
      "orders"."day" >= ? AND "orders"."day" < ?) AS DOUBLE) / NULLIF(
      CAST(COUNT(*) FILTER(WHERE
        "orders"."day" >= ? AND "orders"."day" < ?) AS DOUBLE),
      0
    ) AS "value_a",
    SUM("orders"."amount") FILTER(WHERE
      "orders"."day" >= ? AND "orders"."day" < ?) AS "revenue_b",
    CAST(SUM("orders"."amount") FILTER(WHERE
      "orders"."day" >= ? AND "orders"."day" < ?) AS DOUBLE) / NULLIF(
      CAST(COUNT(*) FILTER(WHERE
        "orders"."day" >= ? AND "orders"."day" < ?) AS DOUBLE),
      0
    ) AS "value_b"
  FROM "v_orders1"."data" AS "orders"
  WHERE
    (
      "orders"."day" >= ? AND "orders"."day" < ?
    )
    OR (
      "orders"."day" >= ? AND "orders"."day" < ?
    )
  GROUP BY
    1
)
SELECT
  "grouped"."region" AS "region",
  "grouped"."revenue_a" AS "revenue_a",
  "grouped"."value_a" AS "value_a",
  "grouped"."revenue_b" AS "revenue_b",
  "grouped"."value_b" AS "value_b",
  CAST((
    "grouped"."revenue_a" - "grouped"."revenue_b"
  ) AS DOUBLE) / NULLIF(CAST(ABS("grouped"."revenue_b") AS DOUBLE), 0) AS "revenue_change",
  CAST((
    "grouped"."value_a" - "grouped"."value_b"
  ) AS DOUBLE) / NULLIF(CAST(ABS("grouped"."value_b") AS DOUBLE), 0) AS "value_change"
FROM "grouped"
ORDER BY
  6 DESC,
  1 ASC
