-- columns: day_day: date dimension, count: integer measure
-- params: []
SELECT
  CAST(DATE_TRUNC('day', "orders"."day") AS DATE) AS "day_day",
  COUNT(*) AS "count"
FROM "v_orders1"."data" AS "orders"
GROUP BY
  1
ORDER BY
  1 ASC
