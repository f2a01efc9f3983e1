-- name: store(bot_id, update_id, address, payload, now, cap)^
-- Keep an update; the second time it comes nothing happens and no row comes back. Of one too many of its chat only the
-- note stays that it came.
INSERT INTO inbox (bot_id, update_id, address, payload, received_at, state, handled_at, stranger)
SELECT CAST(:bot_id AS BIGINT), CAST(:update_id AS BIGINT), :address,
       CASE WHEN n.waiting < :cap THEN CAST(:payload AS TEXT) END, CAST(:now AS BIGINT),
       CASE WHEN n.waiting < :cap THEN 'waiting' ELSE 'refused' END,
       CASE WHEN n.waiting < :cap THEN NULL ELSE CAST(:now AS BIGINT) END,
       CASE WHEN EXISTS (SELECT 1 FROM accounts a WHERE a.channel = 'telegram' AND a.address = :address) THEN 0 ELSE 1 END
FROM (SELECT count(*) AS waiting FROM inbox WHERE state = 'waiting' AND address = :address) AS n
WHERE true
ON CONFLICT (bot_id, update_id) DO NOTHING
RETURNING seq, state;

-- name: waiting(parts, after)
-- What was stored but not handled, in the order in which it came, of some parts of the chats (storage/inbox.py): the
-- rest of a chat's number by 60, without the sign of percent, which PostgreSQL's driver would take for its own.
SELECT seq, update_id, address, payload, attempts FROM inbox
WHERE state = 'waiting' AND seq > :after
  AND (CAST(:parts AS BIGINT)
       >> CAST(abs(CAST(address AS BIGINT)) - abs(CAST(address AS BIGINT)) / 60 * 60 AS INTEGER)) & 1 = 1
ORDER BY seq;

-- name: waiting_numbers(parts)
SELECT seq FROM inbox
WHERE state = 'waiting' AND (CAST(:parts AS BIGINT)
       >> CAST(abs(CAST(address AS BIGINT)) - abs(CAST(address AS BIGINT)) / 60 * 60 AS INTEGER)) & 1 = 1;

-- name: queue()^
SELECT count(*) AS n, min(received_at) AS oldest FROM inbox WHERE state = 'waiting';

-- name: attempt(seq)!
UPDATE inbox SET attempts = attempts + 1 WHERE seq = :seq;

-- name: give_back(seq)!
UPDATE inbox SET attempts = attempts - 1 WHERE seq = :seq AND attempts > 0 AND state = 'waiting';

-- name: done(now, seq)!
-- Handled: what it said is not kept a second time.
UPDATE inbox SET state = 'done', payload = NULL, handled_at = :now WHERE seq = :seq AND state = 'waiting';

-- name: park(now, error, tries, seq)!
UPDATE inbox
SET state = 'parked', handled_at = :now, error = :error,
    attempts = CASE WHEN attempts < :tries THEN :tries ELSE attempts END
WHERE seq = :seq AND state = 'waiting';

-- name: parked()
SELECT update_id, address, received_at, handled_at, attempts, error FROM inbox WHERE state = 'parked' ORDER BY seq;

-- name: retry(tries, update_id)
UPDATE inbox SET state = 'waiting', attempts = :tries, handled_at = NULL, error = NULL
WHERE update_id = :update_id AND state = 'parked'
RETURNING seq;

-- name: count_parked()$
SELECT count(*) AS n FROM inbox WHERE state = 'parked';

-- name: prune(before, count)!
DELETE FROM inbox WHERE seq IN (
    SELECT seq FROM inbox WHERE state IN ('done', 'refused') AND handled_at < :before ORDER BY handled_at LIMIT :count
);

-- name: prune_parked(before, count)!
DELETE FROM inbox WHERE seq IN (
    SELECT seq FROM inbox WHERE state = 'parked' AND handled_at < :before ORDER BY seq LIMIT :count
);

-- name: blank_parked(address)!
-- Its words are gone, so nobody can try it again; that it came is forgotten with what strangers left.
UPDATE inbox SET state = 'done', payload = NULL, error = NULL, stranger = 1
WHERE address = :address AND state = 'parked';

-- name: forget_strangers(before, count)!
-- Who never agreed leaves no trace: not even that they wrote.
DELETE FROM inbox WHERE seq IN (
    SELECT i.seq FROM inbox i
    WHERE i.stranger = 1 AND i.state <> 'waiting' AND i.handled_at < :before
      AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.channel = 'telegram' AND a.address = i.address)
    ORDER BY i.handled_at LIMIT :count
);
