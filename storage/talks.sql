-- name: find(channel, address)^
SELECT step, data, updated_at FROM talks WHERE channel = :channel AND address = :address;

-- name: save(channel, address, step, data, now)!
INSERT INTO talks (channel, address, step, data, updated_at) VALUES (:channel, :address, :step, :data, :now)
ON CONFLICT (channel, address) DO UPDATE
SET step = excluded.step, data = excluded.data, updated_at = excluded.updated_at;

-- name: end(channel, address)!
DELETE FROM talks WHERE channel = :channel AND address = :address;

-- name: resting(before)
SELECT t.channel, t.address, a.person_id
FROM talks t LEFT JOIN accounts a ON a.channel = t.channel AND a.address = t.address
WHERE t.updated_at < :before;

-- name: draft(person_id, kind)^
SELECT body, updated_at FROM drafts WHERE person_id = :person_id AND kind = :kind;

-- name: save_draft(person_id, kind, body, now)!
INSERT INTO drafts (person_id, kind, body, updated_at) VALUES (:person_id, :kind, :body, :now)
ON CONFLICT (person_id, kind) DO UPDATE SET body = excluded.body, updated_at = excluded.updated_at;

-- name: drop_draft(person_id, kind)!
DELETE FROM drafts WHERE person_id = :person_id AND kind = :kind;
