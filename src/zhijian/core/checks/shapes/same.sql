-- One row per owner of two or more rows: how many different values a column has among them.
WITH counted AS (
    SELECT {owner} AS k, COUNT(DISTINCT e.{value}) AS c, COUNT(*) AS n, MIN(e.{shown}) AS g
    FROM s_{rows} e
    WHERE {only}
    GROUP BY {owner}
),
measured AS (
    SELECT s.subject, s.organization, s.book, w.g, w.n, w.c AS observed
    FROM {subjects} s
    LEFT JOIN counted w ON w.k = {key}
)
SELECT m.subject, m.organization, m.book, m.g AS item, m.observed, 1 AS allowed, 'count' AS unit,
       {on_d} AS since_d, {on_d} AS due_d,
       CASE WHEN r.rule IS NULL OR r.amount = 0 THEN 2
            WHEN m.observed > 1 THEN r.bad_state
            WHEN {is_complete} = 0 OR {fresh} = 0 THEN 3
            WHEN m.n IS NULL OR m.n = 1 THEN 2
            ELSE 0 END AS state,
       r.clause
FROM measured m
{rule_join}
