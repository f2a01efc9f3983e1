-- name: add(person_id, kind, state, todo, file_id, name, change_id, now)<!
INSERT INTO roster_tasks (person_id, kind, state, todo, file_id, name, change_id, at)
VALUES (:person_id, :kind, :state, :todo, :file_id, :name, :change_id, :now) RETURNING id;

-- name: find(id)^
SELECT id, person_id, kind, state, file_id, name, digest, change_id, attempts FROM roster_tasks WHERE id = :id;

-- name: next()^
SELECT id FROM roster_tasks WHERE todo = 1 ORDER BY id LIMIT 1;

-- name: waiting(person_id)$
SELECT count(*) AS n FROM roster_tasks WHERE person_id = :person_id AND todo = 1;

-- name: attempt(id)!
UPDATE roster_tasks SET attempts = attempts + 1 WHERE id = :id;

-- name: move(state, todo, digest, id, was)!
UPDATE roster_tasks SET state = :state, todo = :todo, digest = :digest, attempts = 0 WHERE id = :id AND state = :was;

-- name: forget(before, count)!
DELETE FROM roster_tasks WHERE id IN (
    SELECT t.id FROM roster_tasks t WHERE t.at < :before ORDER BY t.at LIMIT :count
);
