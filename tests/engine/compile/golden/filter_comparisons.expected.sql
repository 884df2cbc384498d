-- columns: id: integer field
-- params: [1.5, 3, datetime.date(2026, 1, 31), 'EU', 1, 2]
SELECT
  "orders"."id" AS "id"
FROM "v_orders1"."data" AS "orders"
WHERE
  "orders"."amount" > ?
  AND "orders"."quantity" <= ?
  AND "orders"."day" < ?
  AND NOT COALESCE("orders"."region" = ?, FALSE)
  AND (
    "orders"."amount" >= ? AND "orders"."amount" <= ?
  )
