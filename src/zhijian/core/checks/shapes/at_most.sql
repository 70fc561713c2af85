-- One row per owner: the largest number of rows that fall into one group.
WITH counted AS (
    SELECT w.k, w.g, COUNT(*) AS c
    FROM (SELECT {owner} AS k, {group} AS g FROM s_{rows} e WHERE {only}) w
    GROUP BY w.k, w.g
),
largest AS (
    SELECT k, MAX(c) AS c FROM counted GROUP BY k
),
worst AS (
    SELECT l.k, l.c, MIN(n.g) AS g
    FROM largest l
    JOIN counted n ON n.k = l.k AND n.c = l.c
    GROUP BY l.k, l.c
),
measured AS (
    SELECT s.subject, s.organization, s.book, w.g, COALESCE(w.c, 0) AS observed
    FROM {subjects} s
    LEFT JOIN worst w ON w.k = {key}
    WHERE {who}
)
SELECT m.subject, m.organization, m.book, m.g AS item, m.observed, r.amount AS allowed, r.unit,
       {on_d} AS since_d, {on_d} AS due_d,
       CASE WHEN r.rule IS NULL THEN 2
            WHEN m.observed > r.amount THEN CASE WHEN r.bad_state < {mildest} THEN {mildest}
                                                 ELSE r.bad_state END
            WHEN {is_complete} = 0 OR {fresh} = 0 THEN 3
            WHEN m.observed = 0 THEN 2
            ELSE 0 END AS state,
       r.clause
FROM measured m
{rule_join}
