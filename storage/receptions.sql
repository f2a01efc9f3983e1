-- name: add(station_id, author_id, topic, scope, short, at, ends, day, slot, now, next_at)<!
INSERT INTO receptions (station_id, author_id, topic, scope, short, at, ends, day, slot, state, changed_at, next_at)
VALUES (:station_id, :author_id, :topic, :scope, :short, :at, :ends, :day, :slot, 'announced', :now, :next_at)
RETURNING id;

-- name: find(id)^
SELECT r.id, r.station_id, s.name AS station, s.unit_id, s.address, r.author_id, r.topic, r.scope, r.short, r.at, r.ends,
    r.slot, r.state, r.version, r.code_hash
FROM receptions r JOIN stations s ON s.id = r.station_id WHERE r.id = :id;

-- name: duties(reception_id)
-- Who is on duty and still represents somebody on that day.
SELECT d.person_id, p.name, d.answer,
    CASE WHEN EXISTS (SELECT 1 FROM accounts a WHERE a.person_id = p.id) THEN 1 ELSE 0 END AS reachable
FROM reception_duties d JOIN receptions r ON r.id = d.reception_id
JOIN persons p ON p.id = d.person_id AND p.erased_at IS NULL
WHERE d.reception_id = :reception_id AND EXISTS (
    SELECT 1 FROM mandates m
    WHERE m.person_id = d.person_id AND m.starts <= r.day AND (m.ends IS NULL OR m.ends >= r.day)
) ORDER BY d.person_id;

-- name: able(station_id, day)
-- The representatives of a station on a day.
SELECT DISTINCT p.id, p.name FROM mandates m JOIN persons p ON p.id = m.person_id AND p.erased_at IS NULL
WHERE m.station_id = :station_id AND m.starts <= :day AND (m.ends IS NULL OR m.ends >= :day) ORDER BY p.id;

-- name: stations_in(unit_id, day)
-- The stations of a unit and of all below it.
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
SELECT s.id, s.code, s.name, s.unit_id, s.address, s.hours, s.latitude, s.longitude
FROM down JOIN stations s ON s.unit_id = down.id
WHERE s.valid_to IS NULL OR s.valid_to >= :day ORDER BY s.id;

-- name: put_duty(reception_id, person_id)!
INSERT INTO reception_duties (reception_id, person_id) VALUES (:reception_id, :person_id)
ON CONFLICT (reception_id, person_id) DO NOTHING;

-- name: drop_duty(reception_id, person_id)!
DELETE FROM reception_duties WHERE reception_id = :reception_id AND person_id = :person_id;

-- name: ask_again(reception_id)!
UPDATE reception_duties SET answer = 'waiting' WHERE reception_id = :reception_id;

-- name: answer(answer, reception_id, person_id)!
UPDATE reception_duties SET answer = :answer
WHERE reception_id = :reception_id AND person_id = :person_id AND answer <> :answer;

-- name: change(topic, scope, short, at, ends, day, slot, now, next_at, id, version)!
UPDATE receptions SET topic = :topic, scope = :scope, short = :short, at = :at, ends = :ends, day = :day, slot = :slot,
    changed_at = :now, next_at = :next_at, version = version + 1
WHERE id = :id AND version = :version AND state = 'announced';

-- name: move(state, now, next_at, id, version)!
-- Into another state, if nobody changed it meanwhile.
UPDATE receptions SET state = :state, changed_at = :now, next_at = :next_at, version = version + 1
WHERE id = :id AND version = :version;

-- name: hold(id, version, state)!
-- Nothing changes; whoever wants to change it waits for who holds it.
UPDATE receptions SET version = version WHERE id = :id AND version = :version AND state = :state;

-- name: later(next_at, id)!
UPDATE receptions SET next_at = :next_at WHERE id = :id;

-- name: due(now, number)
SELECT id FROM receptions WHERE next_at IS NOT NULL AND next_at <= :now ORDER BY next_at LIMIT :number;

-- name: coming_in(unit_id, now, number)
-- What is announced or open at the stations of a unit and of all above it.
WITH RECURSIVE up (id, parent_id) AS (
    SELECT id, parent_id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id, u.parent_id FROM units u JOIN up ON u.id = up.parent_id
)
SELECT r.id FROM up JOIN stations s ON s.unit_id = up.id JOIN receptions r ON r.station_id = s.id
WHERE r.state IN ('announced', 'open') AND r.ends >= :now ORDER BY r.at, r.id LIMIT :number;

-- name: of_duty(person_id, since, number)
SELECT r.id FROM reception_duties d JOIN receptions r ON r.id = d.reception_id
WHERE d.person_id = :person_id AND r.state <> 'cancelled' AND (d.answer <> 'declined' OR r.state = 'announced')
    AND r.ends >= :since ORDER BY r.at, r.id LIMIT :number;

-- name: of_station(station_id, since, number)
SELECT id FROM receptions
WHERE station_id = :station_id AND state IN ('announced', 'open', 'closed') AND ends >= :since
ORDER BY at, id LIMIT :number;

-- name: of_unit(unit_id, since, number)
-- Those of a unit and of all below it.
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
SELECT r.id FROM down JOIN stations s ON s.unit_id = down.id JOIN receptions r ON r.station_id = s.id
WHERE r.state IN ('announced', 'open', 'closed') AND r.ends >= :since ORDER BY r.at, r.id LIMIT :number;

-- name: bookings(reception_id)
SELECT b.person_id, p.name, b.slot, b.place,
    CASE WHEN EXISTS (
        SELECT 1 FROM reception_visitors v WHERE v.reception_id = b.reception_id AND v.person_id = b.person_id
    ) THEN 1 ELSE 0 END AS came
FROM reception_bookings b JOIN persons p ON p.id = b.person_id
WHERE b.reception_id = :reception_id ORDER BY b.slot, b.place;

-- name: book(reception_id, person_id, slot, place)!
INSERT INTO reception_bookings (reception_id, person_id, slot, place) VALUES (:reception_id, :person_id, :slot, :place)
ON CONFLICT DO NOTHING;

-- name: unbook(reception_id, person_id)!
DELETE FROM reception_bookings WHERE reception_id = :reception_id AND person_id = :person_id;

-- name: move_bookings(to_id, from_id)!
UPDATE reception_bookings SET person_id = :to_id WHERE person_id = :from_id AND NOT EXISTS (
    SELECT 1 FROM reception_bookings b WHERE b.reception_id = reception_bookings.reception_id AND b.person_id = :to_id
);

-- name: drop_bookings(person_id)!
DELETE FROM reception_bookings WHERE person_id = :person_id;

-- name: trust_visits(to_id, from_id)!
-- Who was registered, and signed in as somebody else before it was known that they are one, has signed in.
UPDATE reception_visitors SET evidence = 'code' WHERE person_id = :to_id AND EXISTS (
    SELECT 1 FROM reception_visitors v WHERE v.reception_id = reception_visitors.reception_id
    AND v.person_id = :from_id AND v.evidence = 'code'
);

-- name: drop_visits(person_id)!
DELETE FROM reception_visitors WHERE person_id = :person_id;

-- name: move_visits(to_id, from_id)!
UPDATE reception_visitors SET person_id = :to_id WHERE person_id = :from_id AND NOT EXISTS (
    SELECT 1 FROM reception_visitors v WHERE v.reception_id = reception_visitors.reception_id AND v.person_id = :to_id
);

-- name: forget_visits(person_id)!
-- Who signed in stands in by_id as well: the office that set it up takes that place.
UPDATE reception_visitors SET person_id = NULL, name = '', by_id = CASE WHEN by_id = :person_id THEN (
    SELECT r.author_id FROM receptions r WHERE r.id = reception_visitors.reception_id
) ELSE by_id END WHERE person_id = :person_id;

-- name: put_code(code_hash, token_hash, id)!
-- A new code takes the old one's place.
UPDATE receptions SET code_hash = :code_hash, token_hash = :token_hash WHERE id = :id AND state = 'open';

-- name: by_token(token_hash)^
SELECT id FROM receptions WHERE token_hash = :token_hash AND state = 'open';

-- name: sign_in(reception_id, person_id, now)!
-- They say so themselves: whoever was registered before has come by their own word from now on, and is counted once.
INSERT INTO reception_visitors (reception_id, person_id, at, by_id, evidence)
VALUES (:reception_id, :person_id, :now, :person_id, 'code')
ON CONFLICT (reception_id, person_id) DO UPDATE SET evidence = 'code' WHERE reception_visitors.evidence = 'seen';

-- name: register(reception_id, person_id, name, now, by_id)!
INSERT INTO reception_visitors (reception_id, person_id, name, at, by_id, evidence)
VALUES (:reception_id, :person_id, :name, :now, :by_id, 'seen')
ON CONFLICT (reception_id, person_id) DO NOTHING;

-- name: visitors(reception_id)
SELECT v.id, v.reception_id, v.person_id, COALESCE(p.name, v.name) AS name, v.evidence,
    CASE WHEN EXISTS (SELECT 1 FROM accounts a WHERE a.person_id = v.person_id) THEN 1 ELSE 0 END AS reachable
FROM reception_visitors v LEFT JOIN persons p ON p.id = v.person_id
WHERE v.reception_id = :reception_id ORDER BY v.id;

-- name: visitor(id)^
SELECT v.id, v.reception_id, v.person_id, COALESCE(p.name, v.name) AS name, v.evidence,
    CASE WHEN EXISTS (SELECT 1 FROM accounts a WHERE a.person_id = v.person_id) THEN 1 ELSE 0 END AS reachable
FROM reception_visitors v LEFT JOIN persons p ON p.id = v.person_id WHERE v.id = :id;

-- name: figures(reception_id)^
SELECT (SELECT count(*) FROM reception_visitors v WHERE v.reception_id = :reception_id) AS received,
    (SELECT count(*) FROM reception_matters m WHERE m.reception_id = :reception_id) AS matters;

-- name: blank_names(reception_id)!
-- What somebody who is not known here gave as a name: it was needed while they were there.
UPDATE reception_visitors SET name = '' WHERE reception_id = :reception_id AND person_id IS NULL AND name <> '';

-- name: linked(reception_id, person_id, day)
-- The visitors with whom somebody keeps a link on that day, and whether that contact was logged.
SELECT l.id AS link_id, l.other_id AS person_id, p.name, v.evidence,
    CASE WHEN EXISTS (
        SELECT 1 FROM contact_entries e JOIN contacts c ON c.entry_id = e.id
        WHERE e.reception_id = :reception_id AND c.link_id = l.id
    ) THEN 1 ELSE 0 END AS logged
FROM links l JOIN reception_visitors v ON v.reception_id = :reception_id AND v.person_id = l.other_id
JOIN persons p ON p.id = l.other_id
WHERE l.representative_id = :person_id AND l.starts <= :day AND (l.ends IS NULL OR l.ends >= :day) ORDER BY l.id;

-- name: expected(reception_id, person_id, day)
-- Those with whom somebody keeps a link and who did not come yet.
SELECT l.other_id AS person_id, p.name FROM links l JOIN persons p ON p.id = l.other_id AND p.erased_at IS NULL
WHERE l.representative_id = :person_id AND l.starts <= :day AND (l.ends IS NULL OR l.ends >= :day) AND NOT EXISTS (
    SELECT 1 FROM reception_visitors v WHERE v.reception_id = :reception_id AND v.person_id = l.other_id
) ORDER BY l.id;

-- name: became(suggestion_id, reception_id)!
INSERT INTO reception_matters (suggestion_id, reception_id) VALUES (:suggestion_id, :reception_id);

-- name: has_come(reception_id, person_id)^
SELECT id FROM reception_visitors WHERE reception_id = :reception_id AND person_id = :person_id;

-- name: has_booked(reception_id, person_id)^
SELECT slot FROM reception_bookings WHERE reception_id = :reception_id AND person_id = :person_id;
