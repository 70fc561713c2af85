-- One row per subject: the fewest events in a whole period (week, month, quarter, year) of which the
-- records speak.
WITH counts AS (
    SELECT {match} AS k, d.{period}_n AS n, COUNT(*) AS c
    FROM {events} e
    JOIN days d ON d.d = e.{at}
    WHERE e.{at} <= {seen_d}
    GROUP BY {match}, d.{period}_n
),
periods_seen AS (
    SELECT p.n, p.first_d, p.last_d
    FROM periods p
    WHERE p.kind = '{period}' AND p.last_d > {after} AND p.last_d <= {seen_d}
          AND p.first_d >= {from_d}
),
measured AS (
    SELECT s.subject, s.organization, s.book, MIN(COALESCE(c.c, 0)) AS observed, COUNT(p.n) AS n,
           MIN(CASE WHEN c.c IS NULL THEN p.first_d END) AS since_d, MAX(p.last_d) AS due_d,
           MIN(p.first_d) AS first_d, MIN({since}) AS opened_d,
           MIN({complete}) AS is_complete
    FROM {subjects} s
    LEFT JOIN periods_seen p ON p.first_d >= COALESCE({since}, p.first_d)
    LEFT JOIN counts c ON c.k = {key} AND c.n = p.n
    WHERE {only}
    GROUP BY s.subject, s.organization, s.book
)
SELECT m.subject, m.organization, m.book, '' AS item, m.observed, r.amount AS allowed, r.unit,
       m.since_d, m.due_d,
       CASE WHEN r.rule IS NULL THEN 2
            WHEN m.n = 0 AND m.opened_d > {after} THEN 2
            WHEN m.n = 0 THEN 3
            WHEN m.first_d < r.from_d THEN 2
            WHEN m.observed < r.amount AND m.is_complete = 0 THEN 3
            WHEN m.observed < r.amount THEN r.bad_state
            ELSE 0 END AS state,
       r.clause
FROM measured m
{rule_join}
