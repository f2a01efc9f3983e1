-- Notices, their recipients, and what residents do not want to hear of.

-- name: add(author_id, role, unit_id, station_id, content, audience, now)<!
INSERT INTO notices (author_id, role, unit_id, station_id, content, audience, created_at)
VALUES (:author_id, :role, :unit_id, :station_id, :content, :audience, :now) RETURNING id;

-- name: find(id)^
SELECT n.id, n.author_id, n.role, n.unit_id, n.station_id, COALESCE(s.name, u.name) AS sender, n.state, n.version, n.content,
       n.audience, n.revision, n.created_at, n.send_at, n.began_at, n.ended_at, n.upto, n.chosen, n.paced_at,
       n.paced_done, n.shown_at, n.shown_done, n.reminded_at, n.remind_upto
FROM notices n JOIN units u ON u.id = n.unit_id LEFT JOIN stations s ON s.id = n.station_id
WHERE n.id = :id;

-- name: of_unit(unit, before, number)
-- The newest ones of a unit with all below it and all their stations.
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
SELECT n.id, n.author_id, n.role, n.unit_id, n.station_id, COALESCE(s.name, u.name) AS sender, n.state, n.version, n.content,
       n.audience, n.revision, n.created_at, n.send_at, n.began_at, n.ended_at, n.upto, n.chosen, n.paced_at,
       n.paced_done, n.shown_at, n.shown_done, n.reminded_at, n.remind_upto
FROM notices n JOIN units u ON u.id = n.unit_id LEFT JOIN stations s ON s.id = n.station_id
WHERE n.unit_id IN (SELECT id FROM down) AND n.id < :before
ORDER BY n.id DESC LIMIT :number;

-- name: of_station(station_id, before, number)
SELECT n.id, n.author_id, n.role, n.unit_id, n.station_id, COALESCE(s.name, u.name) AS sender, n.state, n.version, n.content,
       n.audience, n.revision, n.created_at, n.send_at, n.began_at, n.ended_at, n.upto, n.chosen, n.paced_at,
       n.paced_done, n.shown_at, n.shown_done, n.reminded_at, n.remind_upto
FROM notices n JOIN units u ON u.id = n.unit_id LEFT JOIN stations s ON s.id = n.station_id
WHERE n.station_id = :station_id AND n.id < :before
ORDER BY n.id DESC LIMIT :number;

-- name: write(content, audience, id, version)!
UPDATE notices SET content = :content, audience = :audience, version = version + 1
WHERE id = :id AND version = :version AND state = 'draft';

-- name: discard(id, version)!
DELETE FROM notices WHERE id = :id AND version = :version AND state = 'draft';

-- name: move(state, busy, send_at, ended_at, paced_at, paced_done, id, before, version)!
-- Another state; everything beside it is as given. Not if its words or those who get it were changed meanwhile.
UPDATE notices
SET state = :state, version = version + 1, busy = :busy, send_at = :send_at, ended_at = :ended_at, paced_at = :paced_at,
    paced_done = :paced_done
WHERE id = :id AND state = :before AND version = :version;

-- name: begin(now, id)!
UPDATE notices SET began_at = :now WHERE id = :id AND began_at IS NULL;

-- name: correct(content, id, revision)!
UPDATE notices SET content = :content, revision = revision + 1, version = version + 1, busy = 1
WHERE id = :id AND revision = :revision;

-- name: remind(now, id)!
UPDATE notices SET reminded_at = :now, remind_upto = 0, busy = 1 WHERE id = :id AND remind_upto IS NULL;

-- name: reminded(upto, id, before)!
UPDATE notices SET remind_upto = :upto WHERE id = :id AND remind_upto = :before;

-- name: rest(id, state, revision)!
-- Unless it was changed meanwhile.
UPDATE notices SET busy = 0 WHERE id = :id AND state = :state AND revision = :revision AND remind_upto IS NULL;

-- name: choose_on(upto, chosen, id, before)!
UPDATE notices SET upto = :upto, chosen = :chosen WHERE id = :id AND upto = :before AND chosen = 0;

-- name: shown(now, done, id)!
UPDATE notices SET shown_at = :now, shown_done = :done WHERE id = :id;

-- name: due(now, number)
SELECT id FROM notices WHERE state = 'scheduled' AND send_at <= :now ORDER BY send_at LIMIT :number;

-- name: choosing()
-- Those of which it is not known of everybody yet whether they get it.
SELECT id FROM notices WHERE busy = 1 AND chosen = 0 AND began_at IS NOT NULL ORDER BY id;

-- name: busy(number)
SELECT id FROM notices WHERE busy = 1 ORDER BY id LIMIT :number;

-- name: count(now, day, unit, station, home, seat, office, committee, level, role, category, language, kind)^
-- How many are of an audience, and how many of them do not want to hear of its kind.
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
SELECT count(*) AS people, COALESCE(sum(CASE WHEN EXISTS (
    SELECT 1 FROM notice_mutes m WHERE m.person_id = p.id AND m.kind = CAST(:kind AS TEXT)
) THEN 1 ELSE 0 END), 0) AS muted
FROM persons p
WHERE p.id > 0
  AND p.erased_at IS NULL AND p.consent_at IS NOT NULL
  AND EXISTS (SELECT 1 FROM accounts a WHERE a.person_id = p.id AND a.bound_at <= :now)
  AND (CAST(:language AS TEXT) IS NULL OR p.language = CAST(:language AS TEXT))
  AND (
    (CAST(:home AS BIGINT) = 1 AND p.unit_id IN (SELECT id FROM down))
    OR (CAST(:seat AS BIGINT) = 1 AND EXISTS (
        SELECT 1 FROM mandates m
        WHERE m.person_id = p.id AND m.starts <= :day AND (m.ends IS NULL OR m.ends >= :day)
          AND m.committee >= :committee AND (CAST(:level AS TEXT) IS NULL OR m.level = CAST(:level AS TEXT))
          AND CASE WHEN CAST(:station AS BIGINT) IS NULL THEN m.unit_id IN (SELECT id FROM down)
              ELSE m.station_id = CAST(:station AS BIGINT) END
    ))
    OR (CAST(:office AS BIGINT) = 1 AND EXISTS (
        SELECT 1 FROM roles r
        WHERE r.person_id = p.id AND r.starts <= :day AND (r.ends IS NULL OR r.ends >= :day)
          AND (CAST(:role AS TEXT) IS NULL OR r.role = CAST(:role AS TEXT))
          AND CASE WHEN CAST(:station AS BIGINT) IS NULL THEN r.unit_id IN (SELECT id FROM down)
              ELSE r.station_id = CAST(:station AS BIGINT) END
    ))
  )
  AND (
    CAST(:category AS TEXT) IS NULL
    OR EXISTS (
        SELECT 1 FROM suggestions s
        WHERE s.author_id = p.id AND s.category = CAST(:category AS TEXT) AND s.anonymous = 0
    )
    OR EXISTS (
        SELECT 1 FROM supporters u JOIN suggestions s ON s.id = u.suggestion_id
        WHERE u.person_id = p.id AND s.category = CAST(:category AS TEXT)
    )
    OR EXISTS (
        SELECT 1 FROM suggestions s WHERE s.representative_id = p.id AND s.category = CAST(:category AS TEXT)
    )
    OR EXISTS (
        SELECT 1 FROM roles r JOIN department_scopes d ON d.department_id = r.department_id
        WHERE r.person_id = p.id AND r.starts <= :day AND (r.ends IS NULL OR r.ends >= :day)
          AND d.category = CAST(:category AS TEXT)
    )
  );

-- name: some(now, day, unit, station, home, seat, office, committee, level, role, category, language, kind, after, number)
-- The first of an audience after a person.
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
SELECT p.id FROM persons p
WHERE p.id > :after
  AND p.erased_at IS NULL AND p.consent_at IS NOT NULL
  AND EXISTS (SELECT 1 FROM accounts a WHERE a.person_id = p.id AND a.bound_at <= :now)
  AND (CAST(:language AS TEXT) IS NULL OR p.language = CAST(:language AS TEXT))
  AND (
    (CAST(:home AS BIGINT) = 1 AND p.unit_id IN (SELECT id FROM down))
    OR (CAST(:seat AS BIGINT) = 1 AND EXISTS (
        SELECT 1 FROM mandates m
        WHERE m.person_id = p.id AND m.starts <= :day AND (m.ends IS NULL OR m.ends >= :day)
          AND m.committee >= :committee AND (CAST(:level AS TEXT) IS NULL OR m.level = CAST(:level AS TEXT))
          AND CASE WHEN CAST(:station AS BIGINT) IS NULL THEN m.unit_id IN (SELECT id FROM down)
              ELSE m.station_id = CAST(:station AS BIGINT) END
    ))
    OR (CAST(:office AS BIGINT) = 1 AND EXISTS (
        SELECT 1 FROM roles r
        WHERE r.person_id = p.id AND r.starts <= :day AND (r.ends IS NULL OR r.ends >= :day)
          AND (CAST(:role AS TEXT) IS NULL OR r.role = CAST(:role AS TEXT))
          AND CASE WHEN CAST(:station AS BIGINT) IS NULL THEN r.unit_id IN (SELECT id FROM down)
              ELSE r.station_id = CAST(:station AS BIGINT) END
    ))
  )
  AND (
    CAST(:category AS TEXT) IS NULL
    OR EXISTS (
        SELECT 1 FROM suggestions s
        WHERE s.author_id = p.id AND s.category = CAST(:category AS TEXT) AND s.anonymous = 0
    )
    OR EXISTS (
        SELECT 1 FROM supporters u JOIN suggestions s ON s.id = u.suggestion_id
        WHERE u.person_id = p.id AND s.category = CAST(:category AS TEXT)
    )
    OR EXISTS (
        SELECT 1 FROM suggestions s WHERE s.representative_id = p.id AND s.category = CAST(:category AS TEXT)
    )
    OR EXISTS (
        SELECT 1 FROM roles r JOIN department_scopes d ON d.department_id = r.department_id
        WHERE r.person_id = p.id AND r.starts <= :day AND (r.ends IS NULL OR r.ends >= :day)
          AND d.category = CAST(:category AS TEXT)
    )
  )
  AND NOT EXISTS (SELECT 1 FROM notice_mutes m WHERE m.person_id = p.id AND m.kind = CAST(:kind AS TEXT))
ORDER BY p.id LIMIT :number;

-- name: choose(notice_id, after, upto, now, day, unit, station, home, seat, office, committee, level, role, category, language, kind)!
-- Those of an audience among some persons get the notice; who was chosen already is not a second time.
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
INSERT INTO notice_recipients (notice_id, person_id)
SELECT CAST(:notice_id AS BIGINT), p.id FROM persons p
WHERE p.id > :after AND p.id <= :upto
  AND p.erased_at IS NULL AND p.consent_at IS NOT NULL
  AND EXISTS (SELECT 1 FROM accounts a WHERE a.person_id = p.id AND a.bound_at <= :now)
  AND (CAST(:language AS TEXT) IS NULL OR p.language = CAST(:language AS TEXT))
  AND (
    (CAST(:home AS BIGINT) = 1 AND p.unit_id IN (SELECT id FROM down))
    OR (CAST(:seat AS BIGINT) = 1 AND EXISTS (
        SELECT 1 FROM mandates m
        WHERE m.person_id = p.id AND m.starts <= :day AND (m.ends IS NULL OR m.ends >= :day)
          AND m.committee >= :committee AND (CAST(:level AS TEXT) IS NULL OR m.level = CAST(:level AS TEXT))
          AND CASE WHEN CAST(:station AS BIGINT) IS NULL THEN m.unit_id IN (SELECT id FROM down)
              ELSE m.station_id = CAST(:station AS BIGINT) END
    ))
    OR (CAST(:office AS BIGINT) = 1 AND EXISTS (
        SELECT 1 FROM roles r
        WHERE r.person_id = p.id AND r.starts <= :day AND (r.ends IS NULL OR r.ends >= :day)
          AND (CAST(:role AS TEXT) IS NULL OR r.role = CAST(:role AS TEXT))
          AND CASE WHEN CAST(:station AS BIGINT) IS NULL THEN r.unit_id IN (SELECT id FROM down)
              ELSE r.station_id = CAST(:station AS BIGINT) END
    ))
  )
  AND (
    CAST(:category AS TEXT) IS NULL
    OR EXISTS (
        SELECT 1 FROM suggestions s
        WHERE s.author_id = p.id AND s.category = CAST(:category AS TEXT) AND s.anonymous = 0
    )
    OR EXISTS (
        SELECT 1 FROM supporters u JOIN suggestions s ON s.id = u.suggestion_id
        WHERE u.person_id = p.id AND s.category = CAST(:category AS TEXT)
    )
    OR EXISTS (
        SELECT 1 FROM suggestions s WHERE s.representative_id = p.id AND s.category = CAST(:category AS TEXT)
    )
    OR EXISTS (
        SELECT 1 FROM roles r JOIN department_scopes d ON d.department_id = r.department_id
        WHERE r.person_id = p.id AND r.starts <= :day AND (r.ends IS NULL OR r.ends >= :day)
          AND d.category = CAST(:category AS TEXT)
    )
  )
  AND NOT EXISTS (SELECT 1 FROM notice_mutes m WHERE m.person_id = p.id AND m.kind = CAST(:kind AS TEXT))
ON CONFLICT (notice_id, person_id) DO NOTHING;

-- name: unclear(unit, station, day, since)
-- Representatives of whom the sums of a unit or station do not tell what they owe: they sit elsewhere as well, or a link
-- of theirs has ended since a day.
WITH RECURSIVE down (id) AS (
    SELECT id FROM units WHERE id = :unit
    UNION
    SELECT u.id FROM units u JOIN down ON u.parent_id = down.id
)
SELECT DISTINCT m.person_id FROM down JOIN mandates m ON m.unit_id = down.id
WHERE m.starts <= :day AND (m.ends IS NULL OR m.ends >= :day) AND (
    EXISTS (
        SELECT 1 FROM mandates o WHERE o.person_id = m.person_id
          AND CASE WHEN CAST(:station AS BIGINT) IS NULL THEN o.unit_id NOT IN (SELECT id FROM down)
              ELSE o.station_id <> CAST(:station AS BIGINT) END
    )
    OR EXISTS (SELECT 1 FROM links l WHERE l.representative_id = m.person_id AND l.ends >= :since AND l.ends <= :day)
);

-- name: choose_one(notice_id, person_id)!
INSERT INTO notice_recipients (notice_id, person_id) VALUES (:notice_id, :person_id)
ON CONFLICT (notice_id, person_id) DO NOTHING;

-- name: persons_on(after, number)$
-- The last of the next persons.
SELECT max(x.id) AS id FROM (SELECT id FROM persons WHERE id > :after ORDER BY id LIMIT :number) AS x;

-- name: mutes(person_id)
SELECT kind FROM notice_mutes WHERE person_id = :person_id;

-- name: mute(person_id, kind, now)!
INSERT INTO notice_mutes (person_id, kind, at) VALUES (:person_id, :kind, :now) ON CONFLICT (person_id, kind) DO NOTHING;

-- name: unmute(person_id, kind)!
DELETE FROM notice_mutes WHERE person_id = :person_id AND kind = :kind;
