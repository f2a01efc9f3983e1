-- name: add(subject, subject_id, kind, actor_id, role, on_behalf_of, at, update_id, facts)!
INSERT INTO events (subject, subject_id, kind, actor_id, role, on_behalf_of, at, update_id, facts)
VALUES (:subject, :subject_id, :kind, :actor_id, :role, :on_behalf_of, :at, :update_id, :facts);

-- name: of_subject(subject, subject_id)
SELECT kind, role, actor_id, on_behalf_of, at, facts FROM events
WHERE subject = :subject AND subject_id = :subject_id ORDER BY id;

-- name: last_seal()^
SELECT position, event_id, hash FROM seals WHERE position = (SELECT max(position) FROM seals);

-- name: unsealed(after, count)
-- Ids are given before commits, so a lower one may appear later: what has no seal is asked for, not what is newer.
SELECT e.id, e.subject, e.subject_id, e.kind, e.actor_id, e.role, e.on_behalf_of, e.at, e.update_id, e.facts
FROM events e LEFT JOIN seals s ON s.event_id = e.id
WHERE s.event_id IS NULL AND e.id > :after
ORDER BY e.id LIMIT :count;

-- name: seal(position, event_id, hash, now)!
INSERT INTO seals (position, event_id, hash, sealed_at) VALUES (:position, :event_id, :hash, :now);

-- name: sealed(after, count)
-- A seal whose event is gone comes back all the same: it does not hold any more.
SELECT s.position, s.hash, e.id, e.subject, e.subject_id, e.kind, e.actor_id, e.role, e.on_behalf_of, e.at,
       e.update_id, e.facts
FROM seals s LEFT JOIN events e ON e.id = s.event_id
WHERE s.position > :after ORDER BY s.position LIMIT :count;

-- name: oldest_unsealed()$
SELECT min(e.at) AS at FROM events e LEFT JOIN seals s ON s.event_id = e.id WHERE s.event_id IS NULL;
