-- columns: day_month: date dimension, region: text dimension, revenue: float measure, revenue_running: float measure
-- params: []
WITH "grouped" AS (
  SELECT
    CAST(DATE_TRUNC('month', "orders"."day") AS DATE) AS "day_month",
    "orders"."region" AS "region",
    SUM("orders"."amount") AS "revenue"
  FROM "v_orders1"."data" AS "orders"
  GROUP BY
    1,
    2
)
SELECT
  "grouped"."day_month" AS "day_month",
  "grouped"."region" AS "region",
  "grouped"."revenue" AS "revenue",
  SUM("grouped"."revenue") OVER (
    PARTITION BY "grouped"."region"
    ORDER BY "grouped"."day_month" ASC
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS "revenue_running"
FROM "grouped"
ORDER BY
  1 ASC,
  2 ASC
