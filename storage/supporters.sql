-- name: add(suggestion_id, person_id, now, origin_id)^
INSERT INTO supporters (suggestion_id, person_id, since, origin_id) VALUES (:suggestion_id, :person_id, :now, :origin_id)
ON CONFLICT (suggestion_id, person_id) DO NOTHING RETURNING person_id;

-- name: remove(suggestion_id, person_id)!
DELETE FROM supporters WHERE suggestion_id = :suggestion_id AND person_id = :person_id;

-- name: of_case(suggestion_id)
SELECT u.person_id FROM supporters u JOIN persons p ON p.id = u.person_id AND p.erased_at IS NULL
WHERE u.suggestion_id = :suggestion_id ORDER BY u.since, u.person_id;

-- name: count(suggestion_id)$
SELECT count(*) AS n FROM supporters WHERE suggestion_id = :suggestion_id;

-- name: supports(suggestion_id, person_id)^
SELECT suggestion_id FROM supporters WHERE suggestion_id = :suggestion_id AND person_id = :person_id;

-- name: supported(person_id, count, skip)
-- What a person supports, the newest case first.
SELECT suggestion_id FROM supporters WHERE person_id = :person_id
ORDER BY suggestion_id DESC LIMIT :count OFFSET :skip;

-- name: move(to_id, from_id)!
-- Nobody supports a case twice.
UPDATE supporters SET person_id = :to_id WHERE person_id = :from_id
  AND NOT EXISTS (SELECT 1 FROM supporters o WHERE o.suggestion_id = supporters.suggestion_id AND o.person_id = :to_id);

-- name: leave_all(person_id)!
DELETE FROM supporters WHERE person_id = :person_id;

-- name: leave_own(person_id)!
DELETE FROM supporters WHERE person_id = :person_id
  AND EXISTS (SELECT 1 FROM suggestions s WHERE s.id = supporters.suggestion_id AND s.author_id = supporters.person_id);

-- name: news(suggestion_id, kind, message_id)!
-- The parts of an album are one piece of news.
INSERT INTO support_news (suggestion_id, kind, message_id)
SELECT CAST(:suggestion_id AS BIGINT), CAST(:kind AS TEXT), CAST(:message_id AS BIGINT)
WHERE NOT EXISTS (
    SELECT 1 FROM support_news n WHERE n.suggestion_id = :suggestion_id AND n.message_id = CAST(:message_id AS BIGINT)
);

-- name: oldest_news()^
SELECT id, suggestion_id, kind, message_id, last_person_id FROM support_news ORDER BY id LIMIT 1;

-- name: next_of_case(suggestion_id, after, count)
SELECT u.person_id FROM supporters u JOIN persons p ON p.id = u.person_id AND p.erased_at IS NULL
WHERE u.suggestion_id = :suggestion_id AND u.person_id > :after ORDER BY u.person_id LIMIT :count;

-- name: told(last, id)!
UPDATE support_news SET last_person_id = :last WHERE id = :id;

-- name: all_told(id)!
DELETE FROM support_news WHERE id = :id;
