-- columns: bucket: float dimension, count: integer measure
-- params: [25.0, 25.0]
SELECT
  FLOOR(CAST("orders"."amount" AS DOUBLE) / ?) * ? AS "bucket",
  COUNT(*) AS "count"
FROM "v_orders1"."data" AS "orders"
GROUP BY
  1
ORDER BY
  1 ASC
