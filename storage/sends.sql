-- name: sent(now, message_id, id)!
UPDATE outbox SET state = 'sent', sent_at = :now, message_id = :message_id, attempts = attempts + 1
WHERE id = :id AND body IS NOT NULL AND state <> 'sent';

-- name: several(message_ids, id)!
UPDATE outbox SET message_ids = :message_ids WHERE id = :id;

-- name: blank_one(id)!
UPDATE outbox SET body = NULL WHERE id = :id;

-- name: secrets(channel, address, sign)
-- What waits for somebody and holds something that is not to be kept.
SELECT id, body FROM outbox
WHERE channel = :channel AND address = :address AND state = 'waiting' AND body LIKE :sign;

-- name: body(id)^
SELECT body FROM outbox WHERE id = :id;

-- name: reword(body, id)!
UPDATE outbox SET body = :body WHERE id = :id;

-- name: failed(state, error, now, id)!
UPDATE outbox SET state = :state, error = :error, attempts = attempts + 1, sent_at = :now WHERE id = :id;

-- name: refused()
-- What the messenger did not take. Of a card nobody wants an old state; words that were blanked can't be sent.
SELECT o.id, o.address, o.created_at, o.sent_at, o.attempts, o.error FROM outbox o
WHERE o.state = 'dead' AND o.body IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM outbox n
    WHERE n.channel = o.channel AND n.address = o.address AND n.card = o.card AND n.id > o.id
)
ORDER BY o.id;

-- name: send_again(id)
UPDATE outbox SET state = 'waiting', error = NULL, sent_at = NULL
WHERE id = :id AND state = 'dead' AND body IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM outbox n
    WHERE n.channel = outbox.channel AND n.address = outbox.address AND n.card = outbox.card AND n.id > outbox.id
)
RETURNING id;

-- name: tried(error, id)!
UPDATE outbox SET attempts = attempts + 1, error = :error WHERE id = :id;

-- name: park_address(channel, address)!
UPDATE outbox SET state = 'parked' WHERE channel = :channel AND address = :address AND state = 'waiting';

-- name: unpark_replies(channel, address)!
UPDATE outbox SET state = 'waiting'
WHERE channel = :channel AND address = :address AND state = 'parked' AND priority = 0;

-- name: drop_parked(channel, address)!
UPDATE outbox SET state = 'dropped', sent_at = created_at
WHERE channel = :channel AND address = :address AND state = 'parked';

-- name: drop_paper(outbox_id)!
DELETE FROM papers WHERE outbox_id = :outbox_id;
