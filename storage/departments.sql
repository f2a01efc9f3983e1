-- name: choices(unit_id, author_id, today, category)
-- The departments of a place and of what is above it, and those responsible there: first whom the category fits, then
-- the nearer ones. Nobody sees to the own case, so its author is not among the officers.
WITH RECURSIVE up (id, parent_id, depth) AS (
    SELECT id, parent_id, 0 FROM units WHERE id = :unit_id
    UNION ALL
    SELECT u.id, u.parent_id, up.depth + 1 FROM units u JOIN up ON u.id = up.parent_id WHERE up.depth < 10
), near (id, depth) AS (
    SELECT n.id, min(n.depth) FROM (
        SELECT d.id AS id, up.depth AS depth FROM up JOIN departments d ON d.unit_id = up.id
        UNION ALL
        SELECT s.department_id, up.depth FROM up JOIN department_scopes s ON s.unit_id = up.id
    ) n GROUP BY n.id
), able (id, officers) AS (
    SELECT r.department_id, count(DISTINCT r.person_id)
    FROM near JOIN roles r ON r.department_id = near.id
    JOIN accounts a ON a.person_id = r.person_id
    JOIN persons p ON p.id = r.person_id AND p.erased_at IS NULL
    WHERE r.role = 'department_officer' AND r.person_id <> :author_id
        AND r.starts <= :today AND (r.ends IS NULL OR r.ends >= :today)
    GROUP BY r.department_id
)
SELECT d.id, d.name, COALESCE(able.officers, 0) AS officers,
    CASE WHEN EXISTS (SELECT 1 FROM department_scopes s JOIN up ON up.id = s.unit_id
                      WHERE s.department_id = d.id AND s.category = :category) THEN 1 ELSE 0 END AS fits
FROM near JOIN departments d ON d.id = near.id LEFT JOIN able ON able.id = d.id
WHERE (d.valid_from IS NULL OR d.valid_from <= :today) AND (d.valid_to IS NULL OR d.valid_to >= :today)
ORDER BY fits DESC, near.depth, d.id;

-- name: find(id)^
SELECT name FROM departments WHERE id = :id;

-- name: officers(department_id, today)
-- The officers of a department who have an account.
SELECT DISTINCT r.person_id FROM roles r JOIN accounts a ON a.person_id = r.person_id
JOIN persons p ON p.id = r.person_id AND p.erased_at IS NULL
WHERE r.role = 'department_officer' AND r.department_id = :department_id
  AND r.starts <= :today AND (r.ends IS NULL OR r.ends >= :today)
ORDER BY r.person_id;

-- name: add(suggestion_id, department_id, lead, sender_id, return_until, now)!
INSERT INTO parts (suggestion_id, department_id, lead, state, sender_id, at, return_until, changed_at)
VALUES (:suggestion_id, :department_id, :lead, 'offered', :sender_id, :now, :return_until, :now);

-- name: of(suggestion_id)
SELECT t.id, t.department_id, d.name AS department, t.lead, t.state, t.sender_id, t.return_until, t.extension,
       t.extension_days
FROM parts t JOIN departments d ON d.id = t.department_id
WHERE t.suggestion_id = :suggestion_id ORDER BY t.lead DESC, t.id;

-- name: change(state, now, id)!
UPDATE parts SET state = :state, changed_at = :now WHERE id = :id;

-- name: extend(extension, days, now, id)!
UPDATE parts SET extension = :extension, extension_days = :days, changed_at = :now WHERE id = :id;

-- name: end(now, suggestion_id)!
-- The case goes another way: whoever had to do with it has not any more.
UPDATE parts SET state = 'ended', changed_at = :now
WHERE suggestion_id = :suggestion_id AND state IN ('offered', 'accepted', 'answered');
