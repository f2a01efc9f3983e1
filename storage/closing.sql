-- Before a quarter closes: who is to be told what they still owe, and who was.

-- name: run(last, audience)^
-- The latest stage that was begun, and how far it has come.
SELECT stage, upto, done FROM closing_runs WHERE last = :last AND audience = :audience ORDER BY stage LIMIT 1;

-- name: begin(last, audience, stage)!
INSERT INTO closing_runs (last, audience, stage) VALUES (:last, :audience, :stage) ON CONFLICT DO NOTHING;

-- name: advance(upto, done, last, audience, stage, before)!
UPDATE closing_runs SET upto = :upto, done = :done
WHERE last = :last AND audience = :audience AND stage = :stage AND upto = :before AND done = 0;

-- name: keepers(upto, today, number)
-- The next ones who keep links, have a mandate and can be told.
SELECT DISTINCT l.representative_id AS id FROM links l
WHERE l.representative_id > :upto
  AND EXISTS (SELECT 1 FROM mandates m WHERE m.person_id = l.representative_id
              AND m.starts <= :today AND (m.ends IS NULL OR m.ends >= :today))
  AND EXISTS (SELECT 1 FROM accounts a WHERE a.person_id = l.representative_id)
ORDER BY l.representative_id LIMIT :number;

-- name: stations(upto, today, number)
SELECT id FROM stations WHERE id > :upto AND (valid_to IS NULL OR valid_to >= :today) ORDER BY id LIMIT :number;

-- name: units(upto, today, number)
SELECT id FROM units WHERE id > :upto AND (valid_to IS NULL OR valid_to >= :today) ORDER BY id LIMIT :number;

-- name: administrators(unit_id, today)
-- Those of the unit itself who have an account.
SELECT DISTINCT r.person_id AS id FROM roles r JOIN accounts a ON a.person_id = r.person_id
JOIN persons p ON p.id = r.person_id AND p.erased_at IS NULL
WHERE r.role = 'admin' AND r.unit_id = :unit_id AND r.starts <= :today AND (r.ends IS NULL OR r.ends >= :today)
ORDER BY r.person_id;

-- name: seated(unit_id, station_id, today)
-- Who has a mandate of today: of a unit or one below it, or of a station.
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
SELECT m.person_id AS id FROM down JOIN mandates m ON m.unit_id = down.id
WHERE m.starts <= :today AND (m.ends IS NULL OR m.ends >= :today)
UNION
SELECT m.person_id FROM mandates m
WHERE m.station_id = :station_id AND m.starts <= :today AND (m.ends IS NULL OR m.ends >= :today);

-- name: claim(person_id, last, stage, now)!
INSERT INTO closing_told (person_id, last, stage, told_at) VALUES (:person_id, :last, :stage, :now)
ON CONFLICT DO NOTHING;

-- name: told(person_id, last, stage)^
SELECT put_off FROM closing_told WHERE person_id = :person_id AND last = :last AND stage = :stage;

-- name: put_off(until, person_id, last, stage)!
UPDATE closing_told SET put_off = 1, again_at = :until
WHERE person_id = :person_id AND last = :last AND stage = :stage AND put_off = 0;

-- name: due_again(now, number)
SELECT person_id, last, stage FROM closing_told
WHERE again_at IS NOT NULL AND again_at <= :now ORDER BY again_at, person_id LIMIT :number;

-- name: told_again(person_id, last, stage)!
UPDATE closing_told SET again_at = NULL
WHERE person_id = :person_id AND last = :last AND stage = :stage AND again_at IS NOT NULL;

-- name: news(number)
-- Contacts that count, and that nobody has looked at since.
SELECT c.id, c.day, l.representative_id AS keeper_id FROM contacts c JOIN links l ON l.id = c.link_id
WHERE c.looked = 0 AND c.counted_at IS NOT NULL ORDER BY c.id LIMIT :number;

-- name: look(id)!
UPDATE contacts SET looked = 1 WHERE id = :id AND looked = 0;
