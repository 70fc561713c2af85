-- One row per released text: its review stages, whether they came in order, by different persons,
-- before the release, on the text that was released.
WITH steps AS (
    SELECT v.publication, v.stage, v.person, v.reviewed_s, v.revision_hash,
           v.reviewed_s - LAG(v.reviewed_s)
               OVER (PARTITION BY v.publication ORDER BY v.stage, v.reviewed_s) AS later_by
    FROM reviews v
    WHERE v.outcome <> 'returned' AND v.stage IS NOT NULL AND v.reviewed_s IS NOT NULL
),
reviewed AS (
    SELECT v.publication, COUNT(DISTINCT v.stage) AS stages, COUNT(DISTINCT v.person) AS persons,
           MAX(v.reviewed_s) AS last_s, SUM(CASE WHEN v.later_by < 0 THEN 1 ELSE 0 END) AS disorder,
           COUNT(DISTINCT v.revision_hash) AS versions, MAX(v.revision_hash) AS version
    FROM steps v
    GROUP BY v.publication
),
measured AS (
    SELECT s.subject, s.organization, s.book, s.published_d, s.published_s, s.released_hash,
           COALESCE(v.stages, 0) AS stages, COALESCE(v.persons, 0) AS persons, v.last_s,
           COALESCE(v.disorder, 0) AS disorder, COALESCE(v.versions, 0) AS versions, v.version
    FROM {subjects} s
    LEFT JOIN reviewed v ON v.publication = s.subject
    WHERE s.published_d > {since_d} AND s.published_d <= {seen_d} AND {only}
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
