-- columns: revenue: float measure
-- params: [datetime.date(2024, 10, 1), datetime.date(2025, 1, 1)]
SELECT
  SUM("orders"."amount") AS "revenue"
FROM "v_orders1"."data" AS "orders"
WHERE
  "orders"."day" >= ? AND "orders"."day" < ?
