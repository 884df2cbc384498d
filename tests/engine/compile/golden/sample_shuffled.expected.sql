-- columns: amount: float field, quantity: integer field
-- params: [1000]
SELECT
  "orders"."amount" AS "amount",
  "orders"."quantity" AS "quantity"
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
ORDER BY
  HASH("orders"."row number")
LIMIT ?

-- total, params: []
SELECT
  COUNT(*)
FROM (
  SELECT
    "orders"."amount" AS "amount",
    "orders"."quantity" AS "quantity"
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
) AS counted
