-- columns: paid_day: date dimension, count: integer measure
-- params: ['Europe/Berlin']
SELECT
  CAST(DATE_TRUNC('day', TIMEZONE(?, "orders"."paid")) AS DATE) AS "paid_day",
  COUNT(*) AS "count"
FROM "v_orders1"."data" AS "orders"
GROUP BY
  1
ORDER BY
  1 ASC
