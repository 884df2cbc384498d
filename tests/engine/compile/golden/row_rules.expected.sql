-- columns: region: text dimension, revenue: float measure
-- params: ['EU', 'UK']
SELECT
  "orders"."region" AS "region",
  SUM("orders"."amount") AS "revenue"
FROM (
  SELECT
    "data"."id",
    "data"."store_id",
    "data"."region",
    "data"."channel",
    "data"."product",
    "data"."amount",
    "data"."quantity",
    "data"."returned",
    "data"."day",
    "data"."opened",
    "data"."paid"
  FROM "v_orders1"."data" AS "data"
  WHERE
    "data"."region" IN (?, ?)
) AS "orders"
GROUP BY
  1
ORDER BY
  1 ASC
