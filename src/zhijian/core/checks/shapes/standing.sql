-- One row per notice: how many days it stood, its first and last day counted; a notice still standing
-- is not short yet.
WITH measured AS (
    SELECT s.subject, s.organization, s.book, s.posted_d, s.posted_until_d,
           COALESCE(s.posted_until_d, {seen_d}) AS last_d
    FROM {subjects} s
    WHERE {only} AND (s.posted_until_d IS NULL OR s.posted_until_d > {since_d})
),
counted AS (
    SELECT m.*, r.rule, r.amount, r.unit AS rule_unit, r.bad_state, r.clause AS rule_clause,
           CASE WHEN r.unit = 'workday' THEN l.workday_n - f.workday_n + f.is_workday
                ELSE m.last_d - m.posted_d + 1 END AS observed
    FROM measured m
    LEFT JOIN rules r ON r.place = m.book AND r.rule = '{rule}' AND r.kind = ''
         AND r.from_d <= m.posted_d AND m.posted_d < r.until_d
    LEFT JOIN days f ON f.d = m.posted_d
    LEFT JOIN days l ON l.d = m.last_d
)
SELECT m.subject, m.organization, m.book, '' AS item, m.observed, m.amount AS allowed,
       m.rule_unit AS unit, m.posted_d AS since_d, m.posted_until_d AS due_d,
       CASE WHEN m.rule IS NULL THEN 2
            WHEN m.observed IS NULL THEN 3
            WHEN m.observed >= m.amount THEN 0
            WHEN m.posted_until_d IS NULL THEN 0
            ELSE m.bad_state END AS state,
       m.rule_clause AS clause
FROM counted m
