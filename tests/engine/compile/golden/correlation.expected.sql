-- columns: region: text dimension, correlation: float measure
-- params: []
SELECT
  "orders"."region" AS "region",
  CORR(CAST("orders"."amount" AS DOUBLE), CAST("orders"."quantity" AS DOUBLE)) AS "correlation"
FROM "v_orders1"."data" AS "orders"
GROUP BY
  1
ORDER BY
  1 ASC
