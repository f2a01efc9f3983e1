-- Who gets a notice, and how it stands with each.

-- name: next(notice_id, kind, number)
-- The next ones who wait, and what becomes of each: who left or muted the kind meanwhile is passed over.
SELECT r.id, r.person_id, CASE
    WHEN p.erased_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM accounts a WHERE a.person_id = p.id) THEN 'skipped'
    WHEN EXISTS (SELECT 1 FROM notice_mutes m WHERE m.person_id = p.id AND m.kind = CAST(:kind AS TEXT)) THEN 'skipped'
    WHEN (
        SELECT a.unreachable_at FROM accounts a WHERE a.person_id = p.id ORDER BY a.bound_at DESC LIMIT 1
    ) IS NOT NULL THEN 'unreachable'
    ELSE 'handed' END AS becomes
FROM notice_recipients r JOIN persons p ON p.id = r.person_id
WHERE r.notice_id = :notice_id AND r.state = 'waiting' AND r.revision = 0
ORDER BY r.person_id LIMIT :number;

-- name: take(state, revision, id)!
UPDATE notice_recipients SET state = :state, revision = :revision WHERE id = :id AND state = 'waiting';

-- name: settled(notice_id, number)
-- Those for whom nothing waits any more of what was on its way, and what became of it.
SELECT r.id, max(CASE WHEN o.state = 'sent' THEN o.sent_at END) AS sent_at,
    COALESCE(max(CASE WHEN o.state = 'dead' THEN 1 ELSE 0 END), 0) AS dead,
    COALESCE(max(CASE WHEN o.state = 'parked' THEN 1 ELSE 0 END), 0) AS parked,
    COALESCE(max(CASE WHEN o.state = 'dropped' THEN 1 ELSE 0 END), 0) AS dropped
FROM notice_recipients r LEFT JOIN outbox o ON o.recipient_id = r.id
WHERE r.notice_id = :notice_id AND r.state = 'handed'
GROUP BY r.id
HAVING COALESCE(sum(CASE WHEN o.state IN ('waiting', 'held') THEN 1 ELSE 0 END), 0) = 0
ORDER BY r.id LIMIT :number;

-- name: settle(state, sent_at, revision, id)!
-- Whom it did not reach after all waits again, or is done with.
UPDATE notice_recipients
SET state = :state, sent_at = :sent_at, revision = CASE WHEN CAST(:revision AS BIGINT) = 0 THEN 0 ELSE revision END
WHERE id = :id AND state = 'handed';

-- name: counts(notice_id)
SELECT state, count(*) AS n FROM notice_recipients WHERE notice_id = :notice_id GROUP BY state;

-- name: count_noted(notice_id)$
SELECT count(*) AS n FROM notice_recipients WHERE notice_id = :notice_id AND noted_at IS NOT NULL;

-- name: older(notice_id, revision, number)
-- Those who have other words than the present ones.
SELECT id, person_id FROM notice_recipients
WHERE notice_id = :notice_id AND state = 'sent' AND revision < :revision
ORDER BY revision, person_id LIMIT :number;

-- name: renew(revision, id, before)!
UPDATE notice_recipients SET revision = :revision WHERE id = :id AND state = 'sent' AND revision < :before;

-- name: withdraw(id)!
UPDATE notice_recipients SET state = 'withdrawn' WHERE id = :id AND state = 'sent';

-- name: delivered(notice_id, number)
SELECT id, person_id FROM notice_recipients
WHERE notice_id = :notice_id AND state = 'sent' ORDER BY revision, person_id LIMIT :number;

-- name: messages(id)
-- The messages that one of them got, in their order; nothing where the chat is not theirs any more.
SELECT o.channel, o.address, o.message_id, o.message_ids, o.sent_at
FROM notice_recipients r JOIN outbox o ON o.recipient_id = r.id
JOIN accounts a ON a.channel = o.channel AND a.address = o.address AND a.person_id = r.person_id
WHERE r.id = :id AND o.state = 'sent' AND o.message_id IS NOT NULL ORDER BY o.id;

-- name: unread(notice_id, after, number)
-- Those who have it and did not say that they read it.
SELECT person_id FROM notice_recipients
WHERE notice_id = :notice_id AND person_id > :after AND state = 'sent' AND noted_at IS NULL
ORDER BY person_id LIMIT :number;

-- name: find(notice_id, person_id)^
SELECT id, state, noted_at FROM notice_recipients WHERE notice_id = :notice_id AND person_id = :person_id;

-- name: note(now, id)!
UPDATE notice_recipients SET noted_at = :now WHERE id = :id AND noted_at IS NULL;

-- name: missed(notice_id, number)
SELECT person_id, state FROM notice_recipients
WHERE notice_id = :notice_id AND state IN ('unreachable', 'failed') ORDER BY person_id LIMIT :number;

-- name: hold(notice_id)!
-- What is on its way and not sent yet stays where it is, until it goes on.
UPDATE outbox SET state = 'held' WHERE state = 'waiting' AND recipient_id IN (
    SELECT r.id FROM notice_recipients r WHERE r.notice_id = :notice_id AND r.state = 'handed'
);

-- name: let_go(notice_id)!
UPDATE outbox SET state = 'waiting' WHERE state = 'held' AND recipient_id IN (
    SELECT r.id FROM notice_recipients r WHERE r.notice_id = :notice_id AND r.state = 'handed'
);

-- name: drop_held(notice_id, now)!
UPDATE outbox SET state = 'dropped', sent_at = :now WHERE state = 'held' AND recipient_id IN (
    SELECT r.id FROM notice_recipients r WHERE r.notice_id = :notice_id AND r.state = 'handed'
);

-- name: leave(person_id)!
-- Whoever leaves gets nothing more.
UPDATE notice_recipients SET state = 'skipped' WHERE person_id = :person_id AND state IN ('waiting', 'handed');

-- name: drop_mutes(person_id)!
DELETE FROM notice_mutes WHERE person_id = :person_id;

-- name: give_way(to_id, from_id)!
-- What arrived at one account of somebody, or is on its way there, is not sent to them once more.
DELETE FROM notice_recipients WHERE person_id = :to_id AND state = 'waiting' AND EXISTS (
    SELECT 1 FROM notice_recipients o
    WHERE o.notice_id = notice_recipients.notice_id AND o.person_id = :from_id AND o.state IN ('handed', 'sent')
);

-- name: pass_on(to_id, from_id)!
UPDATE notice_recipients SET person_id = :to_id WHERE person_id = :from_id AND NOT EXISTS (
    SELECT 1 FROM notice_recipients o WHERE o.notice_id = notice_recipients.notice_id AND o.person_id = :to_id
);

-- name: pass_mutes(to_id, from_id)!
UPDATE notice_mutes SET person_id = :to_id WHERE person_id = :from_id AND NOT EXISTS (
    SELECT 1 FROM notice_mutes o WHERE o.kind = notice_mutes.kind AND o.person_id = :to_id
);
