-- name: add(measure, person_id, suggestion_id, message_id, unit_id, offence, words, by_id, now, ends)<!
INSERT INTO measures (measure, person_id, suggestion_id, message_id, unit_id, offence, words, by_id, at, ends)
VALUES (:measure, :person_id, :suggestion_id, :message_id, :unit_id, :offence, :words, :by_id, :now, :ends)
RETURNING id;

-- name: find(id)^
SELECT * FROM measures WHERE id = :id;

-- name: of_case(suggestion_id)
SELECT * FROM measures WHERE suggestion_id = :suggestion_id ORDER BY id;

-- name: of_person(person_id)
SELECT * FROM measures WHERE person_id = :person_id ORDER BY id;

-- name: object(now, id)!
UPDATE measures SET objected_at = :now WHERE id = :id AND objected_at IS NULL AND undone_at IS NULL;

-- name: decide(now, id)!
UPDATE measures SET decided_at = :now WHERE id = :id AND decided_at IS NULL AND undone_at IS NULL;

-- name: undo(now, id)!
UPDATE measures SET undone_at = :now WHERE id = :id AND undone_at IS NULL;

-- name: first(id)^
-- The first wording of a message.
SELECT COALESCE(edits_id, id) AS id FROM case_messages WHERE id = :id;

-- name: later(id)
-- The later ones.
SELECT id FROM case_messages WHERE edits_id = :id AND edits_id IS NOT NULL ORDER BY id;

-- name: hide(why, id)!
UPDATE case_messages SET hidden = :why WHERE id = :id;

-- name: hide_transcripts(why, suggestion_id)!
-- What was written down of a voice says the same.
UPDATE case_messages SET hidden = :why WHERE suggestion_id = :suggestion_id AND kind = 'transcript';

-- name: mute(ends, id)!
UPDATE persons SET muted_until = :ends WHERE id = :id;

-- name: move(to_id, from_id)!
UPDATE measures SET person_id = :to_id WHERE person_id = :from_id;

-- name: objected(count)
-- What somebody objected to and nobody has decided, the oldest first.
SELECT * FROM measures WHERE objected_at IS NOT NULL AND decided_at IS NULL AND undone_at IS NULL
ORDER BY objected_at, id LIMIT :count;

-- name: withhold_waiting(channel, address, now, case_message_id)!
-- What was not sent yet of a message that is hidden now.
UPDATE outbox SET state = 'dropped', sent_at = :now
WHERE channel = :channel AND address = :address AND state = 'waiting' AND case_message_id = :case_message_id;

-- name: withhold_parked(channel, address, now, case_message_id)!
-- The same of what waits for somebody who is away.
UPDATE outbox SET state = 'dropped', sent_at = :now
WHERE channel = :channel AND address = :address AND state = 'parked' AND case_message_id = :case_message_id;
