-- One row per subject: whether the last event still holds, that is, whether the term that began with
-- it has not run out. Without any event the term runs from the subject's start, if that is known.
WITH latest AS (
    SELECT w.k, MAX(w.at_d) AS last_d
    FROM (SELECT {match} AS k, e.{at} AS at_d FROM {source} e
          WHERE e.{at} <= {seen_d} AND {having}) w
    GROUP BY w.k
),
ruled AS (
    SELECT s.subject, s.organization, s.book, {kind} AS kind, {complete} AS is_complete, l.last_d,
           r.rule, r.amount, r.unit AS rule_unit, r.bad_state, r.clause AS rule_clause,
           r.stated_clause, COALESCE(l.last_d, {since}) AS start_d
    FROM {subjects} s
    LEFT JOIN latest l ON l.k = {key}
    LEFT JOIN rules r ON r.place = s.book AND r.rule = '{rule}' AND r.kind = {kind}
         AND r.from_d <= {on_d} AND {on_d} < r.until_d
    WHERE {only}
),
due AS (
    SELECT m.*, CASE WHEN {whole} = 1 THEN t.last_d
                     WHEN m.rule_unit = 'calendar_day' OR m.amount = 0 THEN m.start_d + m.amount
                     WHEN m.rule_unit = 'workday' THEN w.d
                     WHEN f.month_day - 1 > t.last_d - t.first_d THEN t.last_d
                     ELSE t.first_d + f.month_day - 1 END AS due_d
    FROM ruled m
    LEFT JOIN days f ON f.d = m.start_d
    LEFT JOIN days w ON w.workday_n = f.workday_n + m.amount AND w.is_workday = 1
    LEFT JOIN periods t
         ON t.kind = CASE WHEN {whole} = 1 AND m.amount = 3 THEN 'quarter' ELSE 'month' END
         AND t.n = CASE WHEN {whole} = 1 AND m.amount = 3 THEN f.quarter_n + 1
                        WHEN m.rule_unit = 'year' THEN f.month_n + 12 * m.amount
                        ELSE f.month_n + m.amount END
)
SELECT m.subject, m.organization, m.book, m.kind AS item, {seen_d} - m.start_d AS observed,
       m.due_d - m.start_d AS allowed, 'calendar_day' AS unit, m.start_d AS since_d, m.due_d,
       CASE WHEN m.rule IS NULL THEN 2
            WHEN m.due_d IS NULL THEN 3
            WHEN {seen_d} > m.due_d AND m.is_complete = 0 THEN 3
            WHEN {seen_d} > m.due_d AND m.bad_state = 4 AND m.stated_clause <> ''
                 AND {seen_d} - m.start_d > {long_stop} THEN 1
            WHEN {seen_d} > m.due_d THEN m.bad_state
            WHEN {on_d} > m.due_d THEN 3
            ELSE 0 END AS state,
       CASE WHEN {seen_d} - m.start_d > {long_stop} AND m.bad_state = 4 AND m.stated_clause <> ''
            THEN m.stated_clause ELSE m.rule_clause END AS clause
FROM due m
