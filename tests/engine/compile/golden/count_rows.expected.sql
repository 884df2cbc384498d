-- columns: count: integer measure
-- params: []
SELECT
  COUNT(*) AS "count"
FROM "v_orders1"."data" AS "orders"
