-- name: holders(unit_id, today, count, skip)
-- Who holds what in a unit: offices first, then seats.
SELECT 'r' AS kind, r.id AS id, r.role AS role, p.name AS name FROM roles r JOIN persons p ON p.id = r.person_id
WHERE r.unit_id = :unit_id AND r.starts <= :today AND (r.ends IS NULL OR r.ends >= :today)
UNION ALL
SELECT 'm' AS kind, m.id AS id, 'representative' AS role, p.name AS name FROM mandates m JOIN persons p ON p.id = m.person_id
WHERE m.unit_id = :unit_id AND m.starts <= :today AND (m.ends IS NULL OR m.ends >= :today)
ORDER BY role, name, id LIMIT :count OFFSET :skip;

-- name: office(id, today)^
SELECT r.id, r.person_id, p.name, r.role, r.unit_id, r.station_id, r.department_id,
    COALESCE(s.name, d.name, u.name) AS place, r.starts AS since,
    CASE WHEN EXISTS (SELECT 1 FROM accounts a WHERE a.person_id = r.person_id) THEN 1 ELSE 0 END AS has_account
FROM roles r JOIN persons p ON p.id = r.person_id JOIN units u ON u.id = r.unit_id
LEFT JOIN stations s ON s.id = r.station_id LEFT JOIN departments d ON d.id = r.department_id
WHERE r.id = :id AND r.starts <= :today AND (r.ends IS NULL OR r.ends >= :today);

-- name: seat(id, today)^
SELECT m.id, m.person_id, p.name, 'representative' AS role, m.unit_id, m.station_id, NULL AS department_id,
    u.name AS place, m.starts AS since,
    CASE WHEN EXISTS (SELECT 1 FROM accounts a WHERE a.person_id = m.person_id) THEN 1 ELSE 0 END AS has_account
FROM mandates m JOIN persons p ON p.id = m.person_id JOIN units u ON u.id = m.unit_id
WHERE m.id = :id AND m.starts <= :today AND (m.ends IS NULL OR m.ends >= :today);

-- name: seats_at(station_id, today, count, skip)
-- The seats of a station, one a person: those without an account first.
SELECT min(m.id) AS id, CASE WHEN EXISTS (SELECT 1 FROM accounts a WHERE a.person_id = m.person_id) THEN 1 ELSE 0 END
    AS has_account
FROM mandates m JOIN persons p ON p.id = m.person_id AND p.erased_at IS NULL
WHERE m.station_id = :station_id AND m.starts <= :today AND (m.ends IS NULL OR m.ends >= :today)
GROUP BY m.person_id, p.name
ORDER BY has_account, p.name, m.person_id LIMIT :count OFFSET :skip;

-- name: offices_of(role, unit_id, station_id, today, count, skip)
-- The offices of one kind in a unit, or at a station: those without an account first.
SELECT r.id, CASE WHEN EXISTS (SELECT 1 FROM accounts a WHERE a.person_id = r.person_id) THEN 1 ELSE 0 END
    AS has_account
FROM roles r JOIN persons p ON p.id = r.person_id AND p.erased_at IS NULL
WHERE r.unit_id = :unit_id AND r.role = :role AND r.starts <= :today AND (r.ends IS NULL OR r.ends >= :today)
    AND (CAST(:station_id AS BIGINT) IS NULL OR r.station_id = CAST(:station_id AS BIGINT))
ORDER BY has_account, p.name, r.id LIMIT :count OFFSET :skip;

-- name: stations_below(unit_id, today, count, skip)
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
SELECT s.id FROM down CROSS JOIN stations s
WHERE s.unit_id = down.id AND (s.valid_to IS NULL OR s.valid_to >= :today)
ORDER BY s.code LIMIT :count OFFSET :skip;

-- name: fellows(unit_id, person_id, today, count)
-- Those with an account and an office or a seat in a unit, or in the one above it: who could take something over.
-- Each with one seat or office, by which to know who it is: one here, else a seat that sits here, else one above.
SELECT p.id, p.name, min(found.held) AS held FROM (
    SELECT r.person_id AS id, '1r' || r.id AS held FROM roles r
    WHERE r.unit_id = :unit_id AND r.starts <= :today AND (r.ends IS NULL OR r.ends >= :today)
    UNION
    SELECT m.person_id, '2m' || m.id FROM mandates m
    WHERE m.unit_id = :unit_id AND m.starts <= :today AND (m.ends IS NULL OR m.ends >= :today)
    UNION
    SELECT r.person_id, '4r' || r.id FROM units u CROSS JOIN roles r
    WHERE u.id = :unit_id AND r.unit_id = u.parent_id AND r.starts <= :today AND (r.ends IS NULL OR r.ends >= :today)
    UNION
    SELECT m.person_id, '3m' || m.id FROM stations s CROSS JOIN mandates m
    WHERE s.unit_id = :unit_id AND m.station_id = s.id AND m.starts <= :today AND (m.ends IS NULL OR m.ends >= :today)
) found JOIN persons p ON p.id = found.id AND p.erased_at IS NULL
WHERE p.id <> :person_id AND EXISTS (SELECT 1 FROM accounts a WHERE a.person_id = p.id)
GROUP BY p.id, p.name
ORDER BY p.name, p.id LIMIT :count;

-- name: drop_office(person_id, role, unit_id, station_id, department_id, last)!
-- One that began today never was for a whole day.
DELETE FROM roles WHERE person_id = :person_id AND role = :role AND unit_id = :unit_id AND starts > :last
    AND COALESCE(station_id, 0) = COALESCE(CAST(:station_id AS BIGINT), 0)
    AND COALESCE(department_id, 0) = COALESCE(CAST(:department_id AS BIGINT), 0);

-- name: end_office(person_id, role, unit_id, station_id, department_id, last)!
UPDATE roles SET ends = :last WHERE person_id = :person_id AND role = :role AND unit_id = :unit_id
    AND COALESCE(station_id, 0) = COALESCE(CAST(:station_id AS BIGINT), 0)
    AND COALESCE(department_id, 0) = COALESCE(CAST(:department_id AS BIGINT), 0)
    AND (ends IS NULL OR ends > :last);

-- name: end_seat(id, last)!
UPDATE mandates SET ends = :last, handover = 'no' WHERE id = :id AND (ends IS NULL OR ends > :last);

-- name: colleagues(role, unit_id, station_id, department_id, today)
-- Those with an account who hold the same office.
SELECT DISTINCT r.person_id FROM roles r JOIN persons p ON p.id = r.person_id AND p.erased_at IS NULL
JOIN accounts a ON a.person_id = r.person_id
WHERE r.unit_id = :unit_id AND r.role = :role AND r.starts <= :today AND (r.ends IS NULL OR r.ends >= :today)
    AND COALESCE(r.station_id, 0) = COALESCE(CAST(:station_id AS BIGINT), 0)
    AND COALESCE(r.department_id, 0) = COALESCE(CAST(:department_id AS BIGINT), 0)
ORDER BY r.person_id;

-- name: at_station(station_id)$
SELECT count(*) AS n FROM suggestions WHERE station_id = :station_id AND state IN
    ('desk', 'assigned', 'handling', 'transferred', 'underway', 'returned', 'second', 'watched', 'answered');

-- name: at_department(department_id)$
SELECT count(*) AS n FROM suggestions WHERE lead_id = :department_id AND state IN ('transferred', 'underway');

-- name: made_since(person_id, since)$
SELECT count(*) AS n FROM invites WHERE created_by = :person_id AND created_at > :since;

-- name: revoke(id, now)!
UPDATE invites SET revoked_at = :now WHERE id = :id AND used_at IS NULL AND revoked_at IS NULL;

-- name: revoke_for(person_id, role, now)!
-- What was made for somebody before and nobody used.
UPDATE invites SET revoked_at = :now
WHERE person_id = :person_id AND role = :role AND used_at IS NULL AND revoked_at IS NULL;

-- name: revoke_by(person_id, now)!
-- What somebody made who may not any more.
UPDATE invites SET revoked_at = :now WHERE created_by = :person_id AND used_at IS NULL AND revoked_at IS NULL;

-- name: invitation(id)^
SELECT i.id, i.role, i.unit_id, i.station_id, COALESCE(s.name, d.name, u.name) AS place, COALESCE(p.name, '') AS name,
    COALESCE(m.name, '') AS maker, i.created_at, i.expires_at, i.used_at, COALESCE(w.name, '') AS "user",
    i.revoked_at
FROM invites i JOIN units u ON u.id = i.unit_id LEFT JOIN stations s ON s.id = i.station_id
LEFT JOIN departments d ON d.id = i.department_id
LEFT JOIN persons p ON p.id = i.person_id LEFT JOIN persons m ON m.id = i.created_by
LEFT JOIN persons w ON w.id = i.used_by
WHERE i.id = :id;

-- name: open_invitations(unit_id, station_id, now, count, skip)
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = CAST(:unit_id AS BIGINT)
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
SELECT i.id FROM down CROSS JOIN invites i
WHERE i.unit_id = down.id AND i.used_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > :now
    AND (CAST(:station_id AS BIGINT) IS NULL OR i.station_id = CAST(:station_id AS BIGINT))
ORDER BY i.id DESC LIMIT :count OFFSET :skip;

-- name: used_invitations(unit_id, station_id, count)
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = CAST(:unit_id AS BIGINT)
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
SELECT i.id FROM down CROSS JOIN invites i
WHERE i.unit_id = down.id AND i.used_at IS NOT NULL
    AND (CAST(:station_id AS BIGINT) IS NULL OR i.station_id = CAST(:station_id AS BIGINT))
ORDER BY i.used_at DESC, i.id DESC LIMIT :count;
