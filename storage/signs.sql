-- Signs in contacts of some days, of everybody with a seat in a unit or below it. What counts no more is no sign.

-- name: pairs(unit_id, first, last, least, number)
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
), keepers (person_id) AS (
    SELECT DISTINCT m.person_id FROM down JOIN mandates m ON m.unit_id = down.id
    WHERE m.starts <= :last AND (m.ends IS NULL OR m.ends >= :first)
)
SELECT x.person_id, p.name, x.number, x.number AS whole
FROM (
    SELECT k.person_id, (
        SELECT count(*) FROM contacts c WHERE c.link_id = l.id AND c.day BETWEEN :first AND :last AND c.void_at IS NULL
    ) AS number
    FROM keepers k CROSS JOIN links l ON l.representative_id = k.person_id
) x JOIN persons p ON p.id = x.person_id
WHERE x.number >= :least ORDER BY x.number DESC, x.person_id LIMIT :number;

-- name: bursts(unit_id, first, last, least, within, number)
-- The most confirmations of one keeper's meetings that lie within some microseconds.
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
), keepers (person_id) AS (
    SELECT DISTINCT m.person_id FROM down JOIN mandates m ON m.unit_id = down.id
    WHERE m.starts <= :last AND (m.ends IS NULL OR m.ends >= :first)
)
SELECT x.person_id, p.name, max(x.number) AS number, count(*) AS whole
FROM (
    SELECT k.person_id, count(*) OVER (
        PARTITION BY k.person_id ORDER BY c.counted_at RANGE BETWEEN :within PRECEDING AND CURRENT ROW
    ) AS number
    FROM keepers k
    CROSS JOIN links l ON l.representative_id = k.person_id
    CROSS JOIN contacts c ON c.link_id = l.id AND c.day BETWEEN :first AND :last
    WHERE c.face = 1 AND c.counted_at IS NOT NULL AND c.void_at IS NULL
) x JOIN persons p ON p.id = x.person_id
GROUP BY x.person_id, p.name HAVING max(x.number) >= :least
ORDER BY max(x.number) DESC, x.person_id LIMIT :number;

-- name: last_day(unit_id, first, last, since, least, share, number)
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
), keepers (person_id) AS (
    SELECT DISTINCT m.person_id FROM down JOIN mandates m ON m.unit_id = down.id
    WHERE m.starts <= :last AND (m.ends IS NULL OR m.ends >= :first)
)
SELECT x.person_id, p.name, x.number, x.whole
FROM (
    SELECT k.person_id, count(*) AS whole, sum(CASE WHEN c.entered_at >= :since THEN 1 ELSE 0 END) AS number
    FROM keepers k
    CROSS JOIN links l ON l.representative_id = k.person_id
    CROSS JOIN contacts c ON c.link_id = l.id AND c.day BETWEEN :first AND :last
    WHERE c.void_at IS NULL GROUP BY k.person_id
) x JOIN persons p ON p.id = x.person_id
WHERE x.whole >= :least AND x.number >= :share * x.whole
ORDER BY x.number DESC, x.person_id LIMIT :number;

-- name: witnessed(unit_id, first, last, least, number)
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
), keepers (person_id) AS (
    SELECT DISTINCT m.person_id FROM down JOIN mandates m ON m.unit_id = down.id
    WHERE m.starts <= :last AND (m.ends IS NULL OR m.ends >= :first)
)
SELECT x.person_id, p.name, x.number, x.whole
FROM (
    SELECT k.person_id, count(*) AS whole, sum(CASE WHEN c.evidence = 'witness' THEN 1 ELSE 0 END) AS number
    FROM keepers k
    CROSS JOIN links l ON l.representative_id = k.person_id
    CROSS JOIN contacts c ON c.link_id = l.id AND c.day BETWEEN :first AND :last
    WHERE c.face = 1 AND c.counted_at IS NOT NULL AND c.void_at IS NULL GROUP BY k.person_id
) x JOIN persons p ON p.id = x.person_id
WHERE x.whole >= :least AND x.number = x.whole
ORDER BY x.number DESC, x.person_id LIMIT :number;
