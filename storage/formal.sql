-- name: mandates(person_id, today)
SELECT m.id, m.level, m.unit_id, u.name AS unit FROM mandates m JOIN units u ON u.id = m.unit_id
WHERE m.person_id = :person_id AND m.starts <= :today AND (m.ends IS NULL OR m.ends >= :today)
ORDER BY m.id;

-- name: begin(author_id, mandate_id, now)<!
INSERT INTO formal (state, author_id, mandate_id, created_at) VALUES ('draft', :author_id, :mandate_id, :now) RETURNING id;

-- name: find(id)^
SELECT f.*, p.name AS author, m.level, m.ends AS mandate_ends, m.unit_id AS seat_id, s.name AS seat, u.name AS unit,
       d.name AS lead
FROM formal f
JOIN persons p ON p.id = f.author_id
JOIN mandates m ON m.id = f.mandate_id
JOIN units s ON s.id = m.unit_id
LEFT JOIN units u ON u.id = f.unit_id
LEFT JOIN departments d ON d.id = f.lead_id
WHERE f.id = :id;

-- name: change(number, state, mandate_id, unit_id, title, reason, request, signed_at, assigned_on, lead_id, due, extension, months, answered_at, answer_class, answers, promised, rating, second, closed_at, anew, id, version)!
-- Nothing changes if somebody else was faster: the version is the one that the change was decided on.
UPDATE formal
SET number = :number, state = :state, version = version + 1, mandate_id = :mandate_id, unit_id = :unit_id,
    title = :title, reason = :reason, request = :request, signed_at = :signed_at, assigned_on = :assigned_on, lead_id = :lead_id, due = :due,
    extension = :extension, months = :months, answered_at = :answered_at, answer_class = :answer_class,
    answers = :answers, promised = :promised, rating = :rating, second = :second, closed_at = :closed_at,
    reminded = CASE WHEN :anew = 1 THEN '' ELSE reminded END
WHERE id = :id AND version = :version;

-- name: next_serial(unit_id, year)$
INSERT INTO formal_counters (unit_id, year, last) VALUES (:unit_id, :year, 1)
ON CONFLICT (unit_id, year) DO UPDATE SET last = formal_counters.last + 1
RETURNING last;

-- name: desk(person_id, today, top, view, count, skip)
-- The own ones; those of the congress offices that somebody administers; and those in which the officer's department
-- has a part. A draft that was thrown away is gone. What is due first comes first.
WITH RECURSIVE wanted (state) AS (
    SELECT v.state FROM (
        SELECT 'draft' AS state, 'open' AS name
        UNION ALL SELECT 'submitted', 'open' UNION ALL SELECT 'returned', 'open' UNION ALL SELECT 'accepted', 'open'
        UNION ALL SELECT 'assigned', 'open' UNION ALL SELECT 'underway', 'open' UNION ALL SELECT 'answered', 'open'
        UNION ALL SELECT 'watched', 'open' UNION ALL SELECT 'second', 'open'
        UNION ALL SELECT 'closed', 'closed' UNION ALL SELECT 'withdrawn', 'closed'
    ) v WHERE v.name = :view
), mine (id) AS (
    SELECT r.unit_id FROM roles r WHERE r.person_id = :person_id AND r.role = 'admin'
        AND r.starts <= :today AND (r.ends IS NULL OR r.ends >= :today)
    UNION
    SELECT CAST(:top AS BIGINT)
    UNION
    SELECT u2.id FROM mine JOIN units u2 ON u2.parent_id = mine.id
)
SELECT f.*, p.name AS author, m.level, m.ends AS mandate_ends, m.unit_id AS seat_id, s.name AS seat, u.name AS unit,
       d.name AS lead
FROM formal f
JOIN persons p ON p.id = f.author_id
JOIN mandates m ON m.id = f.mandate_id
JOIN units s ON s.id = m.unit_id
LEFT JOIN units u ON u.id = f.unit_id
LEFT JOIN departments d ON d.id = f.lead_id
WHERE f.id IN (
    SELECT c.id FROM wanted w CROSS JOIN formal c
    WHERE c.author_id = :person_id AND c.state = w.state AND (c.state <> 'withdrawn' OR c.number <> '')
    UNION
    SELECT c.id FROM mine CROSS JOIN wanted w CROSS JOIN formal c
    WHERE c.unit_id = mine.id AND c.state = w.state
    UNION
    SELECT c.id FROM roles r CROSS JOIN formal_parts t CROSS JOIN formal c
    WHERE r.person_id = :person_id AND r.role = 'department_officer'
        AND r.starts <= :today AND (r.ends IS NULL OR r.ends >= :today)
        AND t.department_id = r.department_id AND t.state IN ('offered', 'accepted', 'answered')
        AND c.id = t.formal_id AND c.author_id <> :person_id AND c.state IN (SELECT wanted.state FROM wanted)
)
ORDER BY COALESCE(f.due, '9999'), f.id DESC
LIMIT :count OFFSET :skip;

-- name: citable(person_id, count, skip)
-- The cases that a representative holds: of others, and not ended without an answer; the newest first.
SELECT id FROM suggestions
WHERE representative_id = :person_id AND author_id <> :person_id AND state NOT IN ('withdrawn', 'merged', 'redirected')
ORDER BY id DESC LIMIT :count OFFSET :skip;

-- name: cite(formal_id, suggestion_id)!
INSERT INTO formal_cases (formal_id, suggestion_id) VALUES (:formal_id, :suggestion_id)
ON CONFLICT (formal_id, suggestion_id) DO NOTHING;

-- name: leave_out(formal_id, suggestion_id)!
DELETE FROM formal_cases WHERE formal_id = :formal_id AND suggestion_id = :suggestion_id;

-- name: cited(formal_id)
SELECT suggestion_id, told FROM formal_cases WHERE formal_id = :formal_id ORDER BY suggestion_id;

-- name: told(formal_id)!
UPDATE formal_cases SET told = 1 WHERE formal_id = :formal_id AND told = 0;

-- name: mark(suggestion_id)!
-- A case shows the formal suggestion that was signed with it last and not withdrawn since.
UPDATE suggestions SET formal = COALESCE((
    SELECT f.number FROM formal_cases c JOIN formal f ON f.id = c.formal_id
    WHERE c.suggestion_id = suggestions.id AND c.told = 1 AND f.state <> 'withdrawn'
    ORDER BY f.signed_at DESC, f.id DESC LIMIT 1
), '') WHERE id = :suggestion_id;

-- name: add_part(formal_id, department_id, lead, sender_id, return_until, due, now)!
INSERT INTO formal_parts (formal_id, department_id, lead, state, sender_id, at, return_until, due, changed_at)
VALUES (:formal_id, :department_id, :lead, 'offered', :sender_id, :now, :return_until, :due, :now);

-- name: parts(formal_id)
SELECT t.id, t.department_id, d.name AS department, t.lead, t.state, t.sender_id, t.return_until, t.due
FROM formal_parts t JOIN departments d ON d.id = t.department_id
WHERE t.formal_id = :formal_id ORDER BY t.lead DESC, t.id;

-- name: change_part(state, now, id)!
UPDATE formal_parts SET state = :state, changed_at = :now WHERE id = :id;

-- name: end_parts(now, formal_id)!
UPDATE formal_parts SET state = 'ended', changed_at = :now
WHERE formal_id = :formal_id AND state IN ('offered', 'accepted', 'answered');

-- name: say(formal_id, kind, author_id, role, department_id, words, now, update_id)<!
INSERT INTO formal_messages (formal_id, kind, author_id, role, department_id, words, at, update_id)
VALUES (:formal_id, :kind, :author_id, :role, :department_id, :words, :now, :update_id)
RETURNING id;

-- name: attach(message_id, position, kind, file_id, unique_id, mime, size, name)!
INSERT INTO formal_files (message_id, position, kind, file_id, unique_id, mime, size, name)
VALUES (:message_id, :position, :kind, :file_id, :unique_id, :mime, :size, :name);

-- name: said(formal_id)
SELECT m.id, m.kind, m.role, m.words, m.at, d.name AS department
FROM formal_messages m LEFT JOIN departments d ON d.id = m.department_id
WHERE m.formal_id = :formal_id ORDER BY m.id;

-- name: files(formal_id)
-- Those of the last answer.
SELECT kind, file_id, unique_id, mime, size, name FROM formal_files
WHERE message_id = (SELECT max(id) FROM formal_messages WHERE formal_id = :formal_id AND kind = 'answer')
ORDER BY position;
