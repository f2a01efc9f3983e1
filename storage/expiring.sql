-- Cases that have ended, of which words or files are kept still.

-- name: worded(before, count)
SELECT id FROM suggestions WHERE closed_at IS NOT NULL AND words_gone = 0 AND closed_at < :before
ORDER BY closed_at LIMIT :count;

-- name: filed(before, count)
SELECT id FROM suggestions WHERE closed_at IS NOT NULL AND files_gone = 0 AND closed_at < :before
ORDER BY closed_at LIMIT :count;

-- name: drop_files(suggestion_id)!
DELETE FROM case_files WHERE message_id IN (SELECT m.id FROM case_messages m WHERE m.suggestion_id = :suggestion_id);

-- name: drop_shown(suggestion_id)!
DELETE FROM shown_files WHERE suggestion_id = :suggestion_id;

-- name: files_gone(id)!
UPDATE suggestions SET files_gone = 1 WHERE id = :id;
