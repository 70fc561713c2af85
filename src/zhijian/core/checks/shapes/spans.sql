-- One row per key of a stream: its first and last event, and the longest time between two events
-- that ended after since_d. A later part of the stream is merged in by spans_merged.sql.
WITH steps AS (
    SELECT {match} AS k, e.{at} AS at_d,
           e.{at} - LAG(e.{at}) OVER (PARTITION BY {match} ORDER BY e.{at}) AS step
    FROM {events} e
    WHERE e.{at} <= {seen_d}
)
SELECT k, MAX(CASE WHEN at_d > {since_d} THEN step END) AS step, MIN(at_d) AS first_d,
       MAX(at_d) AS last_d
FROM steps
WHERE k IS NOT NULL
GROUP BY k
