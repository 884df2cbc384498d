-- columns: day_month: date dimension, revenue: float measure, revenue_moving: float measure
-- params: [2, 12]
WITH "grouped" AS (
  SELECT
    CAST(DATE_TRUNC('month', "orders"."day") AS DATE) AS "day_month",
    SUM("orders"."amount") AS "revenue"
  FROM "v_orders1"."data" AS "orders"
  GROUP BY
    1
)
SELECT
  "grouped"."day_month" AS "day_month",
  "grouped"."revenue" AS "revenue",
  AVG("grouped"."revenue") OVER (ORDER BY "grouped"."day_month" ASC ROWS BETWEEN ? PRECEDING AND CURRENT ROW) AS "revenue_moving"
FROM "grouped"
ORDER BY
  1 ASC
LIMIT ?

-- total, params: [2]
WITH "grouped" AS (
  SELECT
    CAST(DATE_TRUNC('month', "orders"."day") AS DATE) AS "day_month",
    SUM("orders"."amount") AS "revenue"
  FROM "v_orders1"."data" AS "orders"
  GROUP BY
    1
)
SELECT
  COUNT(*)
FROM (
  SELECT
    "grouped"."day_month" AS "day_month",
    "grouped"."revenue" AS "revenue",
    AVG("grouped"."revenue") OVER (ORDER BY "grouped"."day_month" ASC ROWS BETWEEN ? PRECEDING AND CURRENT ROW) AS "revenue_moving"
  FROM "grouped"
) AS counted
