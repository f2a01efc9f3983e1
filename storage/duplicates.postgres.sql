-- name: alone()^
-- One at a time, until the commit: two who file the same see each other's case, and counts are never locked crosswise.
SELECT pg_advisory_xact_lock(1685418092) IS NOT NULL AS locked;

-- name: frequencies(grams)
SELECT f.gram, f.cases FROM json_array_elements_text(CAST(:grams AS json)) j (value)
JOIN duplicates_frequencies f ON f.gram = j.value;

-- name: count_up(grams)!
INSERT INTO duplicates_frequencies (gram, cases)
SELECT j.value, 1 FROM json_array_elements_text(CAST(:grams AS json)) j (value)
ON CONFLICT (gram) DO UPDATE SET cases = duplicates_frequencies.cases + 1;

-- name: count_down(grams)!
UPDATE duplicates_frequencies SET cases = cases - 1
WHERE gram IN (SELECT j.value FROM json_array_elements_text(CAST(:grams AS json)) j (value));

-- name: count_out(grams)!
DELETE FROM duplicates_frequencies
WHERE cases <= 0 AND gram IN (SELECT j.value FROM json_array_elements_text(CAST(:grams AS json)) j (value));

-- name: post(suggestion_id, grams)!
INSERT INTO duplicates_grams (gram, suggestion_id)
SELECT j.value, :suggestion_id FROM json_array_elements_text(CAST(:grams AS json)) j (value);

-- name: unpost(suggestion_id, grams)!
DELETE FROM duplicates_grams
WHERE suggestion_id = :suggestion_id
  AND gram IN (SELECT j.value FROM json_array_elements_text(CAST(:grams AS json)) j (value));

-- name: alike(grams, count, person_id)
-- The open cases of others that share most of these pieces.
SELECT c.suggestion_id, c.category, c.unit_id, c.latitude, c.longitude, c.words
FROM (
    SELECT g.suggestion_id FROM json_array_elements_text(CAST(:grams AS json)) j (value)
    JOIN duplicates_grams g ON g.gram = j.value
    GROUP BY g.suggestion_id ORDER BY count(*) DESC, g.suggestion_id DESC LIMIT :count
) found
JOIN duplicates_cases c ON c.suggestion_id = found.suggestion_id
JOIN suggestions s ON s.id = c.suggestion_id AND s.author_id <> :person_id;

-- name: around(cells, category, count, person_id)
-- The open cases of others of one category in some cells of the map, the newest.
SELECT c.suggestion_id, c.category, c.unit_id, c.latitude, c.longitude, c.words
FROM (
    SELECT d.suggestion_id FROM json_array_elements_text(CAST(:cells AS json)) j (value)
    JOIN duplicates_cases d ON d.category = :category AND d.cell = CAST(j.value AS BIGINT) AND d.cell IS NOT NULL
    ORDER BY d.suggestion_id DESC LIMIT :count
) found
JOIN duplicates_cases c ON c.suggestion_id = found.suggestion_id
JOIN suggestions s ON s.id = c.suggestion_id AND s.author_id <> :person_id;
