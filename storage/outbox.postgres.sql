-- name: add(channel, address, priority, action, card, body, suggestion_id, case_message_id, dedupe, now, due_at, expires_at, state, update_id, recipient_id)<!
-- Who writes the same card elsewhere goes on when this is committed, with a higher id: so both see which is the newer
-- state. The row is made of the lock, for the id must be given after it.
INSERT INTO outbox (channel, address, priority, action, card, body, suggestion_id, case_message_id, dedupe,
                    created_at, due_at, expires_at, state, update_id, recipient_id, stranger)
SELECT :channel, :address, :priority, :action, :card, :body, :suggestion_id, :case_message_id, :dedupe,
       :now, :due_at, :expires_at, :state, :update_id, :recipient_id,
       CASE WHEN substr(CAST(:address AS TEXT), 1, 1) = '-' OR EXISTS (SELECT 1 FROM accounts a WHERE a.channel = CAST(:channel AS TEXT) AND a.address = CAST(:address AS TEXT)) THEN 0 ELSE 1 END
FROM (
    SELECT CASE WHEN CAST(:card AS TEXT) IS NOT NULL THEN pg_advisory_xact_lock(
        hashtextextended(CONCAT_WS('/', CAST(:channel AS TEXT), CAST(:address AS TEXT), CAST(:card AS TEXT)), 0)
    ) END
) AS line (locked)
RETURNING id;
