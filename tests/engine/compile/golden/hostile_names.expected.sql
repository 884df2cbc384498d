-- columns: a"b; drop table x --: text field, sel?ct: text field
-- params: ["'; drop table orders; --"]
SELECT
  "orders"."a""b; drop table x --" AS "a""b; drop table x --",
  "orders"."sel?ct" AS "sel?ct"
FROM "v_orders1"."data" AS "orders"
WHERE
  "orders"."sel?ct" = ?
