-- Staff groups, the codes that connect them, and the cases that stand in them.

-- name: at(channel, address)^
-- A connected group by its address, or by the one that it had before it grew.
SELECT g.id, g.channel, g.address, g.title, g.kind, g.language, g.forum, g.connected_by, g.connected_at,
       COALESCE(g.station_id, g.department_id) AS target_id, COALESCE(s.name, d.name) AS name,
       COALESCE(s.unit_id, d.unit_id) AS unit_id
FROM staff_groups g
LEFT JOIN stations s ON s.id = g.station_id LEFT JOIN departments d ON d.id = g.department_id
WHERE g.ended_at IS NULL AND g.channel = :channel AND g.address = :address;

-- name: grown(channel, address)^
SELECT address FROM staff_groups WHERE channel = :channel AND was = :address AND was IS NOT NULL AND ended_at IS NULL
ORDER BY id DESC LIMIT 1;

-- name: of_station(target_id)
SELECT channel, address FROM staff_groups WHERE ended_at IS NULL AND station_id = :target_id ORDER BY id;

-- name: of_department(target_id)
SELECT channel, address FROM staff_groups WHERE ended_at IS NULL AND department_id = :target_id ORDER BY id;

-- name: find(id)^
SELECT channel, address FROM staff_groups WHERE id = :id AND ended_at IS NULL;

-- name: language(channel, address)$
SELECT language FROM staff_groups WHERE channel = :channel AND address = :address ORDER BY id DESC LIMIT 1;

-- name: add(channel, address, title, kind, station_id, department_id, language, forum, person_id, now)<!
INSERT INTO staff_groups (channel, address, title, kind, station_id, department_id, language, forum, connected_by,
                          connected_at)
VALUES (:channel, :address, :title, :kind, :station_id, :department_id, :language, :forum, :person_id, :now)
RETURNING id;

-- name: end(now, ended, id)!
UPDATE staff_groups SET ended_at = :now, ended = :ended WHERE id = :id AND ended_at IS NULL;

-- name: drop_cases(group_id)!
DELETE FROM group_cases WHERE group_id = :group_id;

-- name: set_forum(forum, id)!
UPDATE staff_groups SET forum = :forum WHERE id = :id AND forum <> :forum;

-- name: grow(new, channel, old)!
-- A group that was put out only in the course of growing is connected again.
UPDATE staff_groups SET address = :new, was = :old, ended_at = NULL, ended = NULL
WHERE id = (
    SELECT g.id FROM staff_groups g WHERE g.channel = :channel AND g.address = :old
        AND (g.ended_at IS NULL OR g.ended = 'removed')
    ORDER BY g.id DESC LIMIT 1
) AND NOT EXISTS (
    SELECT 1 FROM staff_groups n WHERE n.channel = :channel AND n.address = :new AND n.ended_at IS NULL
);

-- name: move_rows(new, channel, old)!
UPDATE outbox SET address = :new WHERE channel = :channel AND address = :old AND state = 'waiting';

-- name: drop_rows(now, channel, address)!
UPDATE outbox SET state = 'dropped', sent_at = :now WHERE channel = :channel AND address = :address AND state = 'waiting';

-- name: put_code(code_hash, kind, station_id, department_id, person_id, now, expires_at)!
INSERT INTO group_codes (code_hash, kind, station_id, department_id, created_by, created_at, expires_at)
VALUES (:code_hash, :kind, :station_id, :department_id, :person_id, :now, :expires_at);

-- name: code(code_hash)^
SELECT c.code_hash, c.kind, COALESCE(c.station_id, c.department_id) AS target_id, COALESCE(s.name, d.name) AS name,
       COALESCE(s.unit_id, d.unit_id) AS unit_id, c.expires_at, c.group_id
FROM group_codes c
LEFT JOIN stations s ON s.id = c.station_id LEFT JOIN departments d ON d.id = c.department_id
WHERE c.code_hash = :code_hash;

-- name: use_code(group_id, code_hash)!
UPDATE group_codes SET group_id = :group_id WHERE code_hash = :code_hash AND group_id IS NULL;

-- name: forget_codes(before)!
DELETE FROM group_codes WHERE expires_at < :before;

-- name: station(id, today)^
SELECT id, name, unit_id FROM stations WHERE id = :id AND (valid_to IS NULL OR valid_to >= :today);

-- name: department(id, today)^
SELECT id, name, unit_id FROM departments WHERE id = :id AND (valid_to IS NULL OR valid_to >= :today);

-- name: below(unit_id, today, count, skip)
-- The stations and departments of a unit and of all below it.
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
), found (kind, id, name, unit_id) AS (
    SELECT 'department', d.id, d.name, d.unit_id FROM down JOIN departments d ON d.unit_id = down.id
    WHERE d.valid_to IS NULL OR d.valid_to >= :today
    UNION ALL
    SELECT 'station', s.id, s.name, s.unit_id FROM down JOIN stations s ON s.unit_id = down.id
    WHERE s.valid_to IS NULL OR s.valid_to >= :today
)
SELECT kind, id, name, unit_id FROM found ORDER BY kind, id LIMIT :count OFFSET :skip;

-- name: connected_below(unit_id)
-- The groups of a unit and of all below it. CROSS JOIN keeps SQLite to this order of tables.
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
SELECT g.id, g.channel, g.address FROM down CROSS JOIN stations s CROSS JOIN staff_groups g
WHERE s.unit_id = down.id AND g.station_id = s.id AND g.ended_at IS NULL
UNION ALL
SELECT g.id, g.channel, g.address FROM down CROSS JOIN departments d CROSS JOIN staff_groups g
WHERE d.unit_id = down.id AND g.department_id = d.id AND g.ended_at IS NULL
ORDER BY 1;

-- name: enter(suggestion_id, group_id)!
INSERT INTO group_cases (suggestion_id, group_id) VALUES (:suggestion_id, :group_id)
ON CONFLICT (suggestion_id, group_id) DO NOTHING;

-- name: mark(in_groups, suggestion_id)!
UPDATE suggestions SET in_groups = :in_groups WHERE id = :suggestion_id AND in_groups <> :in_groups;

-- name: leave(suggestion_id, group_id)!
DELETE FROM group_cases WHERE suggestion_id = :suggestion_id AND group_id = :group_id;

-- name: shown(suggestion_id)
-- In which groups a case stands.
SELECT g.channel, g.address FROM group_cases c JOIN staff_groups g ON g.id = c.group_id
WHERE c.suggestion_id = :suggestion_id AND g.ended_at IS NULL ORDER BY g.id;

-- name: place(channel, address, suggestion_id)^
-- Whether cases have topics in a group, and which one this case has.
SELECT g.id, g.forum, c.thread FROM staff_groups g
LEFT JOIN group_cases c ON c.group_id = g.id AND c.suggestion_id = :suggestion_id
WHERE g.ended_at IS NULL AND g.channel = :channel AND g.address = :address;

-- name: put_thread(thread, suggestion_id, group_id)!
UPDATE group_cases SET thread = :thread WHERE suggestion_id = :suggestion_id AND group_id = :group_id;

-- name: last_deed(suggestion_id)^
-- What somebody of the staff or of a department did last in a case.
SELECT e.kind, p.name FROM events e JOIN persons p ON p.id = e.actor_id AND p.erased_at IS NULL
WHERE e.subject = 'suggestion' AND e.subject_id = :suggestion_id
    AND e.role IN ('representative', 'officer', 'admin', 'department_officer', 'supporting')
    AND e.kind IN ('accept', 'join', 'return', 'leave', 'speak', 'answer', 'grant', 'refuse', 'transfer', 'recall',
                   'assign', 'refer', 'extend', 'postpone', 'redirect', 'merge', 'chase')
ORDER BY e.id DESC LIMIT 1;
