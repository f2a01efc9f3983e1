-- name: inherited(unit_id, language)
-- The templates of a unit, then those of the units above it, then everybody's.
WITH RECURSIVE up (id, name, parent_id, depth) AS (
    SELECT id, name, parent_id, 0 FROM units WHERE id = :unit_id
    UNION ALL
    SELECT u.id, u.name, u.parent_id, up.depth + 1 FROM units u JOIN up ON u.id = up.parent_id WHERE up.depth < 10
)
SELECT t.id, t.unit_id, up.name AS unit, t.language, t.title, t.words, t.version, up.depth AS depth, t.position
FROM up JOIN templates t ON t.unit_id = up.id
WHERE t.language = :language AND t.removed = 0
UNION ALL
SELECT t.id, t.unit_id, '' AS unit, t.language, t.title, t.words, t.version, 99 AS depth, t.position
FROM templates t WHERE t.unit_id IS NULL AND t.language = :language AND t.removed = 0
ORDER BY depth, position, id;

-- name: find(id)^
SELECT t.id, t.unit_id, COALESCE(u.name, '') AS unit, t.language, t.title, t.words, t.version
FROM templates t LEFT JOIN units u ON u.id = t.unit_id WHERE t.id = :id AND t.removed = 0;

-- name: add(unit_id, language, title, words, position)<!
INSERT INTO templates (unit_id, language, title, words, position)
VALUES (:unit_id, :language, :title, :words, :position) RETURNING id;

-- name: change(title, words, id, version)!
UPDATE templates SET title = :title, words = :words, version = version + 1
WHERE id = :id AND version = :version AND removed = 0;

-- name: remove(id, version)!
-- The row stays: the history names it.
UPDATE templates SET removed = 1, version = version + 1 WHERE id = :id AND version = :version AND removed = 0;

-- name: place(position, id)!
UPDATE templates SET position = :position WHERE id = :id;
