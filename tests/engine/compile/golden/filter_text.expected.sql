-- columns: id: integer field
-- params: ['eu', 'E', '1']
SELECT
  "orders"."id" AS "id"
FROM "v_orders1"."data" AS "orders"
WHERE
  CONTAINS(LOWER("orders"."region"), LOWER(?))
  OR STARTS_WITH("orders"."region", ?)
  OR CONTAINS(LOWER(CAST("orders"."quantity" AS TEXT)), LOWER(?))
