-- What is stored on one person, for that person. Of others stand here the names that they bear in office, and no more.

-- name: person(id)^
SELECT p.name, p.language, p.phone, p.shown, u.name AS unit, p.consent_at, p.created_at, p.portrait
FROM persons p LEFT JOIN units u ON u.id = p.unit_id WHERE p.id = :id;

-- name: accounts(person_id)
SELECT channel, address, bound_at, unreachable_at FROM accounts WHERE person_id = :person_id ORDER BY bound_at;

-- name: mandates(person_id)
SELECT m.level, u.name AS unit, s.name AS station, m.starts, m.ends
FROM mandates m JOIN units u ON u.id = m.unit_id JOIN stations s ON s.id = m.station_id
WHERE m.person_id = :person_id ORDER BY m.id;

-- name: roles(person_id)
SELECT r.role, u.name AS unit, s.name AS station, d.name AS department, r.starts, r.ends
FROM roles r JOIN units u ON u.id = r.unit_id LEFT JOIN stations s ON s.id = r.station_id
LEFT JOIN departments d ON d.id = r.department_id
WHERE r.person_id = :person_id ORDER BY r.id;

-- name: links(person_id)
-- Whoever keeps a link with this person; of links that this person keeps the other side is not named.
SELECT l.tier, p.name AS representative, l.starts, l.ends
FROM links l JOIN persons p ON p.id = l.representative_id WHERE l.other_id = :person_id
UNION ALL
SELECT l.tier, NULL, l.starts, l.ends FROM links l
WHERE l.tier IN ('committee', 'residents') AND l.representative_id = :person_id
ORDER BY 3;

-- name: proposals(person_id)
-- Links that were proposed, on either side.
SELECT o.tier, p.name AS representative, o.answer AS proposal, o.at FROM link_proposals o JOIN persons p ON p.id = o.keeper_id
WHERE o.other_id = :person_id
UNION ALL
SELECT o.tier, NULL, o.answer AS proposal, o.at FROM link_proposals o WHERE o.keeper_id = :person_id
ORDER BY 4;

-- name: contacts(person_id)
-- What was logged on these links; of the own ones again without the other side, and without what that said.
SELECT c.day, e.mode, e.place, e.summary, c.standing, c.evidence, c.objection, c.decision, p.name AS representative,
    c.entered_at
FROM links l JOIN contacts c ON c.link_id = l.id JOIN contact_entries e ON e.id = c.entry_id
JOIN persons p ON p.id = l.representative_id
WHERE l.other_id = :person_id
UNION ALL
SELECT c.day, e.mode, e.place, e.summary, c.standing, c.evidence, '', c.decision, NULL, c.entered_at
FROM links l JOIN contacts c ON c.link_id = l.id JOIN contact_entries e ON e.id = c.entry_id
WHERE l.representative_id = :person_id
ORDER BY 1, 10;

-- name: meetings(person_id)
-- Meetings that this person was asked to, and those that they proposed; of these without who was asked.
SELECT m.at, m.place, m.state AS meeting, i.answer, p.name AS representative
FROM links l JOIN invited i ON i.link_id = l.id JOIN meetings m ON m.id = i.meeting_id
JOIN persons p ON p.id = m.author_id WHERE l.other_id = :person_id
UNION ALL
SELECT m.at, m.place, m.state, NULL, NULL FROM meetings m WHERE m.author_id = :person_id
ORDER BY 1;

-- name: receptions(person_id)
-- Those at which this person was on duty, booked a slot, or came.
SELECT r.at, s.name AS station, r.topic, r.state AS reception, 'duty' AS part_in
FROM reception_duties d JOIN receptions r ON r.id = d.reception_id JOIN stations s ON s.id = r.station_id
WHERE d.person_id = :person_id
UNION ALL
SELECT r.at, s.name, r.topic, r.state, 'booked'
FROM reception_bookings b JOIN receptions r ON r.id = b.reception_id JOIN stations s ON s.id = r.station_id
WHERE b.person_id = :person_id
UNION ALL
SELECT r.at, s.name, r.topic, r.state, 'came'
FROM reception_visitors v JOIN receptions r ON r.id = v.reception_id JOIN stations s ON s.id = r.station_id
WHERE v.person_id = :person_id
ORDER BY 1;

-- name: matters(person_id)
-- What was raised in contacts, on either side.
SELECT m.words, p.name AS representative, m.at
FROM links l JOIN contacts c ON c.link_id = l.id JOIN contact_matters m ON m.contact_id = c.id
JOIN persons p ON p.id = l.representative_id
WHERE l.other_id = :person_id
UNION ALL
SELECT m.words, NULL, m.at
FROM links l JOIN contacts c ON c.link_id = l.id JOIN contact_matters m ON m.contact_id = c.id
WHERE l.representative_id = :person_id AND l.tier IN ('committee', 'residents')
ORDER BY 3;

-- name: cases(person_id)
SELECT s.id, n.name AS number_unit, s.year, s.serial, s.state, s.channel, s.anonymous, s.phone, s.category,
       u.name AS unit, st.name AS station, p.name AS representative, d.name AS lead, s.place, s.latitude, s.longitude,
       s.registered_at, s.first_word_due, s.first_word_at, s.second_due, s.answered_at, s.answer_class, s.promised,
       s.process_rating, s.result_rating, s.rated_at, s.closed_at, s.outcome, s.formal
FROM suggestions s
JOIN units n ON n.id = s.number_unit_id
JOIN units u ON u.id = s.unit_id
LEFT JOIN stations st ON st.id = s.station_id
LEFT JOIN persons p ON p.id = s.representative_id
LEFT JOIN departments d ON d.id = s.lead_id
WHERE s.author_id = :person_id ORDER BY s.registered_at, s.id;

-- name: said(person_id)
-- All but words among staff.
SELECT s.id AS case_id, m.id, m.kind, m.role, m.words, m.at
FROM suggestions s JOIN case_messages m ON m.suggestion_id = s.id
WHERE s.author_id = :person_id AND m.kind <> 'note' ORDER BY s.id, m.id;

-- name: files(person_id)
SELECT s.id AS case_id, m.id AS message_id, f.kind, f.name, f.mime, f.size
FROM suggestions s JOIN case_messages m ON m.suggestion_id = s.id JOIN case_files f ON f.message_id = m.id
WHERE s.author_id = :person_id AND m.kind <> 'note' ORDER BY f.message_id, f.position;

-- name: supports(person_id)
SELECT n.name AS number_unit, s.year, s.serial, u.since
FROM supporters u JOIN suggestions s ON s.id = u.suggestion_id JOIN units n ON n.id = s.number_unit_id
WHERE u.person_id = :person_id ORDER BY u.since;

-- name: reminders(person_id)
SELECT n.name AS number_unit, s.year, s.serial, r.day, r.since
FROM reminders r JOIN suggestions s ON s.id = r.suggestion_id JOIN units n ON n.id = s.number_unit_id
WHERE r.person_id = :person_id ORDER BY r.day;

-- name: outcomes(person_id)
SELECT n.name AS number_unit, s.year, s.serial, o.answered_at, o.class AS answer_class, o.process AS process_rating,
       o.result AS result_rating, o.rated_at, o.fixed, o.fixed_at
FROM suggestions s JOIN outcomes o ON o.suggestion_id = s.id JOIN units n ON n.id = s.number_unit_id
WHERE s.author_id = :person_id ORDER BY s.id, o.answer;

-- name: measures(person_id)
SELECT n.name AS number_unit, s.year, s.serial, m.measure, m.offence, m.words, m.at, m.ends AS until_at, m.objected_at,
       m.undone_at
FROM measures m JOIN suggestions s ON s.id = m.suggestion_id JOIN units n ON n.id = s.number_unit_id
WHERE m.person_id = :person_id ORDER BY m.id;

-- name: formal(person_id)
SELECT number, title, state, created_at, signed_at FROM formal WHERE author_id = :person_id ORDER BY id;

-- name: notices(person_id)
-- Which notices this person got, and when they noted them.
SELECT COALESCE(s.name, u.name) AS sender, r.sent_at AS received_at, r.noted_at
FROM notice_recipients r JOIN notices n ON n.id = r.notice_id JOIN units u ON u.id = n.unit_id
LEFT JOIN stations s ON s.id = n.station_id
WHERE r.person_id = :person_id ORDER BY r.id;

-- name: unwanted(person_id)
SELECT kind AS unwanted, at FROM notice_mutes WHERE person_id = :person_id ORDER BY kind;

-- name: drafts(person_id)
SELECT kind, body, updated_at FROM drafts WHERE person_id = :person_id ORDER BY kind;

-- name: talks(person_id)
SELECT t.step, t.updated_at FROM accounts a JOIN talks t ON t.channel = a.channel AND t.address = a.address
WHERE a.person_id = :person_id;

-- name: counts(person_id)^
-- What is kept of the chat itself: which message belongs to which case, which shows which card, and what still waits.
SELECT
    (SELECT count(*) FROM accounts a JOIN relays r ON r.channel = a.channel AND r.address = a.address
     WHERE a.person_id = :person_id) AS messages,
    (SELECT count(*) FROM accounts a JOIN cards c ON c.channel = a.channel AND c.address = a.address
     WHERE a.person_id = :person_id) AS cards,
    (SELECT count(*) FROM accounts a JOIN outbox o ON o.channel = a.channel AND o.address = a.address
        AND o.state = 'waiting' WHERE a.person_id = :person_id) AS waiting;

-- name: invites(person_id)
SELECT i.role, u.name AS unit, i.created_at, i.used_at FROM invites i JOIN units u ON u.id = i.unit_id
WHERE i.used_by = :person_id AND i.used_by IS NOT NULL ORDER BY i.id;

-- name: deeds(person_id, count)
-- What was noted of what this person did. Additions to the own cases are found by the cases.
SELECT x.subject, x.subject_id, x.kind, x.role, x.at FROM (
    SELECT e.id, e.subject, e.subject_id, e.kind, e.role, e.at FROM events e
    WHERE e.actor_id = :person_id AND e.actor_id IS NOT NULL AND e.kind <> 'add'
    UNION ALL
    SELECT e.id, e.subject, e.subject_id, e.kind, e.role, e.at
    FROM suggestions s JOIN events e ON e.subject = 'suggestion' AND e.subject_id = s.id
    WHERE s.author_id = :person_id AND e.actor_id = :person_id AND e.kind = 'add'
) x ORDER BY x.id DESC LIMIT :count;

-- name: last_sent(person_id)$
SELECT max(at) AS at FROM events WHERE subject = 'person' AND subject_id = :person_id AND kind = 'data_sent';
