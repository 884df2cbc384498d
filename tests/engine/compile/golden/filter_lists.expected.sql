-- columns: id: integer field
-- params: ['EU', 'web']
SELECT
  "orders"."id" AS "id"
FROM "v_orders1"."data" AS "orders"
WHERE
  (
    "orders"."region" IN (?) OR "orders"."region" IS NULL
  )
  AND NOT COALESCE("orders"."channel" IN (?), FALSE)
  AND FALSE
