-- columns: revenue: float measure
-- params: [datetime.date(2026, 1, 1), datetime.date(2026, 5, 21)]
SELECT
  SUM("orders"."amount") AS "revenue"
FROM "v_orders1"."data" AS "orders"
WHERE
  "orders"."day" >= ? AND "orders"."day" < ?
