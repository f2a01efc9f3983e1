-- name: add(contact_id, words, now, update_id)^
INSERT INTO contact_matters (contact_id, words, at, update_id) VALUES (:contact_id, :words, :now, :update_id)
RETURNING id;

-- name: find(id)^
SELECT id, contact_id, words, state FROM contact_matters WHERE id = :id;

-- name: waiting(contact_id)$
SELECT count(*) FROM contact_matters WHERE contact_id = :contact_id AND state = 'waiting';

-- name: settle(state, id)!
UPDATE contact_matters SET state = :state WHERE id = :id AND state = 'waiting';

-- name: became(suggestion_id, id)!
UPDATE contact_matters SET suggestion_id = :suggestion_id WHERE id = :id;
