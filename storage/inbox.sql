-- name: store(bot_id, update_id, address, payload, now, state)^
-- Keep an update; the second time it comes nothing happens and no row comes back.
INSERT INTO inbox (bot_id, update_id, address, payload, received_at, state)
VALUES (:bot_id, :update_id, :address, :payload, :now, :state)
ON CONFLICT (bot_id, update_id) DO NOTHING
RETURNING seq;

-- name: count_waiting(address)$
SELECT count(*) AS n FROM inbox WHERE state = 'waiting' AND address = :address;

-- name: waiting()
-- What was stored but not handled, in the order in which it came.
SELECT seq, update_id, address, payload, attempts FROM inbox WHERE state = 'waiting' ORDER BY seq;

-- name: waiting_numbers()
SELECT seq FROM inbox WHERE state = 'waiting';

-- name: attempt(seq)!
UPDATE inbox SET attempts = attempts + 1 WHERE seq = :seq;

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

-- name: prune(before)!
DELETE FROM inbox
WHERE (state = 'done' AND handled_at < :before) OR (state = 'refused' AND received_at < :before);

-- name: forget_strangers(before)!
-- Who never agreed leaves no trace: not even that they wrote.
DELETE FROM inbox
WHERE state <> 'waiting' AND COALESCE(handled_at, received_at) < :before
  AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.address = inbox.address);
