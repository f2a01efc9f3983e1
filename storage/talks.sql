-- name: find(channel, address)^
SELECT step, data, updated_at FROM talks WHERE channel = :channel AND address = :address;

-- name: save(channel, address, step, data, now)!
INSERT INTO talks (channel, address, step, data, updated_at) VALUES (:channel, :address, :step, :data, :now)
ON CONFLICT (channel, address) DO UPDATE
SET step = excluded.step, data = excluded.data, updated_at = excluded.updated_at;

-- name: end(channel, address)!
DELETE FROM talks WHERE channel = :channel AND address = :address;

-- name: rest(before, count)!
-- Those of people who agreed.
DELETE FROM talks WHERE (channel, address) IN (
    SELECT t.channel, t.address FROM talks t
    WHERE t.updated_at < :before
      AND EXISTS (SELECT 1 FROM accounts a WHERE a.channel = t.channel AND a.address = t.address)
    ORDER BY t.updated_at LIMIT :count
);

-- name: forget_strangers(before, count)!
DELETE FROM talks WHERE (channel, address) IN (
    SELECT t.channel, t.address FROM talks t
    WHERE t.updated_at < :before
      AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.channel = t.channel AND a.address = t.address)
    ORDER BY t.updated_at LIMIT :count
);

-- name: draft(person_id, kind)^
SELECT body, updated_at FROM drafts WHERE person_id = :person_id AND kind = :kind;

-- name: save_draft(person_id, kind, body, now)!
INSERT INTO drafts (person_id, kind, body, updated_at) VALUES (:person_id, :kind, :body, :now)
ON CONFLICT (person_id, kind) DO UPDATE SET body = excluded.body, updated_at = excluded.updated_at;

-- name: drop_draft(person_id, kind)!
DELETE FROM drafts WHERE person_id = :person_id AND kind = :kind;
