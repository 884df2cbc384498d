-- columns: region: text dimension, channel: text dimension, revenue: float measure
-- params: [10]
SELECT
  "orders"."region" AS "region",
  "orders"."channel" AS "channel",
  SUM("orders"."amount") AS "revenue"
FROM "v_orders1"."data" AS "orders"
GROUP BY
  1,
  2
ORDER BY
  3 DESC,
  1 ASC,
  2 ASC
LIMIT ?

-- total, params: []
SELECT
  COUNT(*)
FROM (
  SELECT
    "orders"."region" AS "region",
    "orders"."channel" AS "channel",
    SUM("orders"."amount") AS "revenue"
  FROM "v_orders1"."data" AS "orders"
  GROUP BY
    1,
    2
) AS counted
