-- columns: amount: float field, region: text field
-- params: [5]
SELECT
  "orders"."amount" AS "amount",
  "orders"."region" AS "region"
FROM "v_orders1"."data" AS "orders"
ORDER BY
  1 DESC,
  2 ASC
LIMIT ?

-- total, params: []
SELECT
  COUNT(*)
FROM (
  SELECT
    "orders"."amount" AS "amount",
    "orders"."region" AS "region"
  FROM "v_orders1"."data" AS "orders"
) AS counted
