-- columns: city: text dimension, revenue: float measure
-- params: [datetime.date(2020, 1, 1)]
SELECT
  "stores"."city" AS "city",
  SUM("orders"."amount") AS "revenue"
FROM "v_orders1"."data" AS "orders"
LEFT JOIN "v_stores1"."data" AS "stores"
  ON "orders"."store_id" = "stores"."id"
WHERE
  "stores"."opened" >= ?
GROUP BY
  1
ORDER BY
  1 ASC
