-- name: add(suggestion_id, into_id, state, now)!
INSERT INTO merges (suggestion_id, into_id, state, at) VALUES (:suggestion_id, :into_id, :state, :now);

-- name: find(suggestion_id)^
SELECT into_id, state FROM merges WHERE suggestion_id = :suggestion_id;

-- name: remove(suggestion_id)!
DELETE FROM merges WHERE suggestion_id = :suggestion_id;

-- name: owes(first_word_due, id)!
UPDATE suggestions SET first_word_due = :first_word_due WHERE id = :id AND first_word_due < :first_word_due;

-- name: brought(suggestion_id)
-- Who supports another case because this one, or one that was merged into it, was merged into that.
WITH RECURSIVE own (id) AS (
    SELECT CAST(:suggestion_id AS BIGINT)
    UNION
    SELECT m.suggestion_id FROM own JOIN merges m ON m.into_id = own.id
)
SELECT u.suggestion_id, u.person_id, u.origin_id FROM own
JOIN supporters u ON u.origin_id = own.id AND u.origin_id IS NOT NULL AND u.suggestion_id <> :suggestion_id
ORDER BY u.since, u.person_id;

-- name: came(suggestion_id, person_id)^
-- The case that this one's merging brought somebody to.
SELECT suggestion_id FROM supporters
WHERE origin_id = :suggestion_id AND person_id = :person_id AND suggestion_id <> :suggestion_id;

-- name: moving(suggestion_id)
SELECT person_id, origin_id FROM supporters WHERE suggestion_id = :suggestion_id ORDER BY since, person_id;
