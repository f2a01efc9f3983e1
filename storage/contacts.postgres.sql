-- name: ledger(unit_id, station_id, person_id, day, known, quotas)
-- As in SQLite's words; here the planner may sort, and has other functions for JSON and for days.
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = CAST(:unit_id AS BIGINT)
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
), asked (n, tier, first, last, days, number, remaining, face) AS (
    SELECT ordinality - 1, q.value ->> 'tier', q.value ->> 'first', q.value ->> 'last',
        CAST(q.value ->> 'days' AS BIGINT), CAST(q.value ->> 'number' AS BIGINT),
        CAST(q.value ->> 'remaining' AS BIGINT), CAST(q.value ->> 'face' AS BIGINT)
    FROM json_array_elements(CAST(:quotas AS JSON)) WITH ORDINALITY AS q (value, ordinality)
), held (person_id, level, unit_id, station_id, starts, ends, committee) AS (
    SELECT m.person_id, m.level, m.unit_id, m.station_id, m.starts, COALESCE(m.ends, '9999-12-31'), m.committee
    FROM down JOIN mandates m ON m.unit_id = down.id
    UNION ALL
    SELECT m.person_id, m.level, m.unit_id, m.station_id, m.starts, COALESCE(m.ends, '9999-12-31'), m.committee
    FROM mandates m WHERE m.station_id = CAST(:station_id AS BIGINT)
    UNION ALL
    SELECT m.person_id, '', 0, 0, m.starts, COALESCE(m.ends, '9999-12-31'), m.committee
    FROM mandates m WHERE m.person_id = CAST(:person_id AS BIGINT)
), seats (person_id, level, unit_id, station_id, starts, ends, committee, several) AS (
    SELECT person_id, level, unit_id, max(station_id), min(starts), max(ends), max(committee), (
            SELECT count(*) FROM mandates o
            WHERE o.person_id = held.person_id AND held.level <> '' AND (o.level <> held.level OR o.unit_id <> held.unit_id)
        )
    FROM held WHERE starts <= CAST(:day AS TEXT) GROUP BY person_id, level, unit_id
), lasting AS (
    SELECT s.person_id, s.level, s.unit_id, s.station_id, q.n, q.first, q.last, q.days, q.number, q.remaining, q.face,
        l.id AS link_id,
        greatest(s.starts, l.starts, q.first) AS starts,
        least(s.ends, CASE WHEN l.ended_at > CAST(:known AS BIGINT) THEN q.last ELSE COALESCE(l.ends, q.last) END,
              q.last) AS ends
    FROM seats s CROSS JOIN asked q
    JOIN links l ON l.representative_id = s.person_id AND l.tier = q.tier AND l.starts <= CAST(:day AS TEXT)
        AND l.entered_at <= CAST(:known AS BIGINT)
    WHERE (q.tier = 'residents' OR s.committee = 1)
        AND (s.several = 0 OR NOT EXISTS (
            WITH RECURSIVE up (id, parent_id) AS (
                SELECT u.id, u.parent_id FROM persons p JOIN units u ON u.id = p.unit_id WHERE p.id = l.other_id
                UNION
                SELECT u.id, u.parent_id FROM units u JOIN up ON u.id = up.parent_id
            )
            SELECT 1 FROM mandates o
            WHERE o.person_id = s.person_id AND o.starts <= CAST(:day AS TEXT) AND (o.ends IS NULL OR o.ends >= q.first) AND CASE
                WHEN q.tier = 'residents' THEN
                    o.unit_id IN (SELECT up.id FROM up) AND s.unit_id NOT IN (SELECT up.id FROM up)
                ELSE o.committee = 1
                    AND EXISTS (SELECT 1 FROM mandates r WHERE r.person_id = l.other_id AND r.level = o.level)
                    AND NOT EXISTS (SELECT 1 FROM mandates r WHERE r.person_id = l.other_id AND r.level = s.level)
                END
        ))
), owed AS (
    SELECT t.person_id, t.level, t.unit_id, t.station_id, t.n, t.link_id,
        CASE WHEN t.starts = t.first AND t.ends = t.last THEN t.number
             WHEN CAST(t.ends AS DATE) - CAST(t.starts AS DATE) < t.remaining THEN 0
             ELSE (t.number * (CAST(t.ends AS DATE) - CAST(t.starts AS DATE) + 1) + t.days - 1) / t.days END AS needed,
        c.counted, c.waiting
    FROM lasting t CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE c.counted_at <= CAST(:known AS BIGINT)) AS counted,
            count(*) FILTER (WHERE c.counted_at IS NULL OR c.counted_at > CAST(:known AS BIGINT)) AS waiting
        FROM contacts c
        WHERE c.link_id = t.link_id AND c.day BETWEEN t.first AND t.last AND c.face >= t.face
            AND c.entered_at <= CAST(:known AS BIGINT) AND (c.void_at IS NULL OR c.void_at > CAST(:known AS BIGINT))
    ) c
    WHERE t.starts <= t.ends
)
SELECT person_id, level, unit_id, station_id, n, count(*) AS links, CAST(sum(needed) AS BIGINT) AS needed,
    CAST(sum(least(needed, counted)) AS BIGINT) AS done,
    CAST(sum(least(needed - least(needed, counted), waiting)) AS BIGINT) AS pending
FROM owed GROUP BY person_id, level, unit_id, station_id, n;

-- name: ledger_by_link(unit_id, station_id, person_id, day, known, quotas)
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = CAST(:unit_id AS BIGINT)
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
), asked (n, tier, first, last, days, number, remaining, face) AS (
    SELECT ordinality - 1, q.value ->> 'tier', q.value ->> 'first', q.value ->> 'last',
        CAST(q.value ->> 'days' AS BIGINT), CAST(q.value ->> 'number' AS BIGINT),
        CAST(q.value ->> 'remaining' AS BIGINT), CAST(q.value ->> 'face' AS BIGINT)
    FROM json_array_elements(CAST(:quotas AS JSON)) WITH ORDINALITY AS q (value, ordinality)
), held (person_id, level, unit_id, station_id, starts, ends, committee) AS (
    SELECT m.person_id, m.level, m.unit_id, m.station_id, m.starts, COALESCE(m.ends, '9999-12-31'), m.committee
    FROM down JOIN mandates m ON m.unit_id = down.id
    UNION ALL
    SELECT m.person_id, m.level, m.unit_id, m.station_id, m.starts, COALESCE(m.ends, '9999-12-31'), m.committee
    FROM mandates m WHERE m.station_id = CAST(:station_id AS BIGINT)
    UNION ALL
    SELECT m.person_id, '', 0, 0, m.starts, COALESCE(m.ends, '9999-12-31'), m.committee
    FROM mandates m WHERE m.person_id = CAST(:person_id AS BIGINT)
), seats (person_id, level, unit_id, station_id, starts, ends, committee, several) AS (
    SELECT person_id, level, unit_id, max(station_id), min(starts), max(ends), max(committee), (
            SELECT count(*) FROM mandates o
            WHERE o.person_id = held.person_id AND held.level <> '' AND (o.level <> held.level OR o.unit_id <> held.unit_id)
        )
    FROM held WHERE starts <= CAST(:day AS TEXT) GROUP BY person_id, level, unit_id
), lasting AS (
    SELECT s.person_id, s.level, s.unit_id, s.station_id, q.n, q.first, q.last, q.days, q.number, q.remaining, q.face,
        l.id AS link_id,
        greatest(s.starts, l.starts, q.first) AS starts,
        least(s.ends, CASE WHEN l.ended_at > CAST(:known AS BIGINT) THEN q.last ELSE COALESCE(l.ends, q.last) END,
              q.last) AS ends
    FROM seats s CROSS JOIN asked q
    JOIN links l ON l.representative_id = s.person_id AND l.tier = q.tier AND l.starts <= CAST(:day AS TEXT)
        AND l.entered_at <= CAST(:known AS BIGINT)
    WHERE (q.tier = 'residents' OR s.committee = 1)
        AND (s.several = 0 OR NOT EXISTS (
            WITH RECURSIVE up (id, parent_id) AS (
                SELECT u.id, u.parent_id FROM persons p JOIN units u ON u.id = p.unit_id WHERE p.id = l.other_id
                UNION
                SELECT u.id, u.parent_id FROM units u JOIN up ON u.id = up.parent_id
            )
            SELECT 1 FROM mandates o
            WHERE o.person_id = s.person_id AND o.starts <= CAST(:day AS TEXT) AND (o.ends IS NULL OR o.ends >= q.first) AND CASE
                WHEN q.tier = 'residents' THEN
                    o.unit_id IN (SELECT up.id FROM up) AND s.unit_id NOT IN (SELECT up.id FROM up)
                ELSE o.committee = 1
                    AND EXISTS (SELECT 1 FROM mandates r WHERE r.person_id = l.other_id AND r.level = o.level)
                    AND NOT EXISTS (SELECT 1 FROM mandates r WHERE r.person_id = l.other_id AND r.level = s.level)
                END
        ))
), owed AS (
    SELECT t.person_id, t.level, t.unit_id, t.station_id, t.n, t.link_id,
        CASE WHEN t.starts = t.first AND t.ends = t.last THEN t.number
             WHEN CAST(t.ends AS DATE) - CAST(t.starts AS DATE) < t.remaining THEN 0
             ELSE (t.number * (CAST(t.ends AS DATE) - CAST(t.starts AS DATE) + 1) + t.days - 1) / t.days END AS needed,
        c.counted, c.waiting
    FROM lasting t CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE c.counted_at <= CAST(:known AS BIGINT)) AS counted,
            count(*) FILTER (WHERE c.counted_at IS NULL OR c.counted_at > CAST(:known AS BIGINT)) AS waiting
        FROM contacts c
        WHERE c.link_id = t.link_id AND c.day BETWEEN t.first AND t.last AND c.face >= t.face
            AND c.entered_at <= CAST(:known AS BIGINT) AND (c.void_at IS NULL OR c.void_at > CAST(:known AS BIGINT))
    ) c
    WHERE t.starts <= t.ends
)
SELECT person_id, level, unit_id, station_id, n, link_id, 1 AS links, needed, least(needed, counted) AS done,
    least(needed - least(needed, counted), waiting) AS pending
FROM owed;
