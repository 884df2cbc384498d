-- columns: region: text dimension, revenue: float measure, revenue_share: float measure
-- params: []
WITH "grouped" AS (
  SELECT
    "orders"."region" AS "region",
    SUM("orders"."amount") AS "revenue"
  FROM "v_orders1"."data" AS "orders"
  GROUP BY
    1
)
SELECT
  "grouped"."region" AS "region",
  "grouped"."revenue" AS "revenue",
  CAST("grouped"."revenue" AS DOUBLE) / NULLIF(CAST(SUM("grouped"."revenue") OVER () AS DOUBLE), 0) AS "revenue_share"
FROM "grouped"
ORDER BY
  1 ASC
