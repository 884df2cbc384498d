-- columns: id: integer field
-- params: ['EU', 1]
SELECT
  "orders"."id" AS "id"
FROM "v_orders1"."data" AS "orders"
WHERE
  (
    "orders"."region" = ?
    OR NOT COALESCE("orders"."quantity" > ? AND "orders"."region" IS NULL, FALSE)
  )
  AND NOT "orders"."channel" IS NULL
