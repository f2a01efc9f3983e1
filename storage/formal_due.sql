-- name: owing(day, today, late, count)
-- Something is due by a day, which nobody was told of yet; or is overdue now, of which only the warning was told. What
-- was promised is asked about on its day.
SELECT id FROM formal WHERE due IS NOT NULL AND reminded = '' AND due <= :day AND state <> 'watched'
UNION ALL
SELECT id FROM formal WHERE due IS NOT NULL AND reminded = 'soon' AND due < :today AND state <> 'watched'
UNION ALL
SELECT id FROM formal WHERE due IS NOT NULL AND reminded = '' AND due <= :today AND state = 'watched'
UNION ALL
SELECT id FROM formal WHERE due IS NOT NULL AND reminded = 'promise' AND due < :late
LIMIT :count;

-- name: opinions(day, today, count)
-- The same of the opinions that supporting departments owe.
SELECT id, formal_id FROM formal_parts
WHERE due IS NOT NULL AND state IN ('offered', 'accepted') AND reminded = '' AND due <= :day
UNION ALL
SELECT id, formal_id FROM formal_parts
WHERE due IS NOT NULL AND state IN ('offered', 'accepted') AND reminded = 'soon' AND due < :today
LIMIT :count;

-- name: unrated(remind, close, count)
SELECT id FROM formal WHERE state = 'answered' AND reminded = '' AND answered_at < :remind
UNION ALL
SELECT id FROM formal WHERE state = 'answered' AND reminded = 'rate' AND answered_at <= :close
LIMIT :count;

-- name: parted(today, count)
-- Open ones whose mandate has ended, of which the office was not told.
SELECT f.id FROM formal f CROSS JOIN mandates m
WHERE m.id = f.mandate_id AND m.ends < :today AND f.parted = 0
  AND f.state IN ('submitted', 'returned', 'accepted', 'assigned', 'underway', 'answered', 'watched', 'second')
LIMIT :count;

-- name: last_reminded(id)$
SELECT reminded FROM formal WHERE id = :id;

-- name: reminded(what, id)!
UPDATE formal SET reminded = :what WHERE id = :id;

-- name: ask_again(count)!
UPDATE formal SET reminded = ''
WHERE id IN (SELECT id FROM formal WHERE due IS NOT NULL AND reminded = 'nobody' ORDER BY id LIMIT :count);

-- name: opinion_reminded(what, id)!
UPDATE formal_parts SET reminded = :what WHERE id = :id;

-- name: note_parted(id)!
UPDATE formal SET parted = 1 WHERE id = :id;
