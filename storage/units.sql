-- name: find(id)^
SELECT id, code, name, kind, parent_id FROM units WHERE id = :id;

-- name: by_code(code)^
SELECT id, code, name, kind, parent_id FROM units WHERE code = :code;

-- name: roots()
SELECT id, code, name, kind, parent_id FROM units WHERE parent_id IS NULL ORDER BY id;

-- name: lock(id)!
-- Whoever else locks the unit waits until this transaction is over, and sees then what it did.
UPDATE units SET name = name WHERE id = :id;

-- name: children(parent_id, today)
SELECT id, code, name, kind, parent_id FROM units
WHERE parent_id = :parent_id AND (valid_to IS NULL OR valid_to >= :today)
ORDER BY code;

-- name: chain(id)
-- A unit and all above it, from below.
WITH RECURSIVE up (id, code, name, kind, parent_id, depth) AS (
    SELECT id, code, name, kind, parent_id, 0 FROM units WHERE id = :id
    UNION ALL
    SELECT u.id, u.code, u.name, u.kind, u.parent_id, up.depth + 1 FROM units u JOIN up ON u.id = up.parent_id
    WHERE up.depth < 10
)
SELECT id, code, name, kind, parent_id FROM up ORDER BY depth;

-- name: below(id)
-- The ids of a unit and all below it.
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
SELECT id FROM down;

-- name: stations(today)
SELECT id, code, name, unit_id, address, hours, latitude, longitude FROM stations
WHERE valid_to IS NULL OR valid_to >= :today
ORDER BY id;

-- name: station(id)^
SELECT id, code, name, unit_id, address, hours, latitude, longitude FROM stations WHERE id = :id;

-- name: station_by_code(code, today)^
SELECT id, code, name, unit_id, address, hours, latitude, longitude FROM stations
WHERE code = :code AND (valid_to IS NULL OR valid_to >= :today);

-- name: stations_of(unit_id, today)
SELECT id, code, name, unit_id, address, hours, latitude, longitude FROM stations
WHERE unit_id = :unit_id AND (valid_to IS NULL OR valid_to >= :today)
ORDER BY id;
