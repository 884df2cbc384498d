-- columns: region: text dimension, first_amount: float measure, last_amount: float measure, last_amount_per_count: float measure
-- params: [1]
SELECT
  "orders"."region" AS "region",
  ARG_MIN("orders"."amount", "orders"."opened") AS "first_amount",
  ARG_MAX("orders"."amount", "orders"."opened") FILTER(WHERE
    "orders"."quantity" > ?) AS "last_amount",
  CAST(ARG_MAX("orders"."amount", "orders"."opened") AS DOUBLE) / NULLIF(CAST(COUNT(*) AS DOUBLE), 0) AS "last_amount_per_count"
FROM "v_orders1"."data" AS "orders"
GROUP BY
  1
ORDER BY
  1 ASC
