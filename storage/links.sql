-- A link that ends today has ended for whoever looks at it, and counts for today in the ledger.

-- name: propose(tier, keeper_id, other_id, by_id, asked_id, now)^
-- One that waits already is not made again.
INSERT INTO link_proposals (tier, keeper_id, other_id, by_id, asked_id, at)
VALUES (:tier, :keeper_id, :other_id, :by_id, :asked_id, :now)
ON CONFLICT DO NOTHING RETURNING id;

-- name: proposal(id)^
SELECT o.id, o.tier, o.keeper_id, k.name AS keeper, o.other_id, p.name AS other, o.by_id, o.asked_id, o.answer
FROM link_proposals o JOIN persons k ON k.id = o.keeper_id JOIN persons p ON p.id = o.other_id
WHERE o.id = :id;

-- name: waiting_of(person_id)
-- The proposals that wait and concern somebody, on either side.
SELECT id FROM link_proposals WHERE keeper_id = :person_id AND answer = 'waiting'
UNION
SELECT id FROM link_proposals WHERE other_id = :person_id AND answer = 'waiting'
ORDER BY 1;

-- name: answer(answer, now, id)!
UPDATE link_proposals SET answer = :answer, answered_at = :now WHERE id = :id AND answer = 'waiting';

-- name: declined(tier, keeper_id, other_id, since)$
-- How often one of two said no to the other since a moment.
SELECT count(*) AS n FROM link_proposals
WHERE keeper_id = :keeper_id AND answer = 'declined' AND other_id = :other_id AND tier = :tier AND answered_at >= :since;

-- name: unanswered(before, number)
-- Proposals that have waited since before a moment.
SELECT id FROM link_proposals WHERE answer = 'waiting' AND at <= :before ORDER BY at LIMIT :number;

-- name: begin(tier, keeper_id, other_id, today, now)^
-- One that began and ended on the same day goes on.
INSERT INTO links (tier, representative_id, other_id, starts, entered_at, told)
VALUES (:tier, :keeper_id, :other_id, :today, :now, 'yes')
ON CONFLICT (tier, representative_id, other_id, starts) DO UPDATE SET ends = NULL, ended_at = NULL
RETURNING id;

-- name: finish(today, now, id)!
UPDATE links SET ends = :today, ended_at = :now WHERE id = :id AND (ends IS NULL OR ends > :today);

-- name: find(id)^
SELECT l.id, l.tier, l.representative_id AS keeper_id, k.name AS keeper, l.other_id, o.name AS other, l.starts, l.ends
FROM links l JOIN persons k ON k.id = l.representative_id JOIN persons o ON o.id = l.other_id
WHERE l.id = :id;

-- name: between(tier, keeper_id, other_id, day)^
SELECT l.id FROM links l
WHERE l.representative_id = :keeper_id AND l.tier = :tier AND l.other_id = :other_id
    AND l.starts <= :day AND (l.ends IS NULL OR l.ends > :day);

-- name: kept_by(person_id, day)
-- The links that somebody keeps and that do not end today.
SELECT l.id FROM links l JOIN persons p ON p.id = l.other_id AND p.erased_at IS NULL
WHERE l.representative_id = :person_id AND l.tier IN ('committee', 'residents')
    AND l.starts <= :day AND (l.ends IS NULL OR l.ends > :day)
ORDER BY l.tier, l.id;

-- name: kept_with(person_id, day)
-- The same of those that others keep with somebody.
SELECT l.id FROM links l
WHERE l.other_id = :person_id AND l.starts <= :day AND (l.ends IS NULL OR l.ends > :day)
ORDER BY l.id;

-- name: untold(number)
-- Links whose other side has not been told of them.
SELECT l.id, CASE WHEN EXISTS (SELECT 1 FROM accounts a WHERE a.person_id = l.other_id) THEN 1 ELSE 0 END AS reachable
FROM links l WHERE l.told = 'no' ORDER BY l.id LIMIT :number;

-- name: note_told(told, id)!
UPDATE links SET told = :told WHERE id = :id AND told = 'no';

-- name: keepers(unit_id, station_id, person_id, day)
-- Everybody with a seat today in a unit or below, at a station, or one person, and how many links they are in.
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = CAST(:unit_id AS BIGINT)
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
), held (person_id, level, committee, starts, ends) AS (
    SELECT m.person_id, m.level, m.committee, m.starts, m.ends FROM down JOIN mandates m ON m.unit_id = down.id
    UNION ALL
    SELECT m.person_id, m.level, m.committee, m.starts, m.ends FROM mandates m
    WHERE m.station_id = CAST(:station_id AS BIGINT)
    UNION ALL
    SELECT m.person_id, m.level, m.committee, m.starts, m.ends FROM mandates m
    WHERE m.person_id = CAST(:person_id AS BIGINT)
), seats (person_id, has_committee, is_member) AS (
    SELECT person_id, max(CASE WHEN level IN ('city', 'district') THEN 1 ELSE 0 END), max(committee)
    FROM held WHERE starts <= :day AND (ends IS NULL OR ends >= :day) GROUP BY person_id
)
SELECT s.person_id, p.name, s.has_committee, s.is_member, (
        SELECT count(*) FROM links l WHERE l.representative_id = s.person_id AND l.tier = 'residents'
            AND l.starts <= :day AND (l.ends IS NULL OR l.ends > :day)
    ) AS residents, (
        SELECT count(*) FROM links l WHERE l.representative_id = s.person_id AND l.tier = 'committee'
            AND l.starts <= :day AND (l.ends IS NULL OR l.ends > :day)
    ) AS representatives, (
        SELECT count(*) FROM links l WHERE l.other_id = s.person_id AND l.tier = 'committee'
            AND l.starts <= :day AND (l.ends IS NULL OR l.ends > :day)
    ) AS members, (
        SELECT count(*) FROM link_proposals o WHERE o.keeper_id = s.person_id AND o.answer = 'waiting'
    ) AS waiting
FROM seats s JOIN persons p ON p.id = s.person_id AND p.erased_at IS NULL;

-- name: residents(keeper_id, only_id, day, since, number)
-- Residents of somebody's constituencies who use the bot and are not linked with them: fewest links first, then those
-- around the station. Who has said no lately is left out. Perhaps only one person is looked for.
WITH RECURSIVE own (unit_id, near_id) AS (
    SELECT m.unit_id, s.unit_id FROM mandates m JOIN stations s ON s.id = m.station_id
    WHERE m.person_id = :keeper_id AND m.starts <= :day AND (m.ends IS NULL OR m.ends >= :day)
), down (id) AS (
    SELECT unit_id FROM own
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
SELECT p.id, p.name, u.name AS unit, (
        SELECT count(*) FROM links l WHERE l.other_id = p.id AND l.tier = 'residents'
            AND l.starts <= :day AND (l.ends IS NULL OR l.ends > :day)
    ) AS links, CASE WHEN p.unit_id IN (SELECT near_id FROM own) THEN 0 ELSE 1 END AS far
FROM down JOIN persons p ON p.unit_id = down.id JOIN units u ON u.id = p.unit_id
WHERE p.erased_at IS NULL AND p.consent_at IS NOT NULL AND p.id <> :keeper_id
    AND (CAST(:only_id AS BIGINT) IS NULL OR p.id = CAST(:only_id AS BIGINT))
    AND EXISTS (SELECT 1 FROM accounts a WHERE a.person_id = p.id)
    AND NOT EXISTS (SELECT 1 FROM mandates m WHERE m.person_id = p.id AND m.starts <= :day
        AND (m.ends IS NULL OR m.ends >= :day))
    AND NOT EXISTS (SELECT 1 FROM links l WHERE l.other_id = p.id AND l.representative_id = :keeper_id
        AND l.tier = 'residents' AND (l.ends IS NULL OR l.ends > :day))
    AND NOT EXISTS (SELECT 1 FROM link_proposals o WHERE o.other_id = p.id AND o.keeper_id = :keeper_id
        AND (o.answer = 'waiting' OR (o.answer = 'declined' AND o.answered_at >= :since)))
ORDER BY links, far, p.id LIMIT :number;

-- name: authors(keeper_id, number)
-- Those who gave a representative their name in a case, the newest first.
SELECT s.author_id AS id, max(s.registered_at) AS latest FROM suggestions s
WHERE s.representative_id = :keeper_id AND s.anonymous = 0 AND s.author_left = 0
GROUP BY s.author_id ORDER BY latest DESC LIMIT :number;

-- name: colleagues(keeper_id, only_id, unit_id, level, day, since, number)
-- Representatives of a congress with whom a member could keep a link: those without a member first.
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
SELECT p.id, p.name, u.name AS unit, (
        SELECT count(*) FROM links l WHERE l.other_id = p.id AND l.tier = 'committee'
            AND l.starts <= :day AND (l.ends IS NULL OR l.ends > :day)
    ) AS links
FROM down JOIN mandates m ON m.unit_id = down.id AND m.level = :level
JOIN persons p ON p.id = m.person_id JOIN units u ON u.id = m.unit_id
WHERE m.committee = 0 AND m.starts <= :day AND (m.ends IS NULL OR m.ends >= :day)
    AND p.erased_at IS NULL AND p.id <> :keeper_id
    AND (CAST(:only_id AS BIGINT) IS NULL OR p.id = CAST(:only_id AS BIGINT))
    AND EXISTS (SELECT 1 FROM accounts a WHERE a.person_id = p.id)
    AND NOT EXISTS (SELECT 1 FROM links l WHERE l.other_id = p.id AND l.representative_id = :keeper_id
        AND l.tier = 'committee' AND (l.ends IS NULL OR l.ends > :day))
    AND NOT EXISTS (SELECT 1 FROM link_proposals o WHERE o.other_id = p.id AND o.keeper_id = :keeper_id
        AND (o.answer = 'waiting' OR (o.answer = 'declined' AND o.answered_at >= :since)))
ORDER BY links, p.id LIMIT :number;

-- name: members(unit_id, level, day)
-- The members of a congress's standing committee who can be reached, those with the fewest links first.
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit_id
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
SELECT p.id, p.name, u.name AS unit, (
        SELECT count(*) FROM links l WHERE l.representative_id = p.id AND l.tier = 'committee'
            AND l.starts <= :day AND (l.ends IS NULL OR l.ends > :day)
    ) AS links
FROM down JOIN mandates m ON m.unit_id = down.id AND m.level = :level
JOIN persons p ON p.id = m.person_id JOIN units u ON u.id = m.unit_id
WHERE m.committee = 1 AND m.starts <= :day AND (m.ends IS NULL OR m.ends >= :day) AND p.erased_at IS NULL
    AND EXISTS (SELECT 1 FROM accounts a WHERE a.person_id = p.id)
ORDER BY links, p.id;

-- name: seats(person_id, day)
-- The seats that somebody has on a day.
SELECT m.id, m.level, m.unit_id, m.station_id, m.committee FROM mandates m
WHERE m.person_id = :person_id AND m.starts <= :day AND (m.ends IS NULL OR m.ends >= :day)
ORDER BY m.id;
