-- One row per released text: whether its review stages were enough, in order, by different persons,
-- before the release, on the text that was released (see released.sql).
WITH measured AS (
    SELECT s.* FROM released s WHERE {only}
)
SELECT m.subject, m.organization, m.book, '' AS item, {measure} AS observed, {allowed} AS allowed,
       r.unit, m.published_d AS since_d, m.published_d AS due_d,
       CASE WHEN r.rule IS NULL OR r.amount = 0 OR {idle} THEN 2
            WHEN {unknown} THEN 3
            WHEN ({bad}) AND {is_complete} = 0 THEN 3
            WHEN {bad} THEN r.bad_state
            ELSE 0 END AS state,
       r.clause
FROM measured m
LEFT JOIN rules r ON r.place = m.book AND r.rule = '{rule}' AND r.kind = ''
     AND r.from_d <= m.published_d AND m.published_d < r.until_d
