-- The roster, read whole and written many rows at a time. Rows name each other by code or ref.

-- name: units()
SELECT u.code, u.name, u.kind, p.code AS parent, u.latitude, u.longitude, u.valid_from, u.valid_to
FROM units u LEFT JOIN units p ON p.id = u.parent_id
ORDER BY u.id;

-- name: stations()
SELECT s.code, s.name, s.kind, u.code AS unit, s.address, s.hours, s.latitude, s.longitude, s.valid_from, s.valid_to
FROM stations s JOIN units u ON u.id = s.unit_id
ORDER BY s.id;

-- name: departments()
SELECT d.code, d.name, u.code AS unit, d.valid_from, d.valid_to
FROM departments d JOIN units u ON u.id = d.unit_id
ORDER BY d.id;

-- name: scopes()
SELECT d.code AS department, s.category, u.code AS unit
FROM department_scopes s JOIN departments d ON d.id = s.department_id JOIN units u ON u.id = s.unit_id
ORDER BY d.id, s.category, u.code;

-- name: persons()
SELECT p.ref, p.name, p.phone, p.language, u.code AS home
FROM persons p LEFT JOIN units u ON u.id = p.unit_id
WHERE p.ref IS NOT NULL AND p.erased_at IS NULL
ORDER BY p.id;

-- name: settled()
SELECT p.ref FROM persons p
WHERE p.ref IS NOT NULL AND EXISTS (SELECT 1 FROM accounts a WHERE a.person_id = p.id);

-- name: erased()
SELECT ref FROM persons WHERE ref IS NOT NULL AND erased_at IS NOT NULL;

-- name: mandates()
SELECT p.ref AS person, m.level, u.code AS unit, s.code AS station, m.starts, m.ends, m.front_line, m.committee
FROM mandates m
JOIN persons p ON p.id = m.person_id
JOIN units u ON u.id = m.unit_id
JOIN stations s ON s.id = m.station_id
WHERE p.ref IS NOT NULL AND p.erased_at IS NULL
ORDER BY m.id;

-- name: roles()
SELECT p.ref AS person, r.role, u.code AS unit, s.code AS station, d.code AS department, r.starts, r.ends
FROM roles r
JOIN persons p ON p.id = r.person_id
JOIN units u ON u.id = r.unit_id
LEFT JOIN stations s ON s.id = r.station_id
LEFT JOIN departments d ON d.id = r.department_id
WHERE p.ref IS NOT NULL AND p.erased_at IS NULL
ORDER BY r.id;

-- name: links()
SELECT l.tier, k.ref AS keeper, o.ref AS other, l.starts, l.ends
FROM links l
JOIN persons k ON k.id = l.representative_id
JOIN persons o ON o.id = l.other_id
WHERE k.ref IS NOT NULL AND k.erased_at IS NULL AND o.ref IS NOT NULL AND o.erased_at IS NULL
ORDER BY l.id;

-- name: refusals()
-- Links that were ended or declined in the chat, whoever listed them.
SELECT l.tier, k.ref AS keeper, o.ref AS other, e.at,
       CASE WHEN e.role = 'resident' THEN 'ended' ELSE 'by_office' END AS how
FROM events e
JOIN links l ON l.id = e.subject_id
JOIN persons k ON k.id = l.representative_id
JOIN persons o ON o.id = l.other_id
WHERE e.subject = 'link' AND e.kind = 'ended' AND k.ref IS NOT NULL AND o.ref IS NOT NULL
UNION ALL
SELECT d.tier, k.ref, o.ref, d.answered_at, 'declined'
FROM link_proposals d
JOIN persons k ON k.id = d.keeper_id
JOIN persons o ON o.id = d.other_id
WHERE d.answer = 'declined' AND d.asked_id = d.other_id AND k.ref IS NOT NULL AND o.ref IS NOT NULL;

-- name: put_unit(code, name, kind, parent, latitude, longitude, valid_from, valid_to)*!
INSERT INTO units (code, name, kind, parent_id, latitude, longitude, valid_from, valid_to)
VALUES (:code, :name, :kind, (SELECT p.id FROM units p WHERE p.code = :parent),
        :latitude, :longitude, :valid_from, :valid_to)
ON CONFLICT (code) DO UPDATE SET
    name = excluded.name, kind = excluded.kind, parent_id = excluded.parent_id, latitude = excluded.latitude,
    longitude = excluded.longitude, valid_from = excluded.valid_from, valid_to = excluded.valid_to;

-- name: put_station(code, name, kind, unit, address, hours, latitude, longitude, valid_from, valid_to)*!
INSERT INTO stations (code, name, kind, unit_id, address, hours, latitude, longitude, valid_from, valid_to)
VALUES (:code, :name, :kind, (SELECT u.id FROM units u WHERE u.code = :unit), :address, :hours,
        :latitude, :longitude, :valid_from, :valid_to)
ON CONFLICT (code) DO UPDATE SET
    name = excluded.name, kind = excluded.kind, unit_id = excluded.unit_id, address = excluded.address,
    hours = excluded.hours, latitude = excluded.latitude, longitude = excluded.longitude,
    valid_from = excluded.valid_from, valid_to = excluded.valid_to;

-- name: put_department(code, name, unit, valid_from, valid_to)*!
INSERT INTO departments (code, name, unit_id, valid_from, valid_to)
VALUES (:code, :name, (SELECT u.id FROM units u WHERE u.code = :unit), :valid_from, :valid_to)
ON CONFLICT (code) DO UPDATE SET
    name = excluded.name, unit_id = excluded.unit_id, valid_from = excluded.valid_from, valid_to = excluded.valid_to;

-- name: clear_scopes(code)*!
DELETE FROM department_scopes WHERE department_id = (SELECT d.id FROM departments d WHERE d.code = :code);

-- name: put_scope(code, category, unit)*!
INSERT INTO department_scopes (department_id, category, unit_id)
VALUES ((SELECT d.id FROM departments d WHERE d.code = :code), :category,
        (SELECT u.id FROM units u WHERE u.code = :unit))
ON CONFLICT DO NOTHING;

-- name: put_person(ref, random_code, name, phone, language, home, now)*!
INSERT INTO persons (ref, code, name, phone, language, unit_id, created_at)
VALUES (:ref, :random_code, :name, :phone, :language, (SELECT u.id FROM units u WHERE u.code = :home), :now)
ON CONFLICT (ref) DO UPDATE SET
    name = excluded.name, phone = excluded.phone, language = excluded.language, unit_id = excluded.unit_id;

-- name: put_mandate(person, level, unit, station, starts, ends, front_line, committee)*!
INSERT INTO mandates (person_id, level, unit_id, station_id, starts, ends, front_line, committee)
VALUES ((SELECT p.id FROM persons p WHERE p.ref = :person), :level, (SELECT u.id FROM units u WHERE u.code = :unit),
        (SELECT s.id FROM stations s WHERE s.code = :station), :starts, :ends, :front_line, :committee)
ON CONFLICT (person_id, level, unit_id, starts) DO UPDATE SET
    handover = CASE WHEN COALESCE(mandates.ends, '') = COALESCE(excluded.ends, '') THEN mandates.handover ELSE 'no' END,
    station_id = excluded.station_id, ends = excluded.ends, front_line = excluded.front_line,
    committee = excluded.committee;

-- Since when a link and its end are known stands beside them: the ledger of a day in the past needs it.
-- name: put_link(tier, keeper, other, starts, ends, now)*!
INSERT INTO links (tier, representative_id, other_id, starts, ends, entered_at, ended_at)
VALUES (:tier, (SELECT k.id FROM persons k WHERE k.ref = :keeper), (SELECT o.id FROM persons o WHERE o.ref = :other),
        :starts, :ends, :now, :now)
ON CONFLICT (tier, representative_id, other_id, starts) DO UPDATE SET
    ended_at = CASE WHEN COALESCE(links.ends, '') = COALESCE(excluded.ends, '') THEN links.ended_at
                    ELSE excluded.ended_at END,
    told = CASE WHEN links.ends IS NOT NULL AND excluded.ends IS NULL THEN 'no' ELSE links.told END,
    ends = excluded.ends;

-- The unit of an office at a station or department is that of the station or department.
-- name: add_role(person, role, unit, station, department, starts, ends)*!
INSERT INTO roles (person_id, role, unit_id, station_id, department_id, starts, ends)
VALUES ((SELECT p.id FROM persons p WHERE p.ref = :person), :role,
        COALESCE((SELECT s.unit_id FROM stations s WHERE s.code = :station),
                 (SELECT d.unit_id FROM departments d WHERE d.code = :department),
                 (SELECT u.id FROM units u WHERE u.code = :unit)),
        (SELECT s.id FROM stations s WHERE s.code = :station),
        (SELECT d.id FROM departments d WHERE d.code = :department), :starts, :ends);

-- name: end_admin(person, role, unit, starts, ends)*!
UPDATE roles SET ends = :ends
WHERE person_id = (SELECT p.id FROM persons p WHERE p.ref = :person) AND role = :role AND starts = :starts
  AND station_id IS NULL AND department_id IS NULL
  AND unit_id = (SELECT u.id FROM units u WHERE u.code = :unit);

-- name: end_officer(person, role, station, starts, ends)*!
UPDATE roles SET ends = :ends
WHERE person_id = (SELECT p.id FROM persons p WHERE p.ref = :person) AND role = :role AND starts = :starts
  AND station_id = (SELECT s.id FROM stations s WHERE s.code = :station);

-- name: end_department_officer(person, role, department, starts, ends)*!
UPDATE roles SET ends = :ends
WHERE person_id = (SELECT p.id FROM persons p WHERE p.ref = :person) AND role = :role AND starts = :starts
  AND department_id = (SELECT d.id FROM departments d WHERE d.code = :department);

-- name: follow_stations()!
UPDATE roles SET unit_id = (SELECT s.unit_id FROM stations s WHERE s.id = roles.station_id)
WHERE station_id IS NOT NULL
  AND unit_id <> (SELECT s.unit_id FROM stations s WHERE s.id = roles.station_id);

-- name: follow_departments()!
UPDATE roles SET unit_id = (SELECT d.unit_id FROM departments d WHERE d.id = roles.department_id)
WHERE station_id IS NULL AND department_id IS NOT NULL
  AND unit_id <> (SELECT d.unit_id FROM departments d WHERE d.id = roles.department_id);
