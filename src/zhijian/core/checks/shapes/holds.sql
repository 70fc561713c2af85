-- One row per subject: whether a claim about its own row holds. What is not recorded is not known,
-- and a claim about today (is_state) cannot be read off a stale ledger.
SELECT s.subject, s.organization, s.book, {item} AS item, {observed} AS observed,
       {allowed} AS allowed, r.unit, {since} AS since_d, {on_d} AS due_d,
       CASE WHEN r.rule IS NULL OR {off} THEN 2
            WHEN {unknown} THEN 3
            WHEN {fresh} = 0 AND {is_state} = 1 THEN 3
            WHEN ({bad}) AND {is_complete} = 0 AND {rests_on_absence} = 1 THEN 3
            WHEN {bad} THEN CASE WHEN r.bad_state < {mildest} THEN {mildest} ELSE r.bad_state END
            WHEN {is_complete} = 0 AND {rests_on_absence} = 0 THEN 3
            WHEN {fresh} = 0 THEN 3
            ELSE 0 END AS state,
       r.clause
FROM {subjects} s
{join}
LEFT JOIN rules r ON r.place = s.book AND r.rule = '{rule}' AND r.kind = {kind}
     AND r.from_d <= {day} AND {day} < r.until_d
WHERE {only}
