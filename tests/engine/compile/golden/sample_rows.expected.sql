-- columns: amount: float field, quantity: integer field
-- params: ['EU', 'EU', 100]
SELECT
  "orders"."amount" AS "amount",
  "orders"."quantity" AS "quantity"
FROM (
  SELECT
    "data"."id",
    "data"."store_id",
    "data"."region",
    "data"."channel",
    "data"."product",
    "data"."amount",
    "data"."quantity",
    "data"."returned",
    "data"."day",
    "data"."opened",
    "data"."paid",
    "data"."rowid" AS "row number"
  FROM "v_orders1"."data" AS "data"
) AS "orders"
WHERE
  "orders"."region" = ?
  AND HASH("orders"."row number") <= (
    SELECT
      MAX("lowest"."drawn")
    FROM (
      SELECT
        HASH("orders"."row number") AS "drawn"
      FROM (
        SELECT
          "data"."id",
          "data"."store_id",
          "data"."region",
          "data"."channel",
          "data"."product",
          "data"."amount",
          "data"."quantity",
          "data"."returned",
          "data"."day",
          "data"."opened",
          "data"."paid",
          "data"."rowid" AS "row number"
        FROM "v_orders1"."data" AS "data"
      ) AS "orders"
      WHERE
        "orders"."region" = ?
      ORDER BY
        1 ASC
      LIMIT ?
    ) AS lowest
  )
