-- One row per subject: the fewest events in a whole natural week inside the inspected period. A week
-- with too few fails only when the rolling interval beside it is exceeded as well; alone it warns.
-- Where nobody wrote down the subject's start, its weeks begin with its first event.
WITH ruled AS (
    SELECT s.subject, s.organization, s.book, {kind} AS kind, {complete} AS is_complete,
           {key} AS k, r.rule, r.amount, r.amount_loose, r.bad_state, r.clause, r.unit,
           r.from_d AS rule_d,
           b.amount AS gap_amount, {since} AS opened_d, w.step, w.first_d, w.last_d,
           CASE WHEN COALESCE({since}, w.first_d, {since_d}) > {from_d}
                THEN COALESCE({since}, w.first_d, {since_d}) ELSE {from_d} END AS start_d
    FROM {subjects} s
    LEFT JOIN spans_{events} w ON w.k = {key}
    LEFT JOIN rules r ON r.place = s.book AND r.rule = '{rule}' AND r.kind = {kind}
         AND r.from_d <= {on_d} AND {on_d} < r.until_d
    LEFT JOIN rules b ON b.place = s.book AND b.rule = '{beside}' AND b.kind = {kind}
         AND b.from_d <= {on_d} AND {on_d} < b.until_d
    WHERE {only}
),
weeks AS (
    SELECT m.subject, m.k, p.first_d, COALESCE(c.c, 0) AS c
    FROM ruled m
    JOIN periods p ON p.kind = 'week' AND p.first_d > {since_d} AND p.last_d <= {seen_d}
         AND p.first_d >= m.start_d AND p.first_d >= m.rule_d
    LEFT JOIN weeks_{events} c ON c.k = m.k AND c.n = p.n
    WHERE m.rule IS NOT NULL
),
fewest AS (
    SELECT subject, MIN(c) AS c, MAX(CASE WHEN c = 0 THEN first_d END) AS empty_d
    FROM weeks
    GROUP BY subject
),
measured AS (
    SELECT m.*, f.c AS observed, f.empty_d,
           CASE WHEN {seen_d} - COALESCE(m.last_d, m.start_d) > m.gap_amount THEN 1
                WHEN m.step > m.gap_amount THEN 1
                WHEN m.first_d > {since_d} AND m.first_d - m.start_d > m.gap_amount THEN 1
                ELSE 0 END AS is_gap
    FROM ruled m
    LEFT JOIN fewest f ON f.subject = m.subject
)
SELECT m.subject, m.organization, m.book, m.kind AS item, m.observed, m.amount AS allowed, m.unit,
       m.empty_d AS since_d, m.empty_d + 6 AS due_d,
       CASE WHEN m.rule IS NULL THEN 2
            WHEN m.observed IS NULL AND m.start_d > {since_d} THEN 2
            WHEN m.observed IS NULL THEN 3
            WHEN m.last_d IS NULL AND m.opened_d IS NULL THEN 3
            WHEN m.observed < m.amount AND m.is_complete = 0 THEN 3
            WHEN m.observed < m.amount_loose AND m.is_gap = 1 THEN m.bad_state
            WHEN m.observed < m.amount_loose THEN 4
            WHEN m.observed < m.amount THEN 3
            WHEN {fresh} = 0 THEN 3
            ELSE 0 END AS state,
       m.clause
FROM measured m
