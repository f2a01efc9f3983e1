-- name: person(code, name, phone, language, unit_id, now)<!
-- Somebody without an account: they agreed to nothing yet.
INSERT INTO persons (code, name, phone, language, unit_id, created_at)
VALUES (:code, :name, :phone, :language, :unit_id, :now) RETURNING id;

-- name: who(id)^
SELECT name, phone FROM persons WHERE id = :id;

-- name: forget(now, id)!
UPDATE persons SET name = '', phone = NULL, erased_at = :now WHERE id = :id;

-- name: add(suggestion_id, person_id, officer_id, token_hash, code_hash, expires_at)!
INSERT INTO walkins (suggestion_id, person_id, officer_id, token_hash, code_hash, expires_at)
VALUES (:suggestion_id, :person_id, :officer_id, :token_hash, :code_hash, :expires_at);

-- name: renew(token_hash, code_hash, expires_at, suggestion_id)!
-- The old link and the old code are worth nothing any more.
UPDATE walkins SET token_hash = :token_hash, code_hash = :code_hash, expires_at = :expires_at, tries = 0, tried_at = 0
WHERE suggestion_id = :suggestion_id AND taken_at IS NULL;

-- name: find(suggestion_id)^
SELECT * FROM walkins WHERE suggestion_id = :suggestion_id;

-- name: by_token(token_hash)^
SELECT * FROM walkins WHERE token_hash = :token_hash;

-- name: of_person(person_id)^
SELECT * FROM walkins WHERE person_id = :person_id AND taken_at IS NULL;

-- name: numbered(year, serial)
-- The cases of one year and serial, at most one a district.
SELECT w.* FROM suggestions s JOIN walkins w ON w.suggestion_id = s.id
WHERE s.year = :year AND s.serial = :serial ORDER BY w.suggestion_id;

-- name: open_of(officer_id, count, skip)
SELECT suggestion_id FROM walkins WHERE officer_id = :officer_id AND taken_at IS NULL
ORDER BY suggestion_id DESC LIMIT :count OFFSET :skip;

-- name: note_try(since, now, suggestion_id)!
UPDATE walkins SET tries = CASE WHEN tried_at < :since THEN 1 ELSE tries + 1 END,
    tried_at = CASE WHEN tried_at < :since THEN :now ELSE tried_at END
WHERE suggestion_id = :suggestion_id;

-- name: take(now, person_id, suggestion_id)!
UPDATE walkins SET taken_at = :now, taken_by = :person_id WHERE suggestion_id = :suggestion_id AND taken_at IS NULL;

-- name: hand_over(to_id, id)!
-- With a new version: whoever decides something at this very moment decides anew, and tells the new author. Until that
-- one says what may be seen of the account, nothing is.
UPDATE suggestions SET author_id = :to_id, anonymous = 1, version = version + 1 WHERE id = :id;

-- name: show(phone, id, version)!
-- What the new author lets be seen.
UPDATE suggestions SET anonymous = 0, phone = :phone, version = version + 1
WHERE id = :id AND version = :version AND anonymous = 1;

-- name: hand_over_words(to_id, suggestion_id, from_id)!
UPDATE case_messages SET author_id = :to_id WHERE suggestion_id = :suggestion_id AND author_id = :from_id;
