-- One row per key of a stream and natural week: how many events fell into it after since_d.
SELECT {match} AS k, d.week_n AS n, COUNT(*) AS c
FROM {events} e
JOIN days d ON d.d = e.{at}
WHERE e.{at} > {after_d} AND e.{at} <= {seen_d} AND {match} IS NOT NULL
GROUP BY {match}, d.week_n
