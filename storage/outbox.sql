-- name: claim_key(key, now, passing)^
-- The first one to come with a key gets it back; later ones get nothing.
INSERT INTO dedupe_keys (key, at, passing) VALUES (:key, :now, :passing) ON CONFLICT (key) DO NOTHING RETURNING key;

-- name: add(channel, address, priority, action, card, body, suggestion_id, case_message_id, dedupe, now, due_at, expires_at, state, update_id, recipient_id)<!
INSERT INTO outbox (channel, address, priority, action, card, body, suggestion_id, case_message_id, dedupe,
                    created_at, due_at, expires_at, state, update_id, recipient_id, stranger)
VALUES (:channel, :address, :priority, :action, :card, :body, :suggestion_id, :case_message_id, :dedupe,
        :now, :due_at, :expires_at, :state, :update_id, :recipient_id,
        CASE WHEN substr(CAST(:address AS TEXT), 1, 1) = '-' OR EXISTS (SELECT 1 FROM accounts a WHERE a.channel = :channel AND a.address = :address) THEN 0 ELSE 1 END)
RETURNING id;

-- name: replace_unsent(channel, address, card, id)!
-- A newer state of a card makes one that was not sent yet pointless. The row stays: it may be in flight.
UPDATE outbox SET state = 'replaced', sent_at = created_at
WHERE channel = :channel AND address = :address AND card = :card AND state = 'waiting' AND id < :id;

-- name: waiting(each, count)
-- The first of what waits, but only so much of each chat: one that is flooded must not hide all others.
SELECT o.id, o.channel, o.address, o.priority, o.action, o.card, o.body, o.suggestion_id, o.case_message_id,
       o.attempts, o.created_at, o.due_at, o.expires_at, o.update_id
FROM outbox o
WHERE o.state = 'waiting' AND :each > (
    SELECT count(*) FROM (
        SELECT 1 FROM outbox b
        WHERE b.state = 'waiting' AND b.channel = o.channel AND b.address = o.address
          AND (b.priority, b.id) < (o.priority, o.id)
        LIMIT :each
    ) AS before
)
ORDER BY o.priority, o.id
LIMIT :count;

-- name: waiting_numbers(below, count)
-- The first of what waits and is more urgent than so.
SELECT id FROM outbox WHERE state = 'waiting' AND priority < :below ORDER BY priority, id LIMIT :count;

-- name: between(first, last)
-- What waits of the rows with these ids and those between: the newest commits of another process.
SELECT id, channel, address, priority, action, card, body, suggestion_id, case_message_id,
       attempts, created_at, due_at, expires_at, update_id
FROM outbox WHERE state = 'waiting' AND id >= :first AND id <= :last
ORDER BY id;

-- name: count_notices(number)$
-- How many notices wait, up to a number.
SELECT count(*) AS n FROM (SELECT 1 AS one FROM outbox WHERE state = 'waiting' AND priority = 2 LIMIT :number) AS x;

-- name: queue()
SELECT priority, count(*) AS n, min(due_at) AS oldest FROM outbox WHERE state = 'waiting' GROUP BY priority;

-- name: last_sent()^
-- The first condition is that of the index.
SELECT sent_at FROM outbox WHERE body IS NOT NULL AND state <> 'waiting' AND state = 'sent' AND sent_at IS NOT NULL
ORDER BY sent_at DESC LIMIT 1;

-- name: count_dead(since)$
-- The first two conditions are those of the index.
SELECT count(*) AS n FROM outbox
WHERE body IS NOT NULL AND state <> 'waiting' AND state = 'dead' AND sent_at >= :since;

-- name: blank_old(before, count)!
UPDATE outbox SET body = NULL WHERE id IN (
    SELECT id FROM outbox
    WHERE body IS NOT NULL AND state <> 'waiting' AND state <> 'parked' AND sent_at < :before
    ORDER BY sent_at LIMIT :count
);

-- name: strangers(before, count)
-- What is old and was for those who never agreed.
SELECT o.id, o.channel, o.address FROM outbox o
WHERE o.stranger = 1 AND o.state <> 'waiting' AND o.created_at < :before AND COALESCE(o.sent_at, o.created_at) < :before
  AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.channel = o.channel AND a.address = o.address)
ORDER BY o.created_at LIMIT :count;

-- name: forget(id)!
DELETE FROM outbox WHERE id = :id;

-- name: forget_keys(before)!
DELETE FROM dedupe_keys WHERE passing = 1 AND at < :before;

-- name: keep_paper(outbox_id, content)!
INSERT INTO papers (outbox_id, content) VALUES (:outbox_id, :content);

-- name: paper(outbox_id)^
SELECT content FROM papers WHERE outbox_id = :outbox_id;

-- name: drop_papers(count)!
-- Those of messages that nobody will send any more.
DELETE FROM papers WHERE outbox_id IN (
    SELECT p.outbox_id FROM papers p JOIN outbox o ON o.id = p.outbox_id WHERE o.body IS NULL
    ORDER BY p.outbox_id LIMIT :count
);
