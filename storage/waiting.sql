-- name: held(person_id, today, top, count)
-- The open cases in which the next word is a person's, as the representative who holds them or as one who stands in:
-- the officers of the station where no representative can act, and administrators where there is no officer either.
-- With each what was said last towards the other side. CROSS JOIN keeps SQLite to this order of tables.
WITH RECURSIVE wanted (state) AS (
    SELECT 'desk' UNION ALL SELECT 'assigned' UNION ALL SELECT 'handling' UNION ALL SELECT 'transferred'
    UNION ALL SELECT 'underway' UNION ALL SELECT 'returned' UNION ALL SELECT 'answered' UNION ALL SELECT 'watched'
    UNION ALL SELECT 'second'
), area (id) AS (
    SELECT r.unit_id FROM roles r WHERE r.person_id = :person_id AND r.role = 'admin'
        AND r.starts <= :today AND (r.ends IS NULL OR r.ends >= :today)
    UNION
    SELECT CAST(:top AS BIGINT)
    UNION
    SELECT u2.id FROM area JOIN units u2 ON u2.parent_id = area.id
), theirs (id) AS (
    SELECT c.id FROM roles r CROSS JOIN wanted w CROSS JOIN suggestions c
    WHERE r.person_id = :person_id AND r.role = 'officer' AND r.starts <= :today AND (r.ends IS NULL OR r.ends >= :today)
        AND c.station_id = r.station_id AND c.state = w.state
    UNION
    SELECT c.id FROM area CROSS JOIN wanted w CROSS JOIN suggestions c
    WHERE c.holder_role IN ('officer', 'admin') AND c.unit_id = area.id AND c.state = w.state
        AND NOT EXISTS (
            SELECT 1 FROM roles o JOIN accounts b ON b.person_id = o.person_id
            WHERE o.station_id = c.station_id AND o.role = 'officer' AND o.person_id <> :person_id
                AND o.starts <= :today AND (o.ends IS NULL OR o.ends >= :today)
        )
    UNION
    SELECT c.id FROM area CROSS JOIN mandates m CROSS JOIN wanted w CROSS JOIN suggestions c
    WHERE m.unit_id = area.id AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.person_id = m.person_id)
        AND c.representative_id = m.person_id AND c.state = w.state
        AND NOT EXISTS (
            SELECT 1 FROM roles o JOIN accounts b ON b.person_id = o.person_id
            WHERE o.station_id = c.station_id AND o.role = 'officer' AND o.person_id <> :person_id
                AND o.starts <= :today AND (o.ends IS NULL OR o.ends >= :today)
        )
), mine (id) AS (
    SELECT c.id FROM wanted w CROSS JOIN suggestions c
    WHERE c.representative_id = :person_id AND c.state = w.state AND EXISTS (
        SELECT 1 FROM mandates m
        WHERE m.person_id = :person_id AND m.starts <= :today AND (m.ends IS NULL OR m.ends >= :today)
    )
    UNION
    SELECT c.id FROM theirs CROSS JOIN suggestions c
    WHERE c.id = theirs.id AND NOT EXISTS (
        SELECT 1 FROM accounts a JOIN mandates m ON m.person_id = a.person_id
        WHERE a.person_id = c.representative_id AND c.representative_id <> c.author_id
            AND m.starts <= :today AND (m.ends IS NULL OR m.ends >= :today)
    )
)
SELECT s.id, s.state, s.representative_id, s.first_word_due, s.step_due, s.second_due, s.promised, s.department_due,
    s.lead_id, l.role AS last_role, l.words AS last_words, l.at AS last_at,
    CASE WHEN EXISTS (
        SELECT 1 FROM parts t WHERE t.suggestion_id = s.id AND t.lead = 1 AND t.extension = 'asked'
            AND t.state IN ('offered', 'accepted')
    ) THEN 1 ELSE 0 END AS longer
FROM mine CROSS JOIN suggestions s LEFT JOIN case_messages l ON l.id = (
    SELECT max(x.id) FROM case_messages x
    WHERE x.suggestion_id = s.id AND x.hidden = '' AND x.kind IN ('message', 'comment', 'answer')
)
WHERE s.id = mine.id AND s.author_id <> :person_id
ORDER BY CASE WHEN s.state IN ('desk', 'assigned') THEN s.first_word_due
              WHEN s.state = 'second' THEN s.second_due
              WHEN s.state = 'returned' THEN s.step_due
              WHEN s.state = 'watched' THEN COALESCE(s.promised, '9999')
              WHEN s.state IN ('transferred', 'underway') THEN s.department_due
              ELSE '9999' END, s.id
LIMIT :count;

-- name: asked(person_id, since, count)
-- The own cases of which one was asked whether they are really fixed, and has not said.
SELECT s.id, o.asked_at FROM suggestions s JOIN outcomes o ON o.suggestion_id = s.id AND o.answer = s.answers
WHERE s.author_id = :person_id AND o.asked_at > :since AND o.fixed IS NULL
    AND s.state IN ('answered', 'watched', 'closed')
ORDER BY o.asked_at, s.id LIMIT :count;

-- name: to_ask(person_id, since, count)
-- The same of those whom an officer registered and who have no account yet.
SELECT s.id, o.asked_at FROM walkins k JOIN suggestions s ON s.id = k.suggestion_id
JOIN outcomes o ON o.suggestion_id = s.id AND o.answer = s.answers
WHERE k.officer_id = :person_id AND k.taken_at IS NULL AND o.asked_at > :since AND o.fixed IS NULL
    AND s.state IN ('answered', 'watched', 'closed')
ORDER BY o.asked_at, s.id LIMIT :count;

-- name: shared(person_id, today, count)
-- The same of departments: the cases in which an officer's department has a part.
SELECT s.id, s.state, s.department_due, s.promised, s.lead_id, t.department_id, t.lead, t.state AS part, t.return_until,
    l.role AS last_role, l.words AS last_words, l.at AS last_at
FROM roles r CROSS JOIN parts t CROSS JOIN suggestions s LEFT JOIN case_messages l ON l.id = (
    SELECT max(x.id) FROM case_messages x
    WHERE x.suggestion_id = s.id AND x.hidden = '' AND x.kind IN ('message', 'comment', 'answer')
)
WHERE r.person_id = :person_id AND r.role = 'department_officer'
    AND r.starts <= :today AND (r.ends IS NULL OR r.ends >= :today)
    AND t.department_id = r.department_id AND t.state IN ('offered', 'accepted', 'answered')
    AND s.id = t.suggestion_id AND s.author_id <> :person_id
    AND s.state IN ('transferred', 'underway', 'answered', 'watched')
ORDER BY COALESCE(CASE WHEN s.state = 'watched' THEN s.promised ELSE s.department_due END, '9999'), s.id
LIMIT :count;

-- name: own(person_id, count)
-- A resident's cases that are not over, with what was said last, and when one was merged.
SELECT s.id, s.state, s.answered_at, l.kind AS last_kind, l.role AS last_role, l.words AS last_words, l.at AS last_at,
    g.at AS merged_at
FROM suggestions s
LEFT JOIN merges g ON g.suggestion_id = s.id
LEFT JOIN case_messages l ON l.id = (
    SELECT max(x.id) FROM case_messages x
    WHERE x.suggestion_id = s.id AND x.hidden = '' AND x.kind IN ('message', 'comment', 'answer')
)
WHERE s.author_id = :person_id AND s.state NOT IN ('closed', 'withdrawn', 'redirected')
ORDER BY s.registered_at LIMIT :count;
