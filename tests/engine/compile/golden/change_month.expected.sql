-- columns: day_month: date dimension, region: text dimension, revenue: float measure, revenue_previous: float measure, revenue_change: float measure
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
  "earlier"."revenue" AS "revenue_previous",
  CAST((
    "grouped"."revenue" - "earlier"."revenue"
  ) AS DOUBLE) / NULLIF(CAST(ABS("earlier"."revenue") AS DOUBLE), 0) AS "revenue_change"
FROM "grouped"
LEFT JOIN "grouped" AS "earlier"
  ON "earlier"."day_month" = CAST("grouped"."day_month" - TO_MONTHS(1) AS DATE)
  AND "grouped"."region" IS NOT DISTINCT FROM "earlier"."region"
ORDER BY
  1 ASC,
  2 ASC
