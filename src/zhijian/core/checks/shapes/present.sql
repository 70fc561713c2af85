-- One row per subject and thing required of it: how many are there and in force. Gathered afterwards
-- into one outcome per subject.
WITH held AS (
    SELECT w.k, w.item, SUM(CASE WHEN w.is_held = 1 THEN 1 ELSE 0 END) AS c,
           SUM(CASE WHEN w.is_held IS NULL THEN 1 ELSE 0 END) AS untold
    FROM (SELECT {match} AS k, {thing} AS item,
                 CASE WHEN {having} THEN 1 WHEN NOT ({having}) THEN 0 END AS is_held
          FROM {rows} e) w
    GROUP BY w.k, w.item
)
SELECT s.subject, s.organization, s.book, {shown} AS item, COALESCE(h.c, 0) AS observed,
       {least} AS allowed, r.unit, {since} AS since_d, {on_d} AS due_d,
       CASE WHEN r.rule IS NULL THEN 2
            WHEN COALESCE(h.c, 0) >= {least} AND {fresh} = 1 THEN 0
            WHEN COALESCE(h.c, 0) >= {least} THEN 3
            WHEN {is_complete} = 0 THEN 3
            WHEN h.c + h.untold >= {least} THEN 3
            WHEN r.bad_state < {mildest} THEN {mildest}
            ELSE r.bad_state END AS state,
       r.clause
FROM {subjects} s
LEFT JOIN rules r ON r.place = s.book AND r.rule = '{rule}' AND r.amount > 0
     AND r.from_d <= {day} AND {day} < r.until_d
LEFT JOIN held h ON h.k = {key} AND h.item = {wanted}
{join}
WHERE {only}
