-- columns: id: integer field, store_id: integer field, region: text field, channel: text field, product: text field, amount: float field, quantity: integer field, returned: boolean field, day: date field, opened: timestamp field, paid: timestamp field
-- params: ['EU']
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
FROM (
  SELECT
    "data"."id",
    "data"."store_id",
    CAST(NULL AS TEXT) AS "region",
    "data"."channel",
    "data"."product",
    "data"."amount",
    "data"."quantity",
    "data"."returned",
    "data"."day",
    "data"."opened",
    CAST(NULL AS TIMESTAMPTZ) AS "paid"
  FROM "v_orders1"."data" AS "data"
  WHERE
    "data"."region" = ?
) AS "orders"
WHERE
  "orders"."region" IS NULL
