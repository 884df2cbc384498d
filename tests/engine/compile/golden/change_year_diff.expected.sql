-- columns: day_week: date dimension, revenue: float measure, revenue_previous: float measure, revenue_change: float measure
-- params: []
WITH "grouped" AS (
  SELECT
    CAST(DATE_TRUNC('week', "orders"."day") AS DATE) AS "day_week",
    SUM("orders"."amount") AS "revenue"
  FROM "v_orders1"."data" AS "orders"
  GROUP BY
    1
)
SELECT
  "grouped"."day_week" AS "day_week",
  "grouped"."revenue" AS "revenue",
  "earlier"."revenue" AS "revenue_previous",
  "grouped"."revenue" - "earlier"."revenue" AS "revenue_change"
FROM "grouped"
LEFT JOIN "grouped" AS "earlier"
  ON "earlier"."day_week" = CAST("grouped"."day_week" - TO_DAYS(364) AS DATE)
WHERE
  NOT "grouped"."revenue" - "earlier"."revenue" IS NULL
ORDER BY
  1 ASC
