-- Imports of the roster as changes: what became of each row, who did it, and what was built on it since.

-- name: add(actor_id, file, counts, now)<!
INSERT INTO roster_changes (actor_id, file, counts, at) VALUES (:actor_id, :file, :counts, :now) RETURNING id;

-- name: keep(change_id, number, sheet, kind, ref, content)*!
INSERT INTO roster_change_rows (change_id, number, sheet, kind, ref, content)
VALUES (:change_id, :number, :sheet, :kind, :ref, :content);

-- name: find(id)^
SELECT c.id, c.actor_id, a.name AS actor, c.file, c.counts, c.at, c.undone_at, u.name AS undoer
FROM roster_changes c LEFT JOIN persons a ON a.id = c.actor_id LEFT JOIN persons u ON u.id = c.undone_by
WHERE c.id = :id;

-- name: newest(before, count)
SELECT id FROM roster_changes WHERE id < :before ORDER BY id DESC LIMIT :count;

-- name: newest_of(actor_id, before, count)
SELECT id FROM roster_changes WHERE actor_id = :actor_id AND id < :before ORDER BY id DESC LIMIT :count;

-- name: rows(change_id)
SELECT sheet, kind, content FROM roster_change_rows WHERE change_id = :change_id ORDER BY number;

-- name: undo(now, undone_by, id)!
UPDATE roster_changes SET undone_at = :now, undone_by = :undone_by WHERE id = :id AND undone_at IS NULL;

-- name: changed_later(change_id)
-- Persons whose rows later imports changed.
SELECT r.ref FROM roster_change_rows r JOIN roster_changes c ON c.id = r.change_id
WHERE r.ref IS NOT NULL AND r.change_id > :change_id AND c.undone_at IS NULL;

-- name: foreign_keys()
-- Every column that points to a row of the roster: what is built on one shows there.
SELECT m.name AS pointing, f."from" AS field, f."table" AS sheet
FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f
WHERE m.type = 'table' AND f."table" IN ('units', 'stations', 'departments', 'persons', 'mandates', 'roles', 'links')
ORDER BY 1, 2;

-- name: ids_of_units()
SELECT id, code FROM units;

-- name: ids_of_stations()
SELECT id, code FROM stations;

-- name: ids_of_departments()
SELECT id, code FROM departments;

-- name: ids_of_persons()
SELECT id, ref FROM persons WHERE ref IS NOT NULL;

-- name: ids_of_mandates()
SELECT m.id, p.ref AS person, m.level, u.code AS unit, m.starts
FROM mandates m JOIN persons p ON p.id = m.person_id JOIN units u ON u.id = m.unit_id
WHERE p.ref IS NOT NULL ORDER BY m.id DESC;

-- name: ids_of_roles()
-- The unit of an office at a station or department is not part of its key.
SELECT r.id, p.ref AS person, r.role,
       CASE WHEN r.role = 'admin' THEN u.code END AS unit, CASE WHEN r.role = 'officer' THEN s.code END AS station,
       CASE WHEN r.role = 'department_officer' THEN d.code END AS department, r.starts
FROM roles r JOIN persons p ON p.id = r.person_id JOIN units u ON u.id = r.unit_id
LEFT JOIN stations s ON s.id = r.station_id LEFT JOIN departments d ON d.id = r.department_id
WHERE p.ref IS NOT NULL ORDER BY r.id DESC;

-- name: ids_of_links()
SELECT l.id, l.tier, k.ref AS keeper, o.ref AS other, l.starts
FROM links l JOIN persons k ON k.id = l.representative_id JOIN persons o ON o.id = l.other_id
WHERE k.ref IS NOT NULL AND o.ref IS NOT NULL;

-- name: passed_on()
-- Mandates whose links and cases went to whoever followed.
SELECT id FROM mandates WHERE handover = 'done';

-- name: told()
-- Links of which the other side was told.
SELECT id FROM links WHERE told = 'yes';

-- name: of_history(subject)
-- What the history knows by its number.
SELECT DISTINCT subject_id AS id FROM events WHERE subject = :subject;

-- name: is_unused(id)$
SELECT count(*) AS n FROM invites WHERE id = :id AND used_at IS NULL;

-- name: drop_invites(id)*!
-- Nobody used it, and whom or what it was for is gone.
DELETE FROM invites WHERE id = :id;

-- name: drop_links(id)*!
DELETE FROM links WHERE id = :id;

-- name: drop_roles(id)*!
DELETE FROM roles WHERE id = :id;

-- name: drop_mandates(id)*!
DELETE FROM mandates WHERE id = :id;

-- name: drop_persons(id)*!
DELETE FROM persons WHERE id = :id;

-- name: drop_scopes(id)*!
DELETE FROM department_scopes WHERE department_id = :id;

-- name: drop_departments(id)*!
DELETE FROM departments WHERE id = :id;

-- name: drop_stations(id)*!
DELETE FROM stations WHERE id = :id;

-- name: drop_units(id)*!
DELETE FROM units WHERE id = :id;
