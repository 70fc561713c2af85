-- One row per subject: the longest time between two events that ended after since_d, the time from
-- the subject's start to its first event and the time since its last one included. Where nobody
-- wrote down the start, nothing is said of the time before the first event. A silence that was over
-- before the rule began proves nothing.
WITH starts AS (
    SELECT s.subject, s.organization, s.book, {kind} AS kind, {complete} AS is_complete,
           w.step, w.worst, w.first_d, w.last_d, {since} AS opened_d,
           CASE WHEN COALESCE({since}, w.first_d, {since_d}) > {from_d}
                THEN COALESCE({since}, w.first_d, {since_d}) ELSE {from_d} END AS start_d
    FROM {subjects} s
    LEFT JOIN spans_{events} w ON w.k = {key}
    WHERE {only}
),
ends AS (
    SELECT t.*,
           {seen_d} - COALESCE(t.last_d, t.start_d) AS tail,
           CASE WHEN t.first_d > {since_d} AND t.first_d > t.start_d THEN t.first_d - t.start_d
                ELSE 0 END AS head
    FROM starts t
),
measured AS (
    SELECT m.*, CASE WHEN m.tail >= m.head AND m.tail >= COALESCE(m.step, 0) THEN m.tail
                     WHEN m.head >= COALESCE(m.step, 0) THEN m.head
                     ELSE m.step END AS observed,
           CASE WHEN m.tail >= m.head AND m.tail >= COALESCE(m.step, 0)
                THEN COALESCE(m.last_d, m.start_d)
                WHEN m.head >= COALESCE(m.step, 0) THEN m.start_d
                ELSE m.worst - 100000 * m.step END AS silent_d
    FROM ends m
)
SELECT m.subject, m.organization, m.book, m.kind AS item, m.observed, r.amount AS allowed, r.unit,
       m.silent_d AS since_d, m.silent_d + r.amount AS due_d,
       CASE WHEN r.rule IS NULL THEN 2
            WHEN m.start_d > {seen_d} THEN 2
            WHEN m.last_d IS NULL AND m.opened_d IS NULL THEN 3
            WHEN m.observed > r.amount_loose AND m.tail <= r.amount_loose
                 AND m.silent_d + m.observed <= r.from_d THEN 3
            WHEN m.observed > r.amount_loose AND m.is_complete = 0 THEN 3
            WHEN m.observed > r.amount_loose AND r.bad_state = 4 AND r.stated_clause <> ''
                 AND m.observed > {long_stop} THEN 1
            WHEN m.observed > r.amount_loose THEN r.bad_state
            WHEN m.observed > r.amount THEN 3
            WHEN {fresh} = 0 THEN 3
            ELSE 0 END AS state,
       CASE WHEN m.observed > {long_stop} AND r.bad_state = 4 AND r.stated_clause <> ''
            THEN r.stated_clause ELSE r.clause END AS clause
FROM measured m
{rule_join}
