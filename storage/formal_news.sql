-- name: put(formal_id, suggestion_id, phase)!
INSERT INTO formal_news (formal_id, suggestion_id, phase) VALUES (:formal_id, :suggestion_id, :phase);

-- name: oldest()^
SELECT id, formal_id, suggestion_id, phase, last_person_id FROM formal_news ORDER BY id LIMIT 1;

-- name: persons(suggestion_id, after, count)
-- The author of a case, who follows it, and whom merging it took to another case; some at a time.
SELECT p.id FROM persons p
WHERE p.id IN (
    SELECT s.author_id FROM suggestions s WHERE s.id = :suggestion_id
    UNION
    SELECT u.person_id FROM supporters u WHERE u.suggestion_id = :suggestion_id
    UNION
    SELECT o.person_id FROM supporters o WHERE o.origin_id = :suggestion_id AND o.origin_id IS NOT NULL
) AND p.id > :after AND p.erased_at IS NULL
ORDER BY p.id LIMIT :count;

-- name: told_to(last, id)!
UPDATE formal_news SET last_person_id = :last WHERE id = :id;

-- name: drop(id)!
DELETE FROM formal_news WHERE id = :id;
