-- name: shown(channel, address, subject)^
SELECT message_id FROM cards WHERE channel = :channel AND address = :address AND subject = :subject;

-- name: point(channel, address, subject, message_id, now)!
INSERT INTO cards (channel, address, subject, message_id, updated_at)
VALUES (:channel, :address, :subject, :message_id, :now)
ON CONFLICT (channel, address, subject) DO UPDATE
SET message_id = excluded.message_id, updated_at = excluded.updated_at;

-- name: drop(channel, address, subject)!
DELETE FROM cards WHERE channel = :channel AND address = :address AND subject = :subject;

-- name: drop_all(channel, address)!
DELETE FROM cards WHERE channel = :channel AND address = :address;

-- name: drop_old(channel, address, before)!
DELETE FROM cards WHERE channel = :channel AND address = :address AND updated_at < :before;
