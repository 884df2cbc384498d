-- columns: region: text dimension, channel: text dimension, revenue: float measure, part: float measure
-- params: [0.1]
WITH "grouped" AS (
  SELECT
    "orders"."region" AS "region",
    "orders"."channel" AS "channel",
    SUM("orders"."amount") AS "revenue"
  FROM "v_orders1"."data" AS "orders"
  GROUP BY
    1,
    2
)
SELECT
  "grouped"."region" AS "region",
  "grouped"."channel" AS "channel",
  "grouped"."revenue" AS "revenue",
  CAST("grouped"."revenue" AS DOUBLE) / NULLIF(CAST(SUM("grouped"."revenue") OVER (PARTITION BY "grouped"."region") AS DOUBLE), 0) AS "part"
FROM "grouped"
QUALIFY
  CAST("grouped"."revenue" AS DOUBLE) / NULLIF(CAST(SUM("grouped"."revenue") OVER (PARTITION BY "grouped"."region") AS DOUBLE), 0) > ?
ORDER BY
  1 ASC,
  2 ASC
