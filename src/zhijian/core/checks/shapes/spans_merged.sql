-- The spans of a stream up to seen_d, from the kept spans up to kept_d and the events after it.
WITH steps AS (
    SELECT {match} AS k, e.{at} AS at_d,
           e.{at} - LAG(e.{at}) OVER (PARTITION BY {match} ORDER BY e.{at}) AS step
    FROM {events} e
    WHERE e.{at} > {kept_d} AND e.{at} <= {seen_d}
),
added AS (
    SELECT k, MAX(CASE WHEN at_d > {since_d} THEN step END) AS step,
           MAX(CASE WHEN at_d > {since_d} THEN 100000 * step + at_d - step END) AS worst,
           MIN(at_d) AS first_d, MAX(at_d) AS last_d
    FROM steps
    WHERE k IS NOT NULL
    GROUP BY k
),
joined AS (
    SELECT b.k, o.step AS old_step, o.worst AS old_worst, n.step AS new_step,
           n.worst AS new_worst,
           CASE WHEN n.first_d > {since_d} THEN n.first_d - o.last_d END AS seam,
           CASE WHEN n.first_d > {since_d}
                THEN 100000 * (n.first_d - o.last_d) + o.last_d END AS seam_worst,
           COALESCE(o.first_d, n.first_d) AS first_d, COALESCE(n.last_d, o.last_d) AS last_d
    FROM (SELECT k FROM kept_spans UNION SELECT k FROM added) b
    LEFT JOIN kept_spans o ON o.k = b.k
    LEFT JOIN added n ON n.k = b.k
)
SELECT k, CASE WHEN seam >= COALESCE(old_step, 0) AND seam >= COALESCE(new_step, 0) THEN seam
               WHEN old_step >= COALESCE(new_step, 0) THEN old_step
               ELSE new_step END AS step,
       CASE WHEN seam_worst >= COALESCE(old_worst, 0) AND seam_worst >= COALESCE(new_worst, 0)
            THEN seam_worst
            WHEN old_worst >= COALESCE(new_worst, 0) THEN old_worst
            ELSE new_worst END AS worst, first_d, last_d
FROM joined
