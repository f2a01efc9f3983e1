-- name: in_force(scope, target_id)
SELECT s.id, s.code, s.value, s.was, COALESCE(p.name, '') AS by, s.set_at AS at
FROM settings s LEFT JOIN persons p ON p.id = s.set_by
WHERE s.scope = :scope AND s.target_id = :target_id AND s.ended_at IS NULL
ORDER BY s.code;

-- name: of_city()
SELECT code, value FROM settings WHERE scope = 'city' AND ended_at IS NULL ORDER BY code;

-- name: calendars(unit_id)
-- The days off and the working days of a unit and of all above it, that hold now.
WITH RECURSIVE up (id, parent_id, depth) AS (
    SELECT id, parent_id, 0 FROM units WHERE id = :unit_id
    UNION ALL
    SELECT u.id, u.parent_id, up.depth + 1 FROM units u JOIN up ON u.id = up.parent_id WHERE up.depth < 10
)
SELECT s.code, s.value FROM up JOIN settings s ON s.scope = 'unit' AND s.target_id = up.id
WHERE s.code IN ('off', 'on') AND s.ended_at IS NULL ORDER BY up.depth;

-- name: end(id, now)!
UPDATE settings SET ended_at = :now WHERE id = :id AND ended_at IS NULL;

-- name: add(scope, target_id, code, value, was, set_by, now)<!
INSERT INTO settings (scope, target_id, code, value, was, set_by, set_at)
VALUES (:scope, :target_id, :code, :value, :was, :set_by, :now) RETURNING id;

-- name: whose(id)^
SELECT s.code, coalesce(u.name, st.name) AS place
FROM settings s
LEFT JOIN units u ON u.id = s.target_id AND s.scope <> 'station'
LEFT JOIN stations st ON st.id = s.target_id AND s.scope = 'station'
WHERE s.id = :id;

-- name: handling(unit_id, category)
SELECT department_id FROM department_scopes WHERE unit_id = :unit_id AND category = :category ORDER BY department_id;

-- name: handle(department_id, category, unit_id)!
INSERT INTO department_scopes (department_id, category, unit_id) VALUES (:department_id, :category, :unit_id);

-- name: handle_no_more(department_id, category, unit_id)!
DELETE FROM department_scopes WHERE department_id = :department_id AND category = :category AND unit_id = :unit_id;

-- name: open_at(hours, station_id)!
UPDATE stations SET hours = :hours WHERE id = :station_id;
