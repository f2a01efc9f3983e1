-- name: put(person_id, suggestion_id, day, now)!
-- One a person and case: another day takes its place.
INSERT INTO reminders (person_id, suggestion_id, day, since) VALUES (:person_id, :suggestion_id, :day, :now)
ON CONFLICT (person_id, suggestion_id) DO UPDATE SET day = excluded.day, since = excluded.since;

-- name: find(person_id, suggestion_id)^
SELECT day FROM reminders WHERE person_id = :person_id AND suggestion_id = :suggestion_id;

-- name: remove(person_id, suggestion_id)!
DELETE FROM reminders WHERE person_id = :person_id AND suggestion_id = :suggestion_id;

-- name: of_person(person_id, count, skip)
SELECT person_id, suggestion_id, day FROM reminders WHERE person_id = :person_id
ORDER BY day, suggestion_id LIMIT :count OFFSET :skip;

-- name: due(today, count)
SELECT person_id, suggestion_id, day FROM reminders WHERE day <= :today
ORDER BY day, person_id, suggestion_id LIMIT :count;

-- name: move(to_id, from_id)!
-- Nobody is reminded of a case twice.
UPDATE reminders SET person_id = :to_id WHERE person_id = :from_id
  AND NOT EXISTS (SELECT 1 FROM reminders o WHERE o.suggestion_id = reminders.suggestion_id AND o.person_id = :to_id);
