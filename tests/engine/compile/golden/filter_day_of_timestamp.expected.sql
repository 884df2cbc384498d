-- columns: id: integer field
-- params: [datetime.datetime(2026, 1, 31, 0, 0), datetime.datetime(2026, 2, 1, 0, 0), datetime.datetime(2026, 2, 2, 0, 0), datetime.datetime(2026, 1, 1, 12, 30)]
SELECT
  "orders"."id" AS "id"
FROM "v_orders1"."data" AS "orders"
WHERE
  (
    "orders"."opened" >= ? AND "orders"."opened" < ?
  )
  AND "orders"."opened" < ?
  AND "orders"."opened" > ?
