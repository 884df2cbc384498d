-- columns: region: text dimension, revenue: float measure, count: integer measure
-- params: [100, 10]
SELECT
  "orders"."region" AS "region",
  SUM("orders"."amount") AS "revenue",
  COUNT(*) AS "count"
FROM "v_orders1"."data" AS "orders"
GROUP BY
  1
HAVING
  SUM("orders"."amount") > ? AND COUNT(*) >= ?
ORDER BY
  1 ASC
