-- columns: revenue: float measure
-- params: [datetime.datetime(2026, 5, 18, 4, 0, tzinfo=datetime.timezone.utc), datetime.datetime(2026, 5, 25, 4, 0, tzinfo=datetime.timezone.utc)]
SELECT
  SUM("orders"."amount") AS "revenue"
FROM "v_orders1"."data" AS "orders"
WHERE
  "orders"."paid" >= ? AND "orders"."paid" < ?
