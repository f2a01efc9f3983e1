-- As in SQLite's words, with the types that PostgreSQL wants to be told.

-- name: pairs(unit_id, first, last, least, number)
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = CAST(:unit_id AS BIGINT)
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
), keepers (person_id) AS (
    SELECT DISTINCT m.person_id FROM down JOIN mandates m ON m.unit_id = down.id
    WHERE m.starts <= CAST(:last AS TEXT) AND (m.ends IS NULL OR m.ends >= CAST(:first AS TEXT))
)
SELECT x.person_id, p.name, x.number, x.number AS whole
FROM (
    SELECT k.person_id, (
        SELECT count(*) FROM contacts c WHERE c.link_id = l.id AND c.day BETWEEN CAST(:first AS TEXT) AND CAST(:last AS TEXT) AND c.void_at IS NULL
    ) AS number
    FROM keepers k JOIN links l ON l.representative_id = k.person_id
) x JOIN persons p ON p.id = x.person_id
WHERE x.number >= CAST(:least AS BIGINT) ORDER BY x.number DESC, x.person_id LIMIT CAST(:number AS BIGINT);

-- name: bursts(unit_id, first, last, least, within, number)
-- The most confirmations of one keeper's meetings that lie within some microseconds.
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = CAST(:unit_id AS BIGINT)
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
), keepers (person_id) AS (
    SELECT DISTINCT m.person_id FROM down JOIN mandates m ON m.unit_id = down.id
    WHERE m.starts <= CAST(:last AS TEXT) AND (m.ends IS NULL OR m.ends >= CAST(:first AS TEXT))
)
SELECT x.person_id, p.name, max(x.number) AS number, count(*) AS whole
FROM (
    SELECT k.person_id, count(*) OVER (
        PARTITION BY k.person_id ORDER BY c.counted_at RANGE BETWEEN CAST(:within AS BIGINT) PRECEDING AND CURRENT ROW
    ) AS number
    FROM keepers k
    JOIN links l ON l.representative_id = k.person_id
    JOIN contacts c ON c.link_id = l.id AND c.day BETWEEN CAST(:first AS TEXT) AND CAST(:last AS TEXT)
    WHERE c.face = 1 AND c.counted_at IS NOT NULL AND c.void_at IS NULL
) x JOIN persons p ON p.id = x.person_id
GROUP BY x.person_id, p.name HAVING max(x.number) >= CAST(:least AS BIGINT)
ORDER BY max(x.number) DESC, x.person_id LIMIT CAST(:number AS BIGINT);

-- name: last_day(unit_id, first, last, since, least, share, number)
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = CAST(:unit_id AS BIGINT)
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
), keepers (person_id) AS (
    SELECT DISTINCT m.person_id FROM down JOIN mandates m ON m.unit_id = down.id
    WHERE m.starts <= CAST(:last AS TEXT) AND (m.ends IS NULL OR m.ends >= CAST(:first AS TEXT))
)
SELECT x.person_id, p.name, x.number, x.whole
FROM (
    SELECT k.person_id, count(*) AS whole, sum(CASE WHEN c.entered_at >= CAST(:since AS BIGINT) THEN 1 ELSE 0 END) AS number
    FROM keepers k
    JOIN links l ON l.representative_id = k.person_id
    JOIN contacts c ON c.link_id = l.id AND c.day BETWEEN CAST(:first AS TEXT) AND CAST(:last AS TEXT)
    WHERE c.void_at IS NULL GROUP BY k.person_id
) x JOIN persons p ON p.id = x.person_id
WHERE x.whole >= CAST(:least AS BIGINT) AND x.number >= CAST(:share AS DOUBLE PRECISION) * x.whole
ORDER BY x.number DESC, x.person_id LIMIT CAST(:number AS BIGINT);

-- name: witnessed(unit_id, first, last, least, number)
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = CAST(:unit_id AS BIGINT)
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
), keepers (person_id) AS (
    SELECT DISTINCT m.person_id FROM down JOIN mandates m ON m.unit_id = down.id
    WHERE m.starts <= CAST(:last AS TEXT) AND (m.ends IS NULL OR m.ends >= CAST(:first AS TEXT))
)
SELECT x.person_id, p.name, x.number, x.whole
FROM (
    SELECT k.person_id, count(*) AS whole, sum(CASE WHEN c.evidence = 'witness' THEN 1 ELSE 0 END) AS number
    FROM keepers k
    JOIN links l ON l.representative_id = k.person_id
    JOIN contacts c ON c.link_id = l.id AND c.day BETWEEN CAST(:first AS TEXT) AND CAST(:last AS TEXT)
    WHERE c.face = 1 AND c.counted_at IS NOT NULL AND c.void_at IS NULL GROUP BY k.person_id
) x JOIN persons p ON p.id = x.person_id
WHERE x.whole >= CAST(:least AS BIGINT) AND x.number = x.whole
ORDER BY x.number DESC, x.person_id LIMIT CAST(:number AS BIGINT);
