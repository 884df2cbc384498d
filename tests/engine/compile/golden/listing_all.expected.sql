-- columns: id: integer field, store_id: integer field, region: text field, channel: text field, product: text field, amount: float field, quantity: integer field, returned: boolean field, day: date field, opened: timestamp field, paid: timestamp field
-- params: [50]
SELECT
  "orders"."id" AS "id",
  "orders"."store_id" AS "store_id",
  "orders"."region" AS "region",
  "orders"."channel" AS "channel",
  "orders"."product" AS "product",
  "orders"."amount" AS "amount",
  "orders"."quantity" AS "quantity",
  "orders"."returned" AS "returned",
  "orders"."day" AS "day",
  "orders"."opened" AS "opened",
  "orders"."paid" AS "paid"
FROM "v_orders1"."data" AS "orders"
LIMIT ?

-- total, params: []
SELECT
  COUNT(*)
FROM (
  SELECT
    "orders"."id" AS "id",
    "orders"."store_id" AS "store_id",
    "orders"."region" AS "region",
    "orders"."channel" AS "channel",
    "orders"."product" AS "product",
    "orders"."amount" AS "amount",
    "orders"."quantity" AS "quantity",
    "orders"."returned" AS "returned",
    "orders"."day" AS "day",
    "orders"."opened" AS "opened",
    "orders"."paid" AS "paid"
  FROM "v_orders1"."data" AS "orders"
) AS counted
