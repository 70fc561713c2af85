-- One row per key of a stream: its first and last event, the longest time between two events that
-- ended after since_d, and worst: that time and the day it began in one number, 100000 * step + day.
-- Of the events up to since_d only the last of each key is needed, so
-- that first_d stands for "not after since_d" there. A later part is merged in by spans_merged.sql.
WITH held AS (
    SELECT {match} AS k, MAX(e.{at}) AS at_d
    FROM {events} e
    WHERE e.{at} <= {since_d} AND e.{at} <= {seen_d}
    GROUP BY {match}
    UNION ALL
    SELECT {match} AS k, e.{at} AS at_d
    FROM {events} e
    WHERE e.{at} > {since_d} AND e.{at} <= {seen_d}
),
steps AS (
    SELECT h.k, h.at_d, h.at_d - LAG(h.at_d) OVER (PARTITION BY h.k ORDER BY h.at_d) AS step
    FROM held h
    WHERE h.at_d <= {seen_d}
)
SELECT k, MAX(CASE WHEN at_d > {since_d} THEN step END) AS step,
       MAX(CASE WHEN at_d > {since_d} THEN 100000 * step + at_d - step END) AS worst,
       MIN(at_d) AS first_d, MAX(at_d) AS last_d
FROM steps
WHERE k IS NOT NULL
GROUP BY k
