-- Erasing what is stored on a person. The row in persons stays, for the history's ids, and says nothing any more.

-- name: holds_office(person_id)^
-- Whether the roster knows an office of theirs, today's or another day's.
SELECT id FROM mandates WHERE person_id = :person_id
UNION ALL
SELECT id FROM roles WHERE person_id = :person_id
LIMIT 1;

-- name: accounts(person_id)
SELECT channel, address FROM accounts WHERE person_id = :person_id ORDER BY channel, address;

-- name: ghost(code, now)<!
-- Somebody without a name: the author of cases whose author has left and holds an office.
INSERT INTO persons (code, name, created_at, erased_at) VALUES (:code, '', :now, :now) RETURNING id;

-- name: erase_person(now, id)!
UPDATE persons
SET name = '', language = 'zh', phone = NULL, shown = NULL, unit_id = NULL, portrait = NULL, consent_at = NULL,
    muted_until = NULL, erased_at = :now
WHERE id = :id;

-- name: drop_roster_words(id)!
-- Their name and number as they stood in the roster before an import.
DELETE FROM roster_change_rows WHERE ref = (SELECT p.ref FROM persons p WHERE p.id = :id);

-- name: erase_resident(id)!
-- Of those who hold an office: the roster's name and number stay.
UPDATE persons SET shown = NULL, unit_id = NULL, muted_until = NULL WHERE id = :id;

-- name: unbind(person_id)!
DELETE FROM accounts WHERE person_id = :person_id;

-- name: end_talk(channel, address)!
DELETE FROM talks WHERE channel = :channel AND address = :address;

-- name: drop_relays(channel, address)!
DELETE FROM relays WHERE channel = :channel AND address = :address;

-- name: drop_relays_of(channel, address, author_id)!
DELETE FROM relays WHERE channel = :channel AND address = :address
  AND suggestion_id IN (SELECT s.id FROM suggestions s WHERE s.author_id = :author_id);

-- name: drop_shown(channel, address)!
DELETE FROM shown_files WHERE channel = :channel AND address = :address;

-- name: drop_tries(channel, address)!
DELETE FROM invite_tries WHERE channel = :channel AND address = :address;

-- name: drop_drafts(person_id)!
DELETE FROM drafts WHERE person_id = :person_id;

-- name: drop_reminders(person_id)!
DELETE FROM reminders WHERE person_id = :person_id;

-- name: drop_supports(person_id)!
DELETE FROM supporters WHERE person_id = :person_id;

-- name: end_links(person_id, today, now)!
UPDATE links SET ends = :today, ended_at = :now WHERE other_id = :person_id AND tier = 'residents' AND (ends IS NULL OR ends > :today);

-- name: end_proposals(person_id, now)!
UPDATE link_proposals SET answer = 'declined', answered_at = :now WHERE other_id = :person_id AND answer = 'waiting';

-- name: expire_contacts(person_id, now)!
-- Meetings that wait for their word: nobody else can give it for somebody who had an account.
UPDATE contacts SET standing = 'expired', void_at = :now
WHERE standing = 'waiting' AND link_id IN (SELECT id FROM links WHERE other_id = :person_id AND tier = 'residents');

-- name: blank_contacts(person_id)!
-- What was logged of contacts with them. Who, how and when stays, for the ledger.
UPDATE contact_entries SET summary = '', place = '' WHERE id IN (
    SELECT c.entry_id FROM links l JOIN contacts c ON c.link_id = l.id WHERE l.other_id = :person_id
);

-- name: blank_meetings(person_id)!
-- Where they were asked to come: it may be their home.
UPDATE meetings SET place = '' WHERE id IN (
    SELECT i.meeting_id FROM links l JOIN invited i ON i.link_id = l.id WHERE l.other_id = :person_id
);

-- name: blank_matters(person_id)!
-- What they raised.
UPDATE contact_matters
SET words = '', suggestion_id = NULL, state = CASE WHEN state = 'waiting' THEN 'left' ELSE state END
WHERE contact_id IN (
    SELECT c.id FROM links l JOIN contacts c ON c.link_id = l.id WHERE l.other_id = :person_id
);

-- name: blank_objections(person_id)!
-- What they said against it.
UPDATE contacts SET objection = '', decision = '' WHERE link_id IN (SELECT l.id FROM links l WHERE l.other_id = :person_id);

-- name: cases(author_id)
SELECT id, state, anonymous FROM suggestions WHERE author_id = :author_id ORDER BY id;

-- name: pass_cases(to_id, from_id)!
UPDATE suggestions SET author_id = :to_id WHERE author_id = :from_id;

-- name: pass_words(to_id, from_id)!
UPDATE case_messages SET author_id = :to_id WHERE author_id = :from_id
  AND suggestion_id IN (SELECT s.id FROM suggestions s WHERE s.author_id = :to_id);

-- name: pass_measures(to_id, from_id)!
UPDATE measures SET person_id = :to_id WHERE person_id = :from_id;

-- name: blank_measures(author_id)!
UPDATE measures SET words = '' WHERE person_id = :author_id;

-- name: count_words(author_id)$
SELECT count(*) AS n FROM suggestions s JOIN case_messages m ON m.suggestion_id = s.id
WHERE s.author_id = :author_id AND m.role = 'resident' AND m.words <> '';

-- name: files_of(suggestion_id)
-- What the author attached.
SELECT f.id, f.file_id FROM case_messages m JOIN case_files f ON f.message_id = m.id
WHERE m.suggestion_id = :suggestion_id AND m.role = 'resident' ORDER BY f.id;

-- name: put_leaving(suggestion_id, keep, due_at)!
INSERT INTO leavings (suggestion_id, keep, due_at) VALUES (:suggestion_id, :keep, :due_at)
ON CONFLICT (suggestion_id) DO NOTHING;

-- name: due(now, count)
SELECT suggestion_id, keep FROM leavings WHERE due_at <= :now ORDER BY due_at, suggestion_id LIMIT :count;

-- name: left(suggestion_id)!
DELETE FROM leavings WHERE suggestion_id = :suggestion_id;

-- name: mark_left(id)!
UPDATE suggestions SET author_left = 1, phone = NULL WHERE id = :id;

-- name: drop_phones(author_id)!
UPDATE suggestions SET phone = NULL WHERE author_id = :author_id AND phone IS NOT NULL;

-- name: blank_case(id)!
UPDATE suggestions SET place = '', latitude = NULL, longitude = NULL, phone = NULL, words_gone = 1 WHERE id = :id;

-- name: blank_words(suggestion_id)!
UPDATE case_messages SET words = '' WHERE suggestion_id = :suggestion_id;

-- name: words_of(suggestion_id)
SELECT id, words FROM case_messages WHERE suggestion_id = :suggestion_id ORDER BY id;

-- name: reword(words, id)!
UPDATE case_messages SET words = :words WHERE id = :id;

-- name: replace(place, id)!
UPDATE suggestions SET place = :place WHERE id = :id;

-- name: last_outgoing()$
SELECT max(id) AS id FROM outbox;

-- name: put_sweep(channel, address, person_id, entirely, upto)!
INSERT INTO sweeps (channel, address, person_id, entirely, upto)
VALUES (:channel, :address, :person_id, :entirely, :upto);

-- name: sweep()^
SELECT id, channel, address, person_id, entirely, last, upto FROM sweeps ORDER BY id LIMIT 1;

-- name: swept(last, id)!
UPDATE sweeps SET last = :last WHERE id = :id;

-- name: end_sweep(id)!
DELETE FROM sweeps WHERE id = :id;

-- name: sweep_papers(channel, address, last, next)!
DELETE FROM papers WHERE outbox_id IN (
    SELECT o.id FROM outbox o WHERE o.id > :last AND o.id <= :next AND o.channel = :channel AND o.address = :address
);

-- name: sweep_own(channel, address, entirely, author_id, last, next)!
DELETE FROM outbox WHERE id > :last AND id <= :next AND channel = :channel AND address = :address
  AND (CAST(:entirely AS BIGINT) = 1
       OR suggestion_id IN (SELECT s.id FROM suggestions s WHERE s.author_id = :author_id));

-- name: sweep_others(author_id, last, next)!
-- What others were sent of their cases: blanked now and not in some days.
UPDATE outbox SET body = NULL WHERE id > :last AND id <= :next AND state NOT IN ('waiting', 'parked')
  AND suggestion_id IN (SELECT s.id FROM suggestions s WHERE s.author_id = :author_id);
