-- columns: opened_hour: timestamp dimension, count: integer measure
-- params: []
SELECT
  DATE_TRUNC('hour', "orders"."opened") AS "opened_hour",
  COUNT(*) AS "count"
FROM "v_orders1"."data" AS "orders"
GROUP BY
  1
ORDER BY
  1 ASC
