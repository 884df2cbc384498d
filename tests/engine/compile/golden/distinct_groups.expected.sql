-- columns: region: text dimension, channel: text dimension
-- params: []
SELECT
  "orders"."region" AS "region",
  "orders"."channel" AS "channel"
FROM "v_orders1"."data" AS "orders"
GROUP BY
  1,
  2
ORDER BY
  1 ASC,
  2 ASC
