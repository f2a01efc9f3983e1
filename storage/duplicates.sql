-- name: alone()^
-- One at a time: on SQLite there is one writer anyway.
SELECT 1 AS locked;

-- name: keep(suggestion_id, category, unit_id, cell, latitude, longitude, words)!
INSERT INTO duplicates_cases (suggestion_id, category, unit_id, cell, latitude, longitude, words)
VALUES (:suggestion_id, :category, :unit_id, :cell, :latitude, :longitude, :words);

-- name: kept(suggestion_id)^
SELECT words FROM duplicates_cases WHERE suggestion_id = :suggestion_id;

-- name: forget(suggestion_id)!
DELETE FROM duplicates_cases WHERE suggestion_id = :suggestion_id;

-- name: frequencies(grams)
SELECT f.gram, f.cases FROM json_each(:grams) j CROSS JOIN duplicates_frequencies f ON f.gram = j.value;

-- name: count_up(grams)!
INSERT INTO duplicates_frequencies (gram, cases) SELECT j.value, 1 FROM json_each(:grams) j WHERE true
ON CONFLICT (gram) DO UPDATE SET cases = duplicates_frequencies.cases + 1;

-- name: count_down(grams)!
UPDATE duplicates_frequencies SET cases = cases - 1 WHERE gram IN (SELECT j.value FROM json_each(:grams) j);

-- name: count_out(grams)!
DELETE FROM duplicates_frequencies WHERE cases <= 0 AND gram IN (SELECT j.value FROM json_each(:grams) j);

-- name: post(suggestion_id, grams)!
INSERT INTO duplicates_grams (gram, suggestion_id) SELECT j.value, :suggestion_id FROM json_each(:grams) j;

-- name: unpost(suggestion_id, grams)!
DELETE FROM duplicates_grams
WHERE suggestion_id = :suggestion_id AND gram IN (SELECT j.value FROM json_each(:grams) j);

-- name: alike(grams, count, person_id)
-- The open cases of others that share most of these pieces.
SELECT c.suggestion_id, c.category, c.unit_id, c.latitude, c.longitude, c.words
FROM (
    SELECT g.suggestion_id FROM json_each(:grams) j CROSS JOIN duplicates_grams g ON g.gram = j.value
    GROUP BY g.suggestion_id ORDER BY count(*) DESC, g.suggestion_id DESC LIMIT :count
) found
JOIN duplicates_cases c ON c.suggestion_id = found.suggestion_id
JOIN suggestions s ON s.id = c.suggestion_id AND s.author_id <> :person_id;

-- name: around(cells, category, count, person_id)
-- The open cases of others of one category in some cells of the map, the newest.
SELECT c.suggestion_id, c.category, c.unit_id, c.latitude, c.longitude, c.words
FROM (
    SELECT d.suggestion_id FROM json_each(:cells) j CROSS JOIN duplicates_cases d
        ON d.category = :category AND d.cell = j.value AND d.cell IS NOT NULL
    ORDER BY d.suggestion_id DESC LIMIT :count
) found
JOIN duplicates_cases c ON c.suggestion_id = found.suggestion_id
JOIN suggestions s ON s.id = c.suggestion_id AND s.author_id <> :person_id;

-- name: backlog(count)
SELECT suggestion_id FROM duplicates_backlog ORDER BY suggestion_id LIMIT :count;

-- name: caught_up(last)!
DELETE FROM duplicates_backlog WHERE suggestion_id <= :last;
