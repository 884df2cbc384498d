-- columns: region: text dimension, order_value: float measure
-- params: []
SELECT
  "orders"."region" AS "region",
  CAST(SUM("orders"."amount") AS DOUBLE) / NULLIF(CAST(COUNT(*) AS DOUBLE), 0) AS "order_value"
FROM "v_orders1"."data" AS "orders"
GROUP BY
  1
ORDER BY
  1 ASC
