-- name: ask(kind, unit_id, subject_id, payload, person_id, now, expires_at)^
-- One that waits already is not asked for again.
INSERT INTO approvals (kind, unit_id, subject_id, payload, asked_by, asked_at, expires_at)
VALUES (:kind, :unit_id, :subject_id, :payload, :person_id, :now, :expires_at)
ON CONFLICT DO NOTHING RETURNING id;

-- name: find(id)^
SELECT a.id, a.kind, a.unit_id, u.name AS unit, a.subject_id, a.payload, a.asked_by, p.name AS asker, a.asked_at,
    a.expires_at, a.state, a.decided_by, d.name AS decider, a.reason
FROM approvals a JOIN units u ON u.id = a.unit_id JOIN persons p ON p.id = a.asked_by
LEFT JOIN persons d ON d.id = a.decided_by
WHERE a.id = :id;

-- name: waiting_for(kind, subject_id)^
SELECT id FROM approvals WHERE kind = :kind AND subject_id = :subject_id AND state = 'waiting';

-- name: done_for(kind, subject_id)^
SELECT id FROM approvals WHERE kind = :kind AND subject_id = :subject_id AND state = 'done' ORDER BY id DESC LIMIT 1;

-- name: settle(state, person_id, reason, now, id)!
UPDATE approvals SET state = :state, decided_by = :person_id, reason = :reason, decided_at = :now
WHERE id = :id AND state = 'waiting';

-- name: over(now, number)
-- What has waited for too long.
SELECT id FROM approvals WHERE state = 'waiting' AND expires_at <= :now ORDER BY expires_at LIMIT :number;

-- name: soon(before, number)
-- What will soon have, and nobody was reminded.
SELECT id FROM approvals WHERE state = 'waiting' AND expires_at <= :before AND reminded = 0
ORDER BY expires_at LIMIT :number;

-- name: note_reminded(id)!
UPDATE approvals SET reminded = 1 WHERE id = :id AND reminded = 0;

-- name: invited_by(person_id, since)
-- Who joined since a moment by an invitation of somebody, or of one who did; and when.
WITH RECURSIVE guests (id) AS (
    SELECT CAST(:person_id AS BIGINT)
    UNION
    SELECT i.used_by FROM guests CROSS JOIN invites i
    WHERE i.created_by = guests.id AND i.created_by IS NOT NULL AND i.used_by IS NOT NULL AND i.used_at > :since
)
SELECT i.used_by AS id, max(i.used_at) AS at FROM guests CROSS JOIN invites i
WHERE i.created_by = guests.id AND i.created_by IS NOT NULL AND i.used_by IS NOT NULL AND i.used_at > :since GROUP BY i.used_by;

-- name: waiting_in(unit_id, number)
-- What waits in a unit and in those below it.
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
SELECT a.id FROM approvals a WHERE a.state = 'waiting' AND a.unit_id IN (SELECT down.id FROM down)
ORDER BY a.expires_at LIMIT :number;
