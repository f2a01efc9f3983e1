-- name: by_address(channel, address)^
SELECT p.id, p.name, p.language, p.unit_id, a.unreachable_at, p.muted_until
FROM accounts a JOIN persons p ON p.id = a.person_id
WHERE a.channel = :channel AND a.address = :address AND p.erased_at IS NULL;

-- name: addresses(person_id)
-- Where a person can be reached, the newest account first.
SELECT a.channel, a.address, a.unreachable_at, p.language
FROM accounts a JOIN persons p ON p.id = a.person_id
WHERE a.person_id = :person_id AND p.erased_at IS NULL
ORDER BY a.bound_at DESC;

-- name: person(id)^
SELECT id, ref, code, name, language, unit_id, portrait, erased_at FROM persons WHERE id = :id;

-- name: add(code, name, language, unit_id, now)<!
INSERT INTO persons (code, name, language, unit_id, consent_at, created_at)
VALUES (:code, :name, :language, :unit_id, :now, :now) RETURNING id;

-- name: bind(channel, address, person_id, now)!
INSERT INTO accounts (channel, address, person_id, bound_at) VALUES (:channel, :address, :person_id, :now)
ON CONFLICT (channel, address) DO UPDATE
SET person_id = excluded.person_id, bound_at = excluded.bound_at, unreachable_at = NULL;

-- name: bound(person_id, at)^
SELECT 1 AS yes FROM accounts WHERE person_id = :person_id AND bound_at <= :at LIMIT 1;

-- name: consent(now, id)!
UPDATE persons SET consent_at = COALESCE(consent_at, :now) WHERE id = :id;

-- name: set_language(language, id)!
UPDATE persons SET language = :language WHERE id = :id;

-- name: set_home(unit_id, id)!
UPDATE persons SET unit_id = :unit_id WHERE id = :id;

-- name: showing(id)^
SELECT shown, phone FROM persons WHERE id = :id;

-- name: set_shown(shown, id)!
UPDATE persons SET shown = :shown WHERE id = :id;

-- name: set_phone(phone, id)!
UPDATE persons SET phone = :phone WHERE id = :id;

-- name: set_portrait(portrait, id)!
UPDATE persons SET portrait = :portrait WHERE id = :id;

-- name: unreachable(now, channel, address)!
UPDATE accounts SET unreachable_at = :now
WHERE channel = :channel AND address = :address AND unreachable_at IS NULL;

-- name: reachable(channel, address)!
UPDATE accounts SET unreachable_at = NULL
WHERE channel = :channel AND address = :address AND unreachable_at IS NOT NULL;

-- name: count_unreachable()$
SELECT count(*) AS n FROM accounts WHERE unreachable_at IS NOT NULL;

-- name: standings(person_id, today)
SELECT 'representative' AS role, m.unit_id, m.station_id, NULL AS department_id
FROM mandates m
WHERE m.person_id = :person_id AND m.starts <= :today AND (m.ends IS NULL OR m.ends >= :today)
UNION ALL
SELECT r.role, r.unit_id, r.station_id, r.department_id
FROM roles r
WHERE r.person_id = :person_id AND r.starts <= :today AND (r.ends IS NULL OR r.ends >= :today);

-- name: grant(person_id, role, unit_id, station_id, department_id, today)!
INSERT INTO roles (person_id, role, unit_id, station_id, department_id, starts)
VALUES (:person_id, :role, :unit_id, :station_id, :department_id, :today);

-- name: officers_of_station(station_id, today)
SELECT DISTINCT r.person_id FROM roles r JOIN accounts a ON a.person_id = r.person_id
JOIN persons p ON p.id = r.person_id AND p.erased_at IS NULL
WHERE r.role = 'officer' AND r.station_id = :station_id
  AND r.starts <= :today AND (r.ends IS NULL OR r.ends >= :today)
ORDER BY r.person_id;

-- name: admins_above(unit_id, today)
-- The administrators of a unit and of all above it, the nearest first.
WITH RECURSIVE up (id, parent_id, depth) AS (
    SELECT id, parent_id, 0 FROM units WHERE id = :unit_id
    UNION ALL
    SELECT u.id, u.parent_id, up.depth + 1 FROM units u JOIN up ON u.id = up.parent_id
    WHERE up.depth < 10
)
SELECT DISTINCT up.depth, r.person_id FROM up
JOIN roles r ON r.role = 'admin' AND r.unit_id = up.id
JOIN accounts a ON a.person_id = r.person_id
JOIN persons p ON p.id = r.person_id AND p.erased_at IS NULL
WHERE r.starts <= :today AND (r.ends IS NULL OR r.ends >= :today)
ORDER BY up.depth, r.person_id;

-- name: admins_of(unit_id, today)
SELECT DISTINCT r.person_id FROM roles r
WHERE r.role = 'admin' AND r.unit_id = :unit_id AND r.starts <= :today AND (r.ends IS NULL OR r.ends >= :today)
ORDER BY r.person_id;

-- name: representative(person_id, today)^
SELECT p.id AS person_id, p.code, p.name, m.level, u.name AS unit, s.name AS station, s.address, s.hours, p.portrait,
       CASE WHEN EXISTS (SELECT 1 FROM accounts a WHERE a.person_id = p.id) THEN 1 ELSE 0 END AS reachable,
       m.unit_id, m.station_id
FROM mandates m
JOIN persons p ON p.id = m.person_id
JOIN units u ON u.id = m.unit_id
JOIN stations s ON s.id = m.station_id
WHERE p.id = :person_id AND p.erased_at IS NULL AND m.starts <= :today AND (m.ends IS NULL OR m.ends >= :today)
ORDER BY CASE m.level WHEN 'town' THEN 0 WHEN 'district' THEN 1 ELSE 2 END, m.id;

-- name: by_code(code)^
SELECT id FROM persons WHERE code = :code AND erased_at IS NULL;

-- name: linked(today, person_id)^
-- The representative who keeps a link with this resident.
SELECT l.representative_id FROM links l
JOIN persons p ON p.id = l.representative_id AND p.erased_at IS NULL
JOIN mandates m ON m.person_id = l.representative_id AND m.starts <= :today AND (m.ends IS NULL OR m.ends >= :today)
WHERE l.other_id = :person_id AND l.tier = 'residents'
  AND l.starts <= :today AND (l.ends IS NULL OR l.ends >= :today)
ORDER BY l.id LIMIT 1;

-- name: invite(token_hash, role, unit_id, station_id, department_id, person_id, created_by, now, expires_at)!
INSERT INTO invites (token_hash, role, unit_id, station_id, department_id, person_id, created_by, created_at, expires_at)
VALUES (:token_hash, :role, :unit_id, :station_id, :department_id, :person_id, :created_by, :now, :expires_at);

-- name: invitation(token_hash)^
SELECT id, role, unit_id, station_id, department_id, person_id, created_by, expires_at, used_at, used_by, revoked_at
FROM invites WHERE token_hash = :token_hash;

-- name: use_invite(now, person_id, id)!
UPDATE invites SET used_at = :now, used_by = :person_id WHERE id = :id AND used_at IS NULL AND revoked_at IS NULL;

-- name: try_invite(channel, address, now)!
INSERT INTO invite_tries (channel, address, at) VALUES (:channel, :address, :now);

-- name: invite_tries(channel, address, since)$
SELECT count(*) AS n FROM invite_tries WHERE channel = :channel AND address = :address AND at >= :since;

-- name: forget_tries(before)!
DELETE FROM invite_tries WHERE at < :before;

-- name: move_home(unit_id, id)!
UPDATE persons SET unit_id = COALESCE(unit_id, :unit_id) WHERE id = :id;

-- name: move_cases(to_id, from_id)!
UPDATE suggestions SET author_id = :to_id WHERE author_id = :from_id;

-- name: move_drafts(to_id, from_id)!
UPDATE drafts SET person_id = :to_id WHERE person_id = :from_id
  AND NOT EXISTS (SELECT 1 FROM drafts d WHERE d.person_id = :to_id);

-- name: move_roles(to_id, from_id)!
UPDATE roles SET person_id = :to_id WHERE person_id = :from_id;

-- name: move_links(to_id, from_id)!
UPDATE links SET other_id = :to_id WHERE other_id = :from_id AND NOT EXISTS (
    SELECT 1 FROM links l WHERE l.representative_id = links.representative_id AND l.tier = links.tier
        AND l.starts = links.starts AND l.other_id = :to_id
);

-- name: look_again(person_id)!
-- Somebody has an account now: of the links that are kept with them they must hear.
UPDATE links SET told = 'no' WHERE other_id = :person_id AND told = 'nobody';

-- name: by_ref(ref)^
SELECT id FROM persons WHERE ref = :ref AND erased_at IS NULL;
