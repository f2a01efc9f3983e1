-- name: own(channel, address, message_id)^
-- What somebody said in a case with a message of the own chat.
SELECT m.id, m.suggestion_id, m.kind, m.role, m.author_id, m.words, m.at, m.hidden
FROM relays r JOIN case_messages m ON m.id = r.case_message_id
WHERE r.channel = :channel AND r.address = :address AND r.message_id = :message_id;

-- name: find(id)^
SELECT id, suggestion_id, kind, role, author_id, words, at, hidden FROM case_messages WHERE id = :id;

-- name: last_wording(id, message_id)^
-- How a message in the writer's chat was worded last, if it was edited.
SELECT words, edited_at FROM case_messages WHERE edits_id = :id AND edited_message = :message_id
ORDER BY id DESC LIMIT 1;

-- name: word_anew(suggestion_id, kind, author_id, role, words, now, update_id, edits_id, message_id, edited_at)<!
INSERT INTO case_messages (suggestion_id, kind, author_id, role, words, at, update_id,
                           edits_id, edited_message, edited_at)
VALUES (:suggestion_id, :kind, :author_id, :role, :words, :now, :update_id, :edits_id, :message_id, :edited_at)
RETURNING id;

-- name: on_their_way(message)
-- All that went out, or is to go out, of something that was said.
SELECT channel, address, state, sent_at, message_id FROM outbox WHERE case_message_id = :message ORDER BY id;

-- name: parked(channel, address, count)
-- What was said in cases and waits for an account that can't be reached.
SELECT DISTINCT case_message_id FROM outbox
WHERE channel = :channel AND address = :address AND state = 'parked' AND case_message_id IS NOT NULL
ORDER BY case_message_id LIMIT :count;

-- name: bind(channel, address, message_id, suggestion_id, case_message_id)!
INSERT INTO relays (channel, address, message_id, suggestion_id, case_message_id)
VALUES (:channel, :address, :message_id, :suggestion_id, :case_message_id)
ON CONFLICT (channel, address, message_id) DO NOTHING;

-- name: case_of(channel, address, message_id)^
SELECT suggestion_id FROM relays
WHERE channel = :channel AND address = :address AND message_id = :message_id;
