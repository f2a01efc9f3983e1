-- name: scanned()$
-- Up to which case message conversations were looked for.
SELECT last_message_id FROM contact_scans WHERE id = 1;

-- name: note_scan(last)!
UPDATE contact_scans SET last_message_id = :last WHERE id = 1;

-- name: after(last, number)
-- What was said since, and whether the case shows its author.
SELECT m.id, m.suggestion_id, m.at, CASE WHEN s.anonymous = 0 AND s.author_left = 0 THEN 1 ELSE 0 END AS named
FROM case_messages m JOIN suggestions s ON s.id = m.suggestion_id
WHERE m.id > :last ORDER BY m.id LIMIT :number;

-- name: sides(suggestion_id, first, last)
-- When the resident and each representative of a case first said something to each other in a span of time.
SELECT s.author_id AS resident_id, m.author_id, min(m.at) AS at
FROM suggestions s JOIN case_messages m ON m.suggestion_id = s.id
WHERE s.id = :suggestion_id AND s.anonymous = 0 AND m.at BETWEEN :first AND :last
    AND m.kind IN ('original', 'message', 'answer', 'comment')
    AND ((m.role = 'resident' AND m.author_id = s.author_id)
        OR (m.role = 'representative' AND m.author_id <> s.author_id))
GROUP BY s.author_id, m.author_id;

-- name: counted(link_id, quarter)^
SELECT id FROM contacts WHERE link_id = :link_id AND quarter = :quarter AND quarter IS NOT NULL;

-- name: add(entry_id, link_id, day, now, quarter)^
INSERT INTO contacts (entry_id, link_id, day, face, entered_at, standing, counted_at, evidence, quarter)
VALUES (:entry_id, :link_id, :day, 0, :now, 'counted', :now, 'case', :quarter) RETURNING id;
