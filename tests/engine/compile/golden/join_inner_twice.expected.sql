-- columns: id: integer field, city: text field, city_2: text field
-- params: []
SELECT
  "orders"."id" AS "id",
  "stores"."city" AS "city",
  "stores_2"."city" AS "city_2"
FROM "v_orders1"."data" AS "orders"
INNER JOIN "v_stores1"."data" AS "stores"
  ON "orders"."store_id" = "stores"."id"
LEFT JOIN "v_stores1"."data" AS "stores_2"
  ON "stores"."id" = "stores_2"."id"
