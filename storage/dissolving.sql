-- Ending a unit and all below it. What ends loses its rights at once; what was in hand is passed on by ticks.

-- name: numbers(unit_id, today)^
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
), at (id) AS (
    SELECT s.id FROM down CROSS JOIN stations s WHERE s.unit_id = down.id AND (s.valid_to IS NULL OR s.valid_to >= :today)
), seat (id, person_id) AS (
    SELECT m.id, m.person_id FROM down CROSS JOIN mandates m
    WHERE m.unit_id = down.id AND (m.ends IS NULL OR m.ends >= :today)
), open (id) AS (
    SELECT c.id FROM at CROSS JOIN suggestions c WHERE c.station_id = at.id AND c.state IN
        ('desk', 'assigned', 'handling', 'transferred', 'underway', 'returned', 'second', 'watched', 'answered')
    UNION
    SELECT c.id FROM seat CROSS JOIN suggestions c WHERE c.representative_id = seat.person_id AND c.state IN
        ('assigned', 'handling', 'transferred', 'underway', 'returned', 'second', 'watched', 'answered')
    UNION
    SELECT c.id FROM down CROSS JOIN suggestions c
    WHERE c.holder_role IN ('officer', 'admin') AND c.unit_id = down.id AND c.state IN
        ('desk', 'assigned', 'handling', 'transferred', 'underway', 'returned', 'second', 'watched', 'answered')
)
SELECT
    (SELECT count(*) FROM down CROSS JOIN units u WHERE u.id = down.id AND (u.valid_to IS NULL OR u.valid_to >= :today))
        AS units,
    (SELECT count(*) FROM at) AS stations,
    (SELECT count(*) FROM down CROSS JOIN departments d
        WHERE d.unit_id = down.id AND (d.valid_to IS NULL OR d.valid_to >= :today)) AS departments,
    (SELECT count(*) FROM seat) AS seats,
    (SELECT count(*) FROM down CROSS JOIN roles r
        WHERE r.unit_id = down.id AND (r.ends IS NULL OR r.ends >= :today)) AS offices,
    (SELECT count(DISTINCT l.id) FROM seat CROSS JOIN links l
        WHERE l.representative_id = seat.person_id AND l.tier IN ('committee', 'residents')
            AND (l.ends IS NULL OR l.ends > :today)) AS links,
    (SELECT count(*) FROM open) AS cases,
    (SELECT count(*) FROM at CROSS JOIN mandates m
        WHERE m.station_id = at.id AND (m.ends IS NULL OR m.ends >= :today)
            AND m.unit_id NOT IN (SELECT down.id FROM down)) AS moved;

-- name: is_over(id, today)^
SELECT id FROM units WHERE id = :id AND valid_to < :today;

-- name: other_station(above_id, unit_id, today)^
-- Where those go who belong to one of its stations and sit for a wider constituency: the nearest one that stays.
WITH RECURSIVE gone (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN gone ON u.parent_id = gone.id
), up (id, parent_id, depth) AS (
    SELECT id, parent_id, 0 FROM units WHERE id = :above_id
    UNION ALL
    SELECT u.id, u.parent_id, up.depth + 1 FROM units u JOIN up ON u.id = up.parent_id WHERE up.depth < 10
), near (id, depth) AS (
    SELECT id, depth FROM up
    UNION
    SELECT u.id, near.depth FROM near JOIN units u ON u.parent_id = near.id
)
SELECT s.id, s.name FROM near CROSS JOIN stations s
WHERE s.unit_id = near.id AND s.unit_id NOT IN (SELECT gone.id FROM gone)
    AND (s.valid_to IS NULL OR s.valid_to >= :today)
ORDER BY near.depth, s.id LIMIT 1;

-- name: people(unit_id, today)
-- Everybody with a seat or an office there, and an account.
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
), who (id) AS (
    SELECT m.person_id FROM down CROSS JOIN mandates m WHERE m.unit_id = down.id AND (m.ends IS NULL OR m.ends >= :today)
    UNION
    SELECT r.person_id FROM down CROSS JOIN roles r WHERE r.unit_id = down.id AND (r.ends IS NULL OR r.ends >= :today)
)
SELECT who.id FROM who JOIN persons p ON p.id = who.id AND p.erased_at IS NULL
WHERE EXISTS (SELECT 1 FROM accounts a WHERE a.person_id = who.id) ORDER BY who.id;

-- name: remember(unit_id, above_id, last, person_id, today)!
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
INSERT INTO ended_units (unit_id, above_id, ended, by_id)
SELECT u.id, :above_id, :last, :person_id FROM down CROSS JOIN units u
WHERE u.id = down.id AND (u.valid_to IS NULL OR u.valid_to >= :today)
ON CONFLICT (unit_id) DO UPDATE SET above_id = excluded.above_id, ended = excluded.ended, by_id = excluded.by_id;

-- name: move_seats(station_id, unit_id, today)!
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
UPDATE mandates SET station_id = :station_id
WHERE station_id IN (SELECT s.id FROM down CROSS JOIN stations s WHERE s.unit_id = down.id)
    AND unit_id NOT IN (SELECT down.id FROM down) AND (ends IS NULL OR ends >= :today);

-- name: end_seats(unit_id, last, today)!
-- Nobody follows on a seat whose constituency is no more, so nobody is asked who does.
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
UPDATE mandates SET ends = :last, handover = 'none'
WHERE unit_id IN (SELECT down.id FROM down) AND (ends IS NULL OR ends >= :today);

-- name: drop_offices(unit_id, last)!
-- Those that began today never were for a whole day.
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
DELETE FROM roles WHERE unit_id IN (SELECT down.id FROM down) AND starts > :last;

-- name: end_offices(unit_id, last, today)!
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
UPDATE roles SET ends = :last WHERE unit_id IN (SELECT down.id FROM down) AND (ends IS NULL OR ends >= :today);

-- name: end_invitations(unit_id, now)!
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
UPDATE invites SET revoked_at = :now
WHERE unit_id IN (SELECT down.id FROM down) AND used_at IS NULL AND revoked_at IS NULL;

-- name: end_stations(unit_id, last, today)!
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
UPDATE stations SET valid_to = :last
WHERE unit_id IN (SELECT down.id FROM down) AND (valid_to IS NULL OR valid_to >= :today);

-- name: end_departments(unit_id, last, today)!
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
UPDATE departments SET valid_to = :last
WHERE unit_id IN (SELECT down.id FROM down) AND (valid_to IS NULL OR valid_to >= :today);

-- name: end_units(unit_id, last, today)!
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
UPDATE units SET valid_to = :last
WHERE id IN (SELECT down.id FROM down) AND (valid_to IS NULL OR valid_to >= :today);

-- name: next()^
-- A unit of which something may be left in hand.
SELECT e.unit_id, u.name AS unit, e.above_id, a.name AS above, e.ended, e.by_id
FROM ended_units e JOIN units u ON u.id = e.unit_id JOIN units a ON a.id = e.above_id
ORDER BY e.unit_id LIMIT 1;

-- name: links(unit_id, today, number)
-- Links of those who sat there and sit nowhere else.
SELECT l.id FROM mandates m CROSS JOIN links l
WHERE m.unit_id = :unit_id AND l.representative_id = m.person_id AND l.tier IN ('committee', 'residents')
    AND (l.ends IS NULL OR l.ends > :today)
    AND NOT EXISTS (SELECT 1 FROM mandates n WHERE n.person_id = m.person_id AND (n.ends IS NULL OR n.ends >= :today))
UNION
SELECT l.id FROM mandates m CROSS JOIN links l
WHERE m.unit_id = :unit_id AND l.other_id = m.person_id AND l.tier = 'committee'
    AND (l.ends IS NULL OR l.ends > :today)
    AND NOT EXISTS (SELECT 1 FROM mandates n WHERE n.person_id = m.person_id AND (n.ends IS NULL OR n.ends >= :today))
ORDER BY 1 LIMIT :number;

-- name: handled(unit_id, number)
-- Cases with a department of the unit that leads.
SELECT c.id FROM departments d CROSS JOIN suggestions c
WHERE d.unit_id = :unit_id AND c.lead_id = d.id AND c.state IN ('transferred', 'underway')
ORDER BY c.id LIMIT :number;

-- name: cases(unit_id, today, number)
-- Open cases of its stations, and of those who sat there and sit nowhere else.
SELECT c.id FROM stations s CROSS JOIN suggestions c
WHERE s.unit_id = :unit_id AND c.station_id = s.id AND c.state IN
    ('desk', 'assigned', 'handling', 'transferred', 'underway', 'returned', 'second', 'watched', 'answered')
UNION
SELECT c.id FROM mandates m CROSS JOIN suggestions c
WHERE m.unit_id = :unit_id AND c.representative_id = m.person_id AND c.state IN
    ('assigned', 'handling', 'transferred', 'underway', 'returned', 'second', 'watched', 'answered')
    AND NOT EXISTS (SELECT 1 FROM mandates n WHERE n.person_id = m.person_id AND (n.ends IS NULL OR n.ends >= :today))
ORDER BY 1 LIMIT :number;

-- name: settled(unit_id)!
DELETE FROM ended_units WHERE unit_id = :unit_id;

-- name: left(above_id, person_id)$
SELECT count(*) AS n FROM ended_units WHERE above_id = :above_id AND by_id = :person_id;
