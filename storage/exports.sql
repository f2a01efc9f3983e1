-- Only the command `export` asks these, beside the bot, and for a stretch of numbers at a time.

-- name: last_case()$
SELECT max(id) AS id FROM suggestions;

-- name: cases(unit_id, since, after, upto)
-- The cases of a unit and below: nothing that anybody wrote, no author, and no place but the unit.
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
SELECT n.name AS number_unit, s.year, s.serial, s.formal, s.unit_id, t.name AS station, s.category, s.state,
       p.name AS representative, d.name AS department, s.registered_at, s.first_word_due, s.first_word_at,
       s.answered_at, s.answer_class, s.answers, s.promised, s.closed_at,
       (SELECT count(*) FROM supporters f WHERE f.suggestion_id = s.id) AS followers
FROM suggestions s
JOIN units n ON n.id = s.number_unit_id
LEFT JOIN stations t ON t.id = s.station_id
LEFT JOIN persons p ON p.id = s.representative_id
LEFT JOIN departments d ON d.id = s.lead_id
WHERE s.id > :after AND s.id <= :upto AND s.registered_at >= :since AND s.unit_id IN (SELECT id FROM down)
ORDER BY s.id;

-- name: last_contact()$
SELECT max(id) AS id FROM contacts;

-- name: contacts(unit_id, since, after, upto)
-- The contacts of the representatives of a unit and below: with whom it was, and what was said, is not among it.
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
SELECT m.unit_id, t.name AS station, m.level, p.name AS representative, l.tier, e.mode, c.day, c.face, c.standing,
       c.evidence, c.entered_at, c.counted_at
FROM contacts c
JOIN contact_entries e ON e.id = c.entry_id
JOIN links l ON l.id = c.link_id
JOIN persons p ON p.id = l.representative_id
JOIN mandates m ON m.id = (
    SELECT o.id FROM mandates o WHERE o.person_id = l.representative_id AND o.unit_id IN (SELECT id FROM down)
    ORDER BY o.starts DESC, o.id DESC LIMIT 1)
LEFT JOIN stations t ON t.id = m.station_id
WHERE c.id > :after AND c.id <= :upto AND c.day >= :since
ORDER BY c.id;

-- name: last_event()$
SELECT max(id) AS id FROM events;

-- name: events(since, after, upto)
SELECT id, subject, subject_id, kind, actor_id, role, on_behalf_of, at, facts FROM events
WHERE id > :after AND id <= :upto AND at >= :since ORDER BY id;
