-- name: change_nothing()!
UPDATE outbox SET state = state WHERE id = 0;
