-- Taking back what was shown: files of a case, and words that wait to be sent.

-- name: keep_shown(channel, address, message_id, suggestion_id, file_id, now)!
INSERT INTO shown_files (channel, address, message_id, suggestion_id, file_id, at)
VALUES (:channel, :address, :message_id, :suggestion_id, :file_id, :now)
ON CONFLICT (channel, address, message_id) DO NOTHING;

-- name: body(id)^
SELECT body FROM outbox WHERE id = :id;

-- name: shown(suggestion_id, file_id)
SELECT channel, address, message_id, at FROM shown_files
WHERE suggestion_id = :suggestion_id AND file_id = :file_id ORDER BY channel, address, message_id;

-- name: drop_shown(suggestion_id, file_id)!
DELETE FROM shown_files WHERE suggestion_id = :suggestion_id AND file_id = :file_id;

-- name: drop_file(id)!
DELETE FROM case_files WHERE id = :id;

-- name: waiting(suggestion_id)
SELECT id, body FROM outbox WHERE state = 'waiting' AND suggestion_id = :suggestion_id ORDER BY priority, id;

-- name: parked(suggestion_id)
SELECT id, body FROM outbox WHERE state = 'parked' AND suggestion_id = :suggestion_id ORDER BY channel, address;

-- name: rewrite(body, id)!
UPDATE outbox SET body = :body WHERE id = :id;

-- name: give_up(now, id)!
UPDATE outbox SET state = 'dropped', body = NULL, sent_at = :now WHERE id = :id;

-- name: waiting_for(channel, address)
SELECT id, suggestion_id FROM outbox WHERE state = 'waiting' AND channel = :channel AND address = :address
ORDER BY priority, id;

-- name: parked_for(channel, address)
SELECT id, suggestion_id FROM outbox WHERE state = 'parked' AND channel = :channel AND address = :address
ORDER BY channel, address;

-- name: own_files(suggestion_id, author_id)
-- What somebody attached in a case: also what they sent twice.
SELECT f.id, f.kind, f.file_id, f.unique_id, m.at FROM case_messages m JOIN case_files f ON f.message_id = m.id
WHERE m.suggestion_id = :suggestion_id AND m.author_id = :author_id AND m.role = 'resident'
ORDER BY f.message_id, f.position;
