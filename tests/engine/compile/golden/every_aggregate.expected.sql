-- columns: sum_quantity: integer measure, avg_quantity: float measure, min_quantity: integer measure, max_quantity: integer measure, median_quantity: float measure, count_distinct_quantity: integer measure, stddev_quantity: float measure, variance_quantity: float measure, count_quantity: integer measure, p95_amount: float measure
-- params: [0.95]
SELECT
  CAST(SUM("orders"."quantity") AS BIGINT) AS "sum_quantity",
  AVG(CAST("orders"."quantity" AS DOUBLE)) AS "avg_quantity",
  MIN("orders"."quantity") AS "min_quantity",
  MAX("orders"."quantity") AS "max_quantity",
  MEDIAN(CAST("orders"."quantity" AS DOUBLE)) AS "median_quantity",
  COUNT(DISTINCT "orders"."quantity") AS "count_distinct_quantity",
  STDDEV_SAMP(CAST("orders"."quantity" AS DOUBLE)) AS "stddev_quantity",
  VAR_SAMP(CAST("orders"."quantity" AS DOUBLE)) AS "variance_quantity",
  COUNT("orders"."quantity") AS "count_quantity",
  QUANTILE_CONT(CAST("orders"."amount" AS DOUBLE), ?) AS "p95_amount"
FROM "v_orders1"."data" AS "orders"
