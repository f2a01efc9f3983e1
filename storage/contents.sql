-- name: figures()^
-- What a backup holds, for the line that is printed of it.
SELECT (SELECT count(*) FROM seals) AS sealed,
       (SELECT max(at) FROM events) AS last_change,
       (SELECT count(*) FROM inbox WHERE state = 'waiting') AS updates,
       (SELECT count(*) FROM outbox WHERE state = 'waiting') AS messages;
