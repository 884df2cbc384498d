-- columns: region: text dimension, product: text dimension, revenue: float measure
-- params: [3]
WITH "ranked" AS (
  SELECT
    "orders"."region" AS "region",
    "orders"."product" AS "product",
    SUM("orders"."amount") AS "revenue"
  FROM "v_orders1"."data" AS "orders"
  GROUP BY
    1,
    2
)
SELECT
  "ranked"."region",
  "ranked"."product",
  "ranked"."revenue"
FROM "ranked"
QUALIFY
  ROW_NUMBER() OVER (
    PARTITION BY "ranked"."region"
    ORDER BY "ranked"."revenue" DESC, "ranked"."product" ASC
  ) <= ?
ORDER BY
  1 ASC,
  3 DESC,
  2 ASC

-- total, params: []
SELECT
  COUNT(*)
FROM (
  SELECT
    "orders"."region" AS "region",
    "orders"."product" AS "product",
    SUM("orders"."amount") AS "revenue"
  FROM "v_orders1"."data" AS "orders"
  GROUP BY
    1,
    2
) AS counted
