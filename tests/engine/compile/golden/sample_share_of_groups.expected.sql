-- columns: region: text dimension, count: integer measure
-- params: [100000]
SELECT
  "orders"."region" AS "region",
  COUNT(*) AS "count"
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
    "data"."paid",
    "data"."rowid" AS "row number"
  FROM "v_orders1"."data" AS "data"
) AS "orders"
WHERE
  HASH("orders"."row number") % 1000000 < ?
GROUP BY
  1
ORDER BY
  1 ASC
