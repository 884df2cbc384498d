-- columns: region: text dimension, returned: integer measure, sum_amount: float measure
-- params: [True, 'web', 'app', 2]
SELECT
  "orders"."region" AS "region",
  COUNT(*) FILTER(WHERE
    "orders"."returned" = ?) AS "returned",
  SUM("orders"."amount") FILTER(WHERE
    "orders"."channel" IN (?, ?) AND "orders"."quantity" >= ?) AS "sum_amount"
FROM "v_orders1"."data" AS "orders"
GROUP BY
  1
ORDER BY
  1 ASC
