-- name: over(day, number)
-- Mandates that ended before a day and that nobody looked at since.
SELECT id FROM mandates WHERE handover = 'no' AND ends IS NOT NULL AND ends < :day ORDER BY ends, id LIMIT :number;

-- name: followed(day, number)
-- Mandates about which the officer was asked, and that exactly one has followed since: one seat was left, one person is
-- new. Whoever sits there again has not left. Those that nobody clearly follows keep none of the others waiting.
SELECT m.id FROM mandates m WHERE m.handover = 'asked' AND 1 = (
    SELECT count(*) FROM mandates n JOIN persons p ON p.id = n.person_id AND p.erased_at IS NULL
    WHERE n.unit_id = m.unit_id AND n.level = m.level AND n.person_id <> m.person_id
        AND n.starts >= m.ends AND n.starts <= :day AND (n.ends IS NULL OR n.ends >= :day) AND NOT EXISTS (
            SELECT 1 FROM mandates b WHERE b.person_id = n.person_id AND b.level = n.level AND b.unit_id = n.unit_id
                AND b.starts < n.starts
        )
) AND 1 = (
    SELECT count(DISTINCT l.person_id) FROM mandates l
    WHERE l.unit_id = m.unit_id AND l.level = m.level AND l.ends IS NOT NULL AND l.ends < :day
        AND l.handover IN ('no', 'asked') AND NOT EXISTS (
            SELECT 1 FROM mandates n WHERE n.person_id = l.person_id AND n.level = l.level AND n.unit_id = l.unit_id
                AND n.starts <= :day AND (n.ends IS NULL OR n.ends >= :day)
        )
) AND NOT EXISTS (
    SELECT 1 FROM mandates n WHERE n.person_id = m.person_id AND n.level = m.level AND n.unit_id = m.unit_id
        AND n.starts <= :day AND (n.ends IS NULL OR n.ends >= :day)
) ORDER BY m.id LIMIT :number;

-- name: resumed(day, number)
-- Mandates about which the officer was asked, and whose holder sits there again, as what they were.
SELECT m.id FROM mandates m WHERE m.handover = 'asked' AND EXISTS (
    SELECT 1 FROM mandates n WHERE n.person_id = m.person_id AND n.level = m.level AND n.unit_id = m.unit_id
        AND n.committee >= m.committee AND n.starts <= :day AND (n.ends IS NULL OR n.ends >= :day)
) ORDER BY m.id LIMIT :number;

-- name: again(person_id, level, unit_id, day)^
-- Whether somebody sits for a constituency on a day, and whether on its standing committee.
SELECT n.committee FROM mandates n
WHERE n.person_id = :person_id AND n.level = :level AND n.unit_id = :unit_id
    AND n.starts <= :day AND (n.ends IS NULL OR n.ends >= :day)
ORDER BY n.committee DESC LIMIT 1;

-- name: unsettled(person_id, id, day)
-- The other mandates of somebody that have ended and that nobody has taken over.
SELECT m.id FROM mandates m
WHERE m.person_id = :person_id AND m.id <> :id AND m.ends IS NOT NULL AND m.ends < :day
    AND m.handover IN ('no', 'asked')
ORDER BY m.id;

-- name: latest(person_id, day)^
-- The station of the mandate of somebody that ended last.
SELECT station_id FROM mandates WHERE person_id = :person_id AND ends IS NOT NULL AND ends < :day
ORDER BY ends DESC, id DESC LIMIT 1;

-- name: seat(id)^
SELECT m.id, m.person_id, p.name, m.level, m.unit_id, u.name AS unit, m.station_id, m.starts, m.ends, m.committee,
    m.handover
FROM mandates m JOIN persons p ON p.id = m.person_id JOIN units u ON u.id = m.unit_id
WHERE m.id = :id;

-- name: settle(handover, was, id)!
UPDATE mandates SET handover = :handover WHERE id = :id AND handover = :was;

-- name: seated(level, unit_id, day)
-- Who sits for a constituency on a day, and whether they have sat there before.
SELECT m.id, CASE WHEN EXISTS (
        SELECT 1 FROM mandates b WHERE b.person_id = m.person_id AND b.level = m.level AND b.unit_id = m.unit_id
            AND b.starts < m.starts
    ) THEN 1 ELSE 0 END AS again
FROM mandates m JOIN persons p ON p.id = m.person_id AND p.erased_at IS NULL
WHERE m.unit_id = :unit_id AND m.level = :level AND m.starts <= :day AND (m.ends IS NULL OR m.ends >= :day)
ORDER BY m.starts DESC, m.id;

-- name: left(level, unit_id, day)$
-- How many seats of a constituency were left and not handed over.
SELECT count(DISTINCT m.person_id) AS n FROM mandates m
WHERE m.unit_id = :unit_id AND m.level = :level AND m.ends IS NOT NULL AND m.ends < :day
    AND m.handover IN ('no', 'asked') AND NOT EXISTS (
        SELECT 1 FROM mandates n WHERE n.person_id = m.person_id AND n.level = m.level AND n.unit_id = m.unit_id
            AND n.starts <= :day AND (n.ends IS NULL OR n.ends >= :day)
    );

-- name: asked(unit_id, station_id, number)
-- Ended mandates of a unit and of those below it, or of a station, whose officer was asked who takes over.
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = CAST(:unit_id AS BIGINT)
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
SELECT m.id FROM down CROSS JOIN mandates m WHERE m.unit_id = down.id AND m.handover = 'asked'
UNION
SELECT m.id FROM mandates m WHERE m.station_id = CAST(:station_id AS BIGINT) AND m.handover = 'asked'
ORDER BY 1 LIMIT :number;

-- name: all_asked(unit_id, station_id)$
-- How many of these there are.
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = CAST(:unit_id AS BIGINT)
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
), waiting (id) AS (
    SELECT m.id FROM down CROSS JOIN mandates m WHERE m.unit_id = down.id AND m.handover = 'asked'
    UNION
    SELECT m.id FROM mandates m WHERE m.station_id = CAST(:station_id AS BIGINT) AND m.handover = 'asked'
)
SELECT count(*) AS n FROM waiting;

-- name: open_cases(person_id)
-- The open cases that somebody holds, and where they are.
SELECT id, unit_id FROM suggestions
WHERE representative_id = :person_id
    AND state IN ('assigned', 'handling', 'transferred', 'underway', 'returned', 'second', 'watched', 'answered')
ORDER BY id;

-- name: waiting(link_id)
-- The meetings on a link that wait for somebody's word.
SELECT id, entry_id, day, face FROM contacts
WHERE link_id = :link_id AND standing = 'waiting' ORDER BY id;

-- name: pass_on(now, id)!
UPDATE contacts SET standing = 'passed', void_at = :now WHERE id = :id AND standing = 'waiting';

-- name: take_up(entry_id, link_id, day, face, now)^
-- The same meeting waits on another link, and was asked about twice already.
INSERT INTO contacts (entry_id, link_id, day, face, entered_at, standing, reminded)
VALUES (:entry_id, :link_id, :day, :face, :now, 'waiting', 1)
ON CONFLICT DO NOTHING RETURNING id;

-- name: untell(id)!
-- Nobody could be told of this link.
UPDATE links SET told = 'no' WHERE id = :id;
