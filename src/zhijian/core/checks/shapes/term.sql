-- One row per matter: whether it was done within its term. Matters done before the inspected period
-- or not begun yet are left out; what will be done is not done yet. A term that runs past the published calendar cannot be overdue inside it.
WITH matters AS (
    SELECT s.subject, s.organization, s.book, {kind} AS kind, {start} AS start_d,
           CASE WHEN {done} <= {on_d} THEN {done} END AS done_d, {by_law} AS by_law_d
    FROM {subjects} s
    {join}
    WHERE {only} AND ({start} IS NULL OR {start} <= {on_d})
),
ruled AS (
    SELECT m.*, r.rule, r.amount, r.unit AS rule_unit, r.bad_state, r.clause AS rule_clause,
           r.stated_clause, COALESCE(m.done_d, {seen_d}) AS end_d, f.workday_n AS start_n,
           CASE WHEN m.by_law_d IS NOT NULL THEN m.by_law_d
                WHEN r.unit = 'calendar_day' OR r.amount = 0 THEN m.start_d + r.amount
                WHEN r.unit = 'workday' THEN w.d
                WHEN f.month_day - 1 > t.last_d - t.first_d THEN t.last_d
                ELSE t.first_d + f.month_day - 1 END AS due_d
    FROM matters m
    LEFT JOIN rules r ON r.place = m.book AND r.rule = '{rule}' AND r.kind = m.kind
         AND r.from_d <= m.start_d AND m.start_d < r.until_d
    LEFT JOIN days f ON f.d = m.start_d
    LEFT JOIN days w ON w.workday_n = f.workday_n + r.amount AND w.is_workday = 1
    LEFT JOIN periods t ON t.kind = 'month'
         AND t.n = f.month_n + CASE WHEN r.unit = 'year' THEN 12 * r.amount ELSE r.amount END
    WHERE m.done_d IS NULL OR m.done_d > {since_d}
),
late AS (
    SELECT m.*, CASE WHEN m.bad_state = 4 AND m.stated_clause <> '' AND m.done_d IS NULL
                          AND {seen_d} - m.start_d > {long_stop} THEN 1 ELSE 0 END AS is_stopped
    FROM ruled m
)
SELECT m.subject, m.organization, m.book, m.kind AS item,
       CASE WHEN m.rule_unit = 'workday' AND m.by_law_d IS NULL
            THEN e.workday_n - m.start_n + 1 - e.is_workday
            ELSE m.end_d - m.start_d END AS observed,
       CASE WHEN m.rule_unit = 'workday' AND m.by_law_d IS NULL THEN m.amount
            ELSE m.due_d - m.start_d END AS allowed,
       CASE WHEN m.rule_unit = 'workday' AND m.by_law_d IS NULL THEN 'workday'
            ELSE 'calendar_day' END AS unit,
       m.start_d AS since_d, m.due_d,
       CASE WHEN m.start_d IS NULL AND {unstarted} = 2 THEN 2
            WHEN m.start_d IS NULL THEN 3
            WHEN m.rule IS NULL THEN 2
            WHEN m.due_d IS NULL AND m.start_n IS NULL THEN 3
            WHEN m.due_d IS NULL AND m.end_d <= {calendar_end_d} THEN 0
            WHEN m.due_d IS NULL THEN 3
            WHEN m.done_d <= m.due_d THEN 0
            WHEN m.done_d > m.due_d THEN m.bad_state
            WHEN {seen_d} > m.due_d AND {is_complete} = 0 THEN 3
            WHEN {seen_d} > m.due_d AND m.is_stopped = 1 THEN 1
            WHEN {seen_d} > m.due_d THEN m.bad_state
            WHEN {on_d} > m.due_d THEN 3
            ELSE 0 END AS state,
       CASE WHEN m.is_stopped = 1 THEN m.stated_clause ELSE m.rule_clause END AS clause
FROM late m
LEFT JOIN days e ON e.d = m.end_d
