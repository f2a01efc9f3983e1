-- name: ledger(unit_id, station_id, person_id, day, known, quotas)
-- What is owed and done, for each seat in a congress and each quota that was asked for: of a unit with all below it, of
-- a station, or of one person, whose seats then are one. As it was known at a moment.
--
-- Of somebody with several seats each counts the links of its own congress: one whose other side lives (or sits) in the
-- constituency of another of them and not in this one is left out here.
--
-- A city has sixty thousand links, and this is to take no longer than twice a bare count. So nothing is sorted: the
-- four sums of a seat are one number, 15 bits each, and LIMIT -1 has it reckoned once and not for each use of it. For
-- one contact in a whole period it is enough to find one; what is rarer is counted in full.
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
), asked (n, tier, first, last, days, number, remaining, face) AS MATERIALIZED (
    SELECT key, json_extract(value, '$.tier'), json_extract(value, '$.first'), json_extract(value, '$.last'),
        json_extract(value, '$.days'), json_extract(value, '$.number'), json_extract(value, '$.remaining'),
        json_extract(value, '$.face')
    FROM json_each(:quotas)
), held (person_id, level, unit_id, station_id, starts, ends, committee) AS (
    SELECT m.person_id, m.level, m.unit_id, m.station_id, m.starts, COALESCE(m.ends, '9999-12-31'), m.committee
    FROM down JOIN mandates m ON m.unit_id = down.id
    UNION ALL
    SELECT m.person_id, m.level, m.unit_id, m.station_id, m.starts, COALESCE(m.ends, '9999-12-31'), m.committee
    FROM mandates m WHERE m.station_id = :station_id
    UNION ALL
    SELECT m.person_id, '', 0, 0, m.starts, COALESCE(m.ends, '9999-12-31'), m.committee
    FROM mandates m WHERE m.person_id = :person_id
), seats (person_id, level, unit_id, station_id, starts, ends, committee, several) AS MATERIALIZED (
    SELECT person_id, level, unit_id, max(station_id), min(starts), max(ends), max(committee), (
            SELECT count(*) FROM mandates o
            WHERE o.person_id = held.person_id AND held.level <> '' AND (o.level <> held.level OR o.unit_id <> held.unit_id)
        )
    FROM held WHERE starts <= :day GROUP BY person_id, level, unit_id
)
SELECT person_id, level, unit_id, station_id, n, sums >> 45 AS links, sums & 32767 AS needed,
    (sums >> 15) & 32767 AS done, (sums >> 30) & 32767 AS pending
FROM (
    SELECT s.person_id, s.level, s.unit_id, s.station_id, q.n, (
        SELECT sum((1 << 45) + CASE
            WHEN q.number = 1 AND s.starts <= q.first AND l.starts <= q.first AND s.ends >= q.last
                AND (l.ends IS NULL OR l.ends >= q.last OR l.ended_at > :known)
            THEN CASE
                WHEN EXISTS (
                    SELECT 1 FROM contacts c
                    WHERE c.link_id = l.id AND c.day BETWEEN q.first AND q.last AND c.face >= q.face
                        AND c.counted_at <= :known
                        AND (c.void_at IS NULL OR c.void_at > :known)
                ) THEN 1 + (1 << 15)
                WHEN EXISTS (
                    SELECT 1 FROM contacts c
                    WHERE c.link_id = l.id AND c.day BETWEEN q.first AND q.last AND c.face >= q.face
                        AND c.entered_at <= :known AND (c.counted_at IS NULL OR c.counted_at > :known)
                        AND (c.void_at IS NULL OR c.void_at > :known)
                ) THEN 1 + (1 << 30)
                ELSE 1 END
            ELSE (
                SELECT needed + (min(needed, counted) << 15) + (min(needed - min(needed, counted), waiting) << 30)
                FROM (SELECT CASE WHEN starts = q.first AND ends = q.last THEN q.number
                WHEN julianday(ends) - julianday(starts) < q.remaining THEN 0
                ELSE (q.number * CAST(julianday(ends) - julianday(starts) + 1 AS INTEGER) + q.days - 1) / q.days
            END AS needed, (
                SELECT count(*) FROM contacts c
                WHERE c.link_id = l.id AND c.day BETWEEN q.first AND q.last AND c.face >= q.face
                    AND c.counted_at <= :known
                    AND (c.void_at IS NULL OR c.void_at > :known)
            ) AS counted, (
                SELECT count(*) FROM contacts c
                WHERE c.link_id = l.id AND c.day BETWEEN q.first AND q.last AND c.face >= q.face
                    AND c.entered_at <= :known AND (c.counted_at IS NULL OR c.counted_at > :known)
                    AND (c.void_at IS NULL OR c.void_at > :known)
            ) AS waiting
            FROM (
                SELECT max(s.starts, l.starts, q.first) AS starts,
                    min(s.ends, CASE WHEN l.ended_at > :known THEN q.last ELSE COALESCE(l.ends, q.last) END, q.last) AS ends
                LIMIT -1
            ) LIMIT -1)
            ) END)
        FROM links l
        WHERE l.representative_id = s.person_id AND l.tier = q.tier AND l.starts <= :day AND l.entered_at <= :known
            AND l.starts <= s.ends
            AND (l.ends IS NULL OR l.ended_at > :known OR (l.ends >= q.first AND l.ends >= s.starts))
            AND (s.several = 0 OR NOT EXISTS (
                WITH RECURSIVE up (id, parent_id) AS (
                    SELECT u.id, u.parent_id FROM persons p JOIN units u ON u.id = p.unit_id WHERE p.id = l.other_id
                    UNION
                    SELECT u.id, u.parent_id FROM units u JOIN up ON u.id = up.parent_id
                )
                SELECT 1 FROM mandates o
                WHERE o.person_id = s.person_id AND o.starts <= :day AND (o.ends IS NULL OR o.ends >= q.first) AND CASE
                    WHEN q.tier = 'residents' THEN
                        o.unit_id IN (SELECT up.id FROM up) AND s.unit_id NOT IN (SELECT up.id FROM up)
                    ELSE o.committee = 1
                        AND EXISTS (SELECT 1 FROM mandates r WHERE r.person_id = l.other_id AND r.level = o.level)
                        AND NOT EXISTS (SELECT 1 FROM mandates r WHERE r.person_id = l.other_id AND r.level = s.level)
                    END
            ))
    ) AS sums
    FROM seats s CROSS JOIN asked q
    WHERE s.ends >= q.first AND (q.tier = 'residents' OR s.committee = 1)
    LIMIT -1
)
WHERE sums IS NOT NULL;

-- name: ledger_by_link(unit_id, station_id, person_id, day, known, quotas)
-- The same for each link.
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
), asked (n, tier, first, last, days, number, remaining, face) AS MATERIALIZED (
    SELECT key, json_extract(value, '$.tier'), json_extract(value, '$.first'), json_extract(value, '$.last'),
        json_extract(value, '$.days'), json_extract(value, '$.number'), json_extract(value, '$.remaining'),
        json_extract(value, '$.face')
    FROM json_each(:quotas)
), held (person_id, level, unit_id, station_id, starts, ends, committee) AS (
    SELECT m.person_id, m.level, m.unit_id, m.station_id, m.starts, COALESCE(m.ends, '9999-12-31'), m.committee
    FROM down JOIN mandates m ON m.unit_id = down.id
    UNION ALL
    SELECT m.person_id, m.level, m.unit_id, m.station_id, m.starts, COALESCE(m.ends, '9999-12-31'), m.committee
    FROM mandates m WHERE m.station_id = :station_id
    UNION ALL
    SELECT m.person_id, '', 0, 0, m.starts, COALESCE(m.ends, '9999-12-31'), m.committee
    FROM mandates m WHERE m.person_id = :person_id
), seats (person_id, level, unit_id, station_id, starts, ends, committee, several) AS MATERIALIZED (
    SELECT person_id, level, unit_id, max(station_id), min(starts), max(ends), max(committee), (
            SELECT count(*) FROM mandates o
            WHERE o.person_id = held.person_id AND held.level <> '' AND (o.level <> held.level OR o.unit_id <> held.unit_id)
        )
    FROM held WHERE starts <= :day GROUP BY person_id, level, unit_id
)
SELECT person_id, level, unit_id, station_id, n, link_id, 1 AS links, sums & 32767 AS needed,
    (sums >> 15) & 32767 AS done, (sums >> 30) & 32767 AS pending
FROM (
    SELECT s.person_id, s.level, s.unit_id, s.station_id, q.n, l.id AS link_id, (
        SELECT needed + (min(needed, counted) << 15) + (min(needed - min(needed, counted), waiting) << 30)
        FROM (SELECT CASE WHEN starts = q.first AND ends = q.last THEN q.number
                WHEN julianday(ends) - julianday(starts) < q.remaining THEN 0
                ELSE (q.number * CAST(julianday(ends) - julianday(starts) + 1 AS INTEGER) + q.days - 1) / q.days
            END AS needed, (
                SELECT count(*) FROM contacts c
                WHERE c.link_id = l.id AND c.day BETWEEN q.first AND q.last AND c.face >= q.face
                    AND c.counted_at <= :known
                    AND (c.void_at IS NULL OR c.void_at > :known)
            ) AS counted, (
                SELECT count(*) FROM contacts c
                WHERE c.link_id = l.id AND c.day BETWEEN q.first AND q.last AND c.face >= q.face
                    AND c.entered_at <= :known AND (c.counted_at IS NULL OR c.counted_at > :known)
                    AND (c.void_at IS NULL OR c.void_at > :known)
            ) AS waiting
            FROM (
                SELECT max(s.starts, l.starts, q.first) AS starts,
                    min(s.ends, CASE WHEN l.ended_at > :known THEN q.last ELSE COALESCE(l.ends, q.last) END, q.last) AS ends
                LIMIT -1
            ) LIMIT -1)
    ) AS sums
    FROM seats s CROSS JOIN asked q CROSS JOIN links l
    WHERE s.ends >= q.first AND (q.tier = 'residents' OR s.committee = 1)
        AND l.representative_id = s.person_id AND l.tier = q.tier AND l.starts <= :day AND l.entered_at <= :known
        AND l.starts <= s.ends
        AND (l.ends IS NULL OR l.ended_at > :known OR (l.ends >= q.first AND l.ends >= s.starts))
        AND (s.several = 0 OR NOT EXISTS (
            WITH RECURSIVE up (id, parent_id) AS (
                SELECT u.id, u.parent_id FROM persons p JOIN units u ON u.id = p.unit_id WHERE p.id = l.other_id
                UNION
                SELECT u.id, u.parent_id FROM units u JOIN up ON u.id = up.parent_id
            )
            SELECT 1 FROM mandates o
            WHERE o.person_id = s.person_id AND o.starts <= :day AND (o.ends IS NULL OR o.ends >= q.first) AND CASE
                WHEN q.tier = 'residents' THEN
                    o.unit_id IN (SELECT up.id FROM up) AND s.unit_id NOT IN (SELECT up.id FROM up)
                ELSE o.committee = 1
                    AND EXISTS (SELECT 1 FROM mandates r WHERE r.person_id = l.other_id AND r.level = o.level)
                    AND NOT EXISTS (SELECT 1 FROM mandates r WHERE r.person_id = l.other_id AND r.level = s.level)
                END
        ))
    LIMIT -1
);

-- name: names_in(unit_id)
-- Everybody who has or had a seat in a congress of a unit or of one below it.
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
SELECT DISTINCT p.id, p.ref, p.name
FROM down JOIN mandates m ON m.unit_id = down.id JOIN persons p ON p.id = m.person_id;

-- name: codes()
SELECT 'unit' AS kind, id, code FROM units UNION ALL SELECT 'station', id, code FROM stations;

-- name: links_of(person_id, day)
-- The links that somebody keeps on a day, in the order of the roster.
SELECT l.id, l.tier, l.representative_id, l.other_id, p.name,
    CASE WHEN EXISTS (SELECT 1 FROM accounts a WHERE a.person_id = p.id) THEN 1 ELSE 0 END AS reachable
FROM links l JOIN persons p ON p.id = l.other_id AND p.erased_at IS NULL
WHERE l.representative_id = :person_id AND l.starts <= :day AND (l.ends IS NULL OR l.ends >= :day)
ORDER BY l.tier, l.id;

-- name: add_entry(author_id, mode, day, summary, place, now, update_id, reception_id)^
INSERT INTO contact_entries (author_id, mode, day, summary, place, entered_at, update_id, reception_id)
VALUES (:author_id, :mode, :day, :summary, :place, :now, :update_id, :reception_id) RETURNING id;

-- name: write_line(summary, entry_id)!
UPDATE contact_entries SET summary = :summary WHERE id = :entry_id;

-- name: write_place(place, entry_id)!
UPDATE contact_entries SET place = :place WHERE id = :entry_id;

-- name: decide(person_id, decision, now, id)!
-- The officer's word on a disputed meeting, once.
UPDATE contacts SET decided_by = :person_id, decision = :decision, decided_at = :now
WHERE id = :id AND standing = 'disputed' AND decided_at IS NULL;

-- name: add(entry_id, link_id, day, face, now, standing, counted_at, evidence)^
INSERT INTO contacts (entry_id, link_id, day, face, entered_at, standing, counted_at, evidence)
VALUES (:entry_id, :link_id, :day, :face, :now, :standing, :counted_at, :evidence) RETURNING id;

-- name: count(now, evidence, id)!
-- It counts from now on, if it still waited.
UPDATE contacts SET standing = 'counted', counted_at = :now, evidence = :evidence
WHERE id = :id AND standing = 'waiting';

-- name: void(now, standing, objection, id)!
-- It does not count, or no more.
UPDATE contacts SET standing = :standing, void_at = :now, objection = :objection
WHERE id = :id AND standing IN ('waiting', 'counted');

-- name: find(id)^
SELECT c.id, c.entry_id, c.link_id, c.day, c.standing, c.evidence, c.objection, c.tries, c.entered_at, c.decision, c.decided_at,
    e.mode, e.summary, e.place,
    l.representative_id AS keeper_id, CASE WHEN e.author_id = l.other_id THEN k.name ELSE a.name END AS keeper, l.other_id, o.name AS other,
    CASE WHEN EXISTS (SELECT 1 FROM accounts a WHERE a.person_id = o.id) THEN 1 ELSE 0 END AS reachable
FROM contacts c JOIN contact_entries e ON e.id = c.entry_id JOIN links l ON l.id = c.link_id
JOIN persons k ON k.id = l.representative_id JOIN persons o ON o.id = l.other_id JOIN persons a ON a.id = e.author_id
WHERE c.id = :id;

-- name: of_entry(entry_id)
SELECT id FROM contacts WHERE entry_id = :entry_id ORDER BY id;

-- name: unanswered(reminded, before, number)
-- Meetings that have waited for the other side's word since before a moment.
SELECT id FROM contacts
WHERE standing = 'waiting' AND reminded = :reminded AND entered_at <= :before ORDER BY entered_at LIMIT :number;

-- name: remind(id)!
UPDATE contacts SET reminded = 1 WHERE id = :id;

-- name: put_code(entry_id, code_hash, token_hash, day)!
INSERT INTO contact_codes (entry_id, code_hash, token_hash, day) VALUES (:entry_id, :code_hash, :token_hash, :day)
ON CONFLICT (entry_id) DO UPDATE SET code_hash = excluded.code_hash, token_hash = excluded.token_hash, day = excluded.day;

-- name: code_of(entry_id)^
SELECT code_hash, day FROM contact_codes WHERE entry_id = :entry_id;

-- name: by_token(token_hash)^
SELECT entry_id, day FROM contact_codes WHERE token_hash = :token_hash;

-- name: wrong_code(id)!
UPDATE contacts SET tries = tries + 1 WHERE id = :id;
