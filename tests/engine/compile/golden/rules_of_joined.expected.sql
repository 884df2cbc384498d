-- columns: city: text dimension, count: integer measure
-- params: [datetime.date(2025, 1, 1), datetime.date(2026, 1, 1)]
SELECT
  "stores"."city" AS "city",
  COUNT(*) AS "count"
FROM "v_orders1"."data" AS "orders"
LEFT JOIN (
  SELECT
    "data"."id",
    CAST(NULL AS TEXT) AS "city",
    "data"."opened"
  FROM "v_stores1"."data" AS "data"
  WHERE
    "data"."opened" >= ? AND "data"."opened" < ?
) AS "stores"
  ON "orders"."store_id" = "stores"."id"
GROUP BY
  1
ORDER BY
  1 ASC
