-- One row per subject: how many days of the inspected period have no row.
WITH kept AS (
    SELECT {match} AS k, COUNT(DISTINCT e.{at}) AS c, MAX(e.{at}) AS last_d
    FROM {events} e
    WHERE e.{at} > {first_d} AND e.{at} <= {seen_d}
    GROUP BY {match}
),
measured AS (
    SELECT s.subject, s.organization, s.book, {seen_d} - {first_d} - COALESCE(w.c, 0) AS observed,
           w.last_d
    FROM {subjects} s
    LEFT JOIN kept w ON w.k = {key}
    WHERE {only}
)
SELECT m.subject, m.organization, m.book, '' AS item, m.observed, 0 AS allowed,
       'calendar_day' AS unit, COALESCE(m.last_d, {first_d} + 1) AS since_d, {on_d} AS due_d,
       CASE WHEN r.rule IS NULL OR r.amount = 0 THEN 2
            WHEN m.observed > 0 AND {is_complete} = 0 THEN 3
            WHEN m.observed > 0 THEN r.bad_state
            WHEN {fresh} = 0 THEN 3
            ELSE 0 END AS state,
       r.clause
FROM measured m
{rule_join}
