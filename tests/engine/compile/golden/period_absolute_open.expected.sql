-- columns: revenue: float measure
-- params: [datetime.date(2026, 1, 1), datetime.datetime(2026, 4, 1, 0, 0)]
SELECT
  SUM("orders"."amount") AS "revenue"
FROM "v_orders1"."data" AS "orders"
WHERE
  "orders"."day" >= ? AND "orders"."opened" < ?
