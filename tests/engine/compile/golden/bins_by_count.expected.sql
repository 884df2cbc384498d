-- columns: amount_bin: float dimension, count: integer measure
-- params: [20.0, 19.0, 20.0]
SELECT
  "range_1"."low" + (
    CASE
      WHEN "orders"."amount" IS NULL
      THEN NULL
      ELSE LEAST(
        GREATEST(
          FLOOR(
            (
              CAST("orders"."amount" AS DOUBLE) - "range_1"."low"
            ) / (
              (
                "range_1"."high" - "range_1"."low"
              ) / ?
            )
          ),
          CAST(0 AS DOUBLE)
        ),
        ?
      )
    END
  ) * (
    (
      "range_1"."high" - "range_1"."low"
    ) / ?
  ) AS "amount_bin",
  COUNT(*) AS "count"
FROM "v_orders1"."data" AS "orders"
CROSS JOIN (
  SELECT
    MIN(CAST("orders"."amount" AS DOUBLE)) FILTER(WHERE
      ISFINITE(CAST("orders"."amount" AS DOUBLE))) AS "low",
    MAX(CAST("orders"."amount" AS DOUBLE)) FILTER(WHERE
      ISFINITE(CAST("orders"."amount" AS DOUBLE))) AS "high"
  FROM "v_orders1"."data" AS "orders"
  WHERE
    NOT "orders"."amount" IS NULL
) AS "range_1"
WHERE
  NOT "orders"."amount" IS NULL
GROUP BY
  1
ORDER BY
  1 ASC
