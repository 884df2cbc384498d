-- columns: region: text dimension, revenue: float measure
-- params: []
SELECT
  "orders"."region" AS "region",
  SUM("orders"."amount") AS "revenue"
FROM "v_orders1"."data" AS "orders"
GROUP BY
  1
ORDER BY
  1 ASC
