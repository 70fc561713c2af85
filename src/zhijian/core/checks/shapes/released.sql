-- One row per text released in the inspected period: its review stages, by how many persons, and how
-- often a later stage came before an earlier one. Stored once for all checks of in_order.sql.
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
           COUNT(DISTINCT CASE WHEN v.revision_hash <> '' THEN v.revision_hash END) AS versions,
           MAX(v.revision_hash) AS version, MIN(v.revision_hash) AS least_version
    FROM steps v
    GROUP BY v.publication
)
SELECT s.subject, s.organization, s.book, s.published_d, s.published_s, s.released_hash,
       COALESCE(v.stages, 0) AS stages, COALESCE(v.persons, 0) AS persons, v.last_s,
       COALESCE(v.disorder, 0) AS disorder, COALESCE(v.versions, 0) AS versions, v.version,
       v.least_version
FROM s_publications s
LEFT JOIN reviewed v ON v.publication = s.subject
WHERE s.published_d > {since_d} AND s.published_d <= {seen_d}
