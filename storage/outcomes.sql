-- name: add(suggestion_id, answer, unit_id, class_, answered_at, ask_at)!
INSERT INTO outcomes (suggestion_id, answer, unit_id, class, answered_at, ask_at)
VALUES (:suggestion_id, :answer, :unit_id, :class_, :answered_at, :ask_at);

-- name: latest(suggestion_id)^
SELECT suggestion_id, answer, class, answered_at, process, result, lapsed, ask_at, asked_at, fixed
FROM outcomes WHERE suggestion_id = :suggestion_id ORDER BY answer DESC LIMIT 1;

-- name: rate(process, result, now, suggestion_id, answer)!
UPDATE outcomes SET process = :process, result = :result, rated_at = :now
WHERE suggestion_id = :suggestion_id AND answer = :answer;

-- name: lapse(suggestion_id, answer)!
UPDATE outcomes SET lapsed = 1 WHERE suggestion_id = :suggestion_id AND answer = :answer AND result IS NULL;

-- name: ask_no_more(suggestion_id)!
UPDATE outcomes SET ask_at = NULL WHERE suggestion_id = :suggestion_id AND ask_at IS NOT NULL;

-- name: to_ask(now, count)
SELECT suggestion_id, answer FROM outcomes WHERE ask_at <= :now ORDER BY ask_at LIMIT :count;

-- name: asked(now, suggestion_id, answer)!
UPDATE outcomes SET ask_at = NULL, asked_at = :now WHERE suggestion_id = :suggestion_id AND answer = :answer;

-- name: say(fixed, now, suggestion_id, answer)!
-- Said once; whatever comes later finds it said.
UPDATE outcomes SET fixed = :fixed, fixed_at = :now
WHERE suggestion_id = :suggestion_id AND answer = :answer AND asked_at IS NOT NULL AND fixed IS NULL;

-- name: count(unit_id, since, until)
-- The cases of a unit and all below it whose last answer was given in a time, by what staff and residents say of it.
WITH RECURSIVE mine (id) AS (
    SELECT CAST(:unit_id AS BIGINT)
    UNION
    SELECT u.id FROM mine JOIN units u ON u.parent_id = mine.id
)
SELECT found.class, found.is_open, found.rated, found.fixed, count(*) AS cases FROM (
    SELECT o.class AS class,
        CASE WHEN s.state IN ('closed', 'withdrawn', 'merged', 'redirected') THEN 0 ELSE 1 END AS is_open,
        CASE WHEN o.result IS NOT NULL THEN o.result WHEN o.lapsed = 1 THEN 'not_rated' ELSE 'awaited' END AS rated,
        CASE WHEN o.fixed IS NOT NULL THEN o.fixed WHEN o.asked_at IS NOT NULL THEN 'not_said' ELSE 'not_asked' END
            AS fixed
    FROM mine CROSS JOIN outcomes o CROSS JOIN suggestions s
    WHERE o.unit_id = mine.id AND o.answered_at >= :since AND o.answered_at < :until
        AND s.id = o.suggestion_id AND s.answers = o.answer
) found
GROUP BY found.class, found.is_open, found.rated, found.fixed
ORDER BY found.class, found.is_open, found.rated, found.fixed;
