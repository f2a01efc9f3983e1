-- name: sealed(count)
-- What has its seal and does not stand in the trail yet.
SELECT s.position, e.id, e.subject, e.subject_id, e.kind, e.actor_id, e.role, e.on_behalf_of, e.at, e.facts
FROM seals s JOIN events e ON e.id = s.event_id
WHERE s.position > (SELECT position FROM trailed WHERE name = 'trail')
ORDER BY s.position LIMIT :count;

-- name: reached(position)!
UPDATE trailed SET position = :position WHERE name = 'trail';

-- name: place(unit_id, act, at, event_id)!
INSERT INTO trail (unit_id, act, at, event_id) VALUES (:unit_id, :act, :at, :event_id) ON CONFLICT DO NOTHING;

-- name: note_doer(person_id, at, event_id)!
INSERT INTO doers (person_id, at, event_id) SELECT id, :at, :event_id FROM persons WHERE id = :person_id
ON CONFLICT DO NOTHING;

-- name: units_of(subject, id)
-- Where something belongs: a case to its unit, what concerns a link to the units of its keeper's mandates.
SELECT unit_id FROM suggestions WHERE :subject = 'suggestion' AND id = :id
UNION SELECT unit_id FROM formal WHERE :subject = 'formal' AND id = :id AND unit_id IS NOT NULL
UNION SELECT unit_id FROM mandates WHERE :subject = 'mandate' AND id = :id
UNION SELECT unit_id FROM stations WHERE :subject = 'station' AND id = :id
UNION SELECT unit_id FROM departments WHERE :subject = 'department' AND id = :id
UNION SELECT s.unit_id FROM receptions r JOIN stations s ON s.id = r.station_id
    WHERE :subject = 'reception' AND r.id = :id
UNION SELECT unit_id FROM invites WHERE :subject = 'invite' AND id = :id
UNION SELECT m.unit_id FROM links l JOIN mandates m ON m.person_id = l.representative_id
    WHERE :subject = 'link' AND l.id = :id
UNION SELECT m.unit_id FROM link_proposals p JOIN mandates m ON m.person_id = p.keeper_id
    WHERE :subject = 'link_proposal' AND p.id = :id
UNION SELECT m.unit_id FROM contacts c JOIN links l ON l.id = c.link_id
    JOIN mandates m ON m.person_id = l.representative_id WHERE :subject = 'contact' AND c.id = :id
UNION SELECT m.unit_id FROM meetings g JOIN mandates m ON m.person_id = g.author_id
    WHERE :subject = 'meeting' AND g.id = :id;

-- name: of_unit(unit_id, act, since, until, at, before, count)
-- The newest deeds of one kind in a unit and below, before a deed.
SELECT e.id, e.subject, e.subject_id, e.kind, e.actor_id, e.role, e.on_behalf_of, e.at
FROM trail t JOIN events e ON e.id = t.event_id
WHERE t.unit_id = :unit_id AND t.act = :act AND t.at >= :since AND t.at < :until
  AND (t.at < :at OR (t.at = :at AND t.event_id < :before))
ORDER BY t.at DESC, t.event_id DESC LIMIT :count;

-- name: of_person(person_id, unit_id, act, since, until, at, before, count)
-- The same of one person; of all kinds where none is named.
SELECT e.id, e.subject, e.subject_id, e.kind, e.actor_id, e.role, e.on_behalf_of, e.at
FROM doers d JOIN events e ON e.id = d.event_id
WHERE d.person_id = :person_id AND d.at >= :since AND d.at < :until
  AND (d.at < :at OR (d.at = :at AND d.event_id < :before))
  AND EXISTS (SELECT 1 FROM trail t WHERE t.unit_id = :unit_id
    AND t.act IN ('cases', 'formal', 'links', 'rights', 'notices', 'settings', 'other')
    AND (:act = '' OR t.act = :act) AND t.at = d.at AND t.event_id = d.event_id)
ORDER BY d.at DESC, d.event_id DESC LIMIT :count;

-- name: of_case(case_id, since, until, at, before, count)
-- The course of one case, also what its resident did.
SELECT id, subject, subject_id, kind, actor_id, role, on_behalf_of, at FROM events
WHERE subject = 'suggestion' AND subject_id = :case_id AND at >= :since AND at < :until
  AND (at < :at OR (at = :at AND id < :before))
ORDER BY at DESC, id DESC LIMIT :count;

-- name: when_of(id)$
SELECT at FROM events WHERE id = :id;

-- name: facts_of(id)$
SELECT facts FROM events WHERE id = :id;

-- name: numbered(year, serial)
-- The cases with a number: one in each district at most.
SELECT s.id, s.unit_id, n.name AS unit FROM suggestions s JOIN units n ON n.id = s.number_unit_id
WHERE s.year = :year AND s.serial = :serial ORDER BY s.id;

-- name: people_named(unit_id, pattern, count)
-- Whoever holds or held an office in a unit or below it, by a part of the name.
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
),
seats (person_id) AS (
    SELECT m.person_id FROM down JOIN mandates m ON m.unit_id = down.id
    UNION
    SELECT r.person_id FROM down JOIN roles r ON r.unit_id = down.id
)
SELECT p.id, p.name FROM seats JOIN persons p ON p.id = seats.person_id
WHERE p.erased_at IS NULL AND p.name LIKE :pattern ESCAPE '!'
ORDER BY p.name, p.id LIMIT :count;

-- name: holds_office(unit_id, person_id)^
-- Whether somebody holds or held an office in a unit or below it.
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
SELECT p.name FROM persons p WHERE p.id = :person_id AND p.erased_at IS NULL AND (
    EXISTS (SELECT 1 FROM mandates m JOIN down ON down.id = m.unit_id WHERE m.person_id = p.id)
    OR EXISTS (SELECT 1 FROM roles r JOIN down ON down.id = r.unit_id WHERE r.person_id = p.id));

-- name: units_named(unit_id, pattern, count)
-- The units below one, by a part of the name.
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
SELECT u.id, u.code, u.name, u.kind, u.parent_id FROM down JOIN units u ON u.id = down.id
WHERE u.name LIKE :pattern ESCAPE '!' ORDER BY u.id LIMIT :count;
