-- name: next_serial(unit_id, year)$
INSERT INTO counters (unit_id, year, last) VALUES (:unit_id, :year, 1)
ON CONFLICT (unit_id, year) DO UPDATE SET last = counters.last + 1
RETURNING last;

-- name: add(code, number_unit_id, year, serial, state, channel, author_id, anonymous, category, unit_id, station_id, representative_id, holder_role, reason, place, latitude, longitude, now, first_word_due, phone)<!
INSERT INTO suggestions (code, number_unit_id, year, serial, state, channel, author_id, anonymous, category, unit_id,
    station_id, representative_id, holder_role, reason, place, latitude, longitude, registered_at, first_word_due, phone)
VALUES (:code, :number_unit_id, :year, :serial, :state, :channel, :author_id, :anonymous, :category, :unit_id,
    :station_id, :representative_id, :holder_role, :reason, :place, :latitude, :longitude, :now, :first_word_due, :phone)
RETURNING id;

-- name: find(id)^
SELECT s.*, n.name AS number_unit, u.name AS unit, p.name AS representative, d.name AS lead
FROM suggestions s
JOIN units n ON n.id = s.number_unit_id
JOIN units u ON u.id = s.unit_id
LEFT JOIN persons p ON p.id = s.representative_id
LEFT JOIN departments d ON d.id = s.lead_id
WHERE s.id = :id;

-- name: by_code(code)^
SELECT id FROM suggestions WHERE code = :code;

-- name: change(state, representative_id, station_id, holder_role, reason, first_word_at, second_due, answered_at, answer_class, answers, process_rating, result_rating, rated_at, closed_at, outcome, lead_id, department_due, promised, step_due, anew, id, version)!
-- Nothing changes if somebody else was faster: the version is the one that the change was decided on.
UPDATE suggestions
SET state = :state, version = version + 1, representative_id = :representative_id, station_id = :station_id,
    holder_role = :holder_role, reason = :reason, first_word_at = :first_word_at, second_due = :second_due,
    answered_at = :answered_at, answer_class = :answer_class, answers = :answers,
    process_rating = :process_rating, result_rating = :result_rating, rated_at = :rated_at,
    closed_at = :closed_at, outcome = :outcome, lead_id = :lead_id, department_due = :department_due,
    promised = :promised, step_due = :step_due,
    reminded = CASE WHEN :anew = 1 THEN '' ELSE reminded END
WHERE id = :id AND version = :version;

-- name: of_author(author_id, count, skip)
SELECT s.*, n.name AS number_unit, u.name AS unit, p.name AS representative, d.name AS lead
FROM suggestions s
JOIN units n ON n.id = s.number_unit_id
JOIN units u ON u.id = s.unit_id
LEFT JOIN persons p ON p.id = s.representative_id
LEFT JOIN departments d ON d.id = s.lead_id
WHERE s.author_id = :author_id
ORDER BY CASE WHEN s.state IN ('closed', 'withdrawn', 'merged', 'redirected') THEN 1 ELSE 0 END, s.registered_at DESC
LIMIT :count OFFSET :skip;

-- name: count_since(author_id, since)$
SELECT count(*) AS n FROM suggestions WHERE author_id = :author_id AND registered_at >= :since;

-- name: count_of_author(author_id)$
SELECT count(*) AS n FROM suggestions WHERE author_id = :author_id;

-- name: desk(person_id, today, top, view, count, skip)
-- What lies on a desk: the representative's own cases, all those of the officer's stations, those that nobody could be
-- found for in the administrator's units, and those in which the officer's department has a part. What is open for a
-- department waits for everybody else. Overdue first. CROSS JOIN keeps SQLite to this order of tables.
WITH RECURSIVE wanted (state) AS (
    SELECT v.state FROM (
        SELECT 'desk' AS state, 'open' AS name
        UNION ALL SELECT 'assigned', 'open' UNION ALL SELECT 'handling', 'open' UNION ALL SELECT 'second', 'open'
        UNION ALL SELECT 'returned', 'open'
        UNION ALL SELECT 'desk', 'triage' UNION ALL SELECT 'assigned', 'triage' UNION ALL SELECT 'handling', 'triage'
        UNION ALL SELECT 'second', 'triage' UNION ALL SELECT 'returned', 'triage'
        UNION ALL SELECT 'transferred', 'waiting' UNION ALL SELECT 'underway', 'waiting'
        UNION ALL SELECT 'answered', 'waiting' UNION ALL SELECT 'watched', 'waiting'
        UNION ALL SELECT 'closed', 'closed' UNION ALL SELECT 'withdrawn', 'closed' UNION ALL SELECT 'merged', 'closed'
        UNION ALL SELECT 'redirected', 'closed'
    ) v WHERE v.name = :view
), asked (state) AS (
    SELECT v.state FROM (
        SELECT 'transferred' AS state, 'open' AS name
        UNION ALL SELECT 'underway', 'open'
        UNION ALL SELECT 'answered', 'waiting' UNION ALL SELECT 'watched', 'waiting' UNION ALL SELECT 'second', 'waiting'
        UNION ALL SELECT 'closed', 'closed' UNION ALL SELECT 'withdrawn', 'closed'
        UNION ALL SELECT 'redirected', 'closed'
    ) v WHERE v.name = :view
), mine (id) AS (
    SELECT r.unit_id FROM roles r WHERE r.person_id = :person_id AND r.role = 'admin'
        AND r.starts <= :today AND (r.ends IS NULL OR r.ends >= :today)
    UNION
    SELECT CAST(:top AS BIGINT)
    UNION
    SELECT u2.id FROM mine JOIN units u2 ON u2.parent_id = mine.id
)
SELECT s.*, n.name AS number_unit, u.name AS unit, p.name AS representative, d.name AS lead
FROM suggestions s
JOIN units n ON n.id = s.number_unit_id
JOIN units u ON u.id = s.unit_id
LEFT JOIN persons p ON p.id = s.representative_id
LEFT JOIN departments d ON d.id = s.lead_id
WHERE s.id IN (
    SELECT c.id FROM wanted w CROSS JOIN suggestions c
    WHERE c.representative_id = :person_id AND c.state = w.state AND EXISTS (
        SELECT 1 FROM mandates m
        WHERE m.person_id = :person_id AND m.starts <= :today AND (m.ends IS NULL OR m.ends >= :today)
    )
    UNION
    SELECT c.id FROM roles r CROSS JOIN wanted w CROSS JOIN suggestions c
    WHERE r.person_id = :person_id AND r.role = 'officer' AND r.starts <= :today AND (r.ends IS NULL OR r.ends >= :today)
        AND c.station_id = r.station_id AND c.state = w.state
    UNION
    SELECT c.id FROM mine CROSS JOIN wanted w CROSS JOIN suggestions c
    WHERE c.holder_role IN ('officer', 'admin') AND c.unit_id = mine.id AND c.state = w.state
    UNION
    SELECT c.id FROM roles r CROSS JOIN parts t CROSS JOIN suggestions c
    WHERE r.person_id = :person_id AND r.role = 'department_officer'
        AND r.starts <= :today AND (r.ends IS NULL OR r.ends >= :today)
        AND t.department_id = r.department_id AND t.state IN ('offered', 'accepted', 'answered')
        AND c.id = t.suggestion_id AND c.author_id <> :person_id AND c.state IN (SELECT asked.state FROM asked)
)
ORDER BY
    CASE WHEN CAST(:view AS TEXT) = 'triage' AND s.state IN ('desk', 'returned') THEN 0 ELSE 1 END,
    CASE WHEN s.state IN ('desk', 'assigned') AND s.first_word_due < :today THEN 0
         WHEN s.state = 'second' AND s.second_due < :today THEN 0
         WHEN s.state = 'returned' AND s.step_due < :today THEN 0
         WHEN s.state = 'watched' AND s.promised < :today THEN 0
         WHEN s.state IN ('transferred', 'underway') AND s.department_due < :today THEN 0
         ELSE 1 END,
    CASE WHEN s.state IN ('desk', 'assigned') THEN s.first_word_due
         WHEN s.state = 'second' THEN s.second_due
         WHEN s.state = 'returned' THEN s.step_due
         WHEN s.state = 'watched' THEN COALESCE(s.promised, '9999')
         WHEN s.state IN ('transferred', 'underway') THEN s.department_due
         ELSE '9999' END,
    s.id
LIMIT :count OFFSET :skip;

-- name: candidates(unit_id, today, author_id, level, station_id)
-- The representatives of a level whose constituency holds a place, perhaps only those of a station, with the number of
-- their open cases.
WITH RECURSIVE up (id, parent_id, depth) AS (
    SELECT id, parent_id, 0 FROM units WHERE id = :unit_id
    UNION ALL
    SELECT u.id, u.parent_id, up.depth + 1 FROM units u JOIN up ON u.id = up.parent_id WHERE up.depth < 10
)
SELECT m.person_id, m.level, m.station_id,
    (SELECT count(*) FROM suggestions s WHERE s.representative_id = m.person_id
        AND s.state IN ('assigned', 'handling', 'transferred', 'underway', 'returned', 'second', 'watched', 'answered')
    ) AS open_cases
FROM mandates m JOIN up ON up.id = m.unit_id
JOIN persons p ON p.id = m.person_id AND p.erased_at IS NULL
WHERE m.starts <= :today AND (m.ends IS NULL OR m.ends >= :today) AND m.person_id <> :author_id AND m.level = :level
    AND (CAST(:station_id AS BIGINT) IS NULL OR m.station_id = CAST(:station_id AS BIGINT))
ORDER BY m.person_id, m.id;

-- name: say(suggestion_id, kind, author_id, role, words, now, update_id)<!
INSERT INTO case_messages (suggestion_id, kind, author_id, role, words, at, update_id)
VALUES (:suggestion_id, :kind, :author_id, :role, :words, :now, :update_id)
RETURNING id;

-- name: attach(message_id, position, kind, file_id, unique_id, mime, size, name, album)!
INSERT INTO case_files (message_id, position, kind, file_id, unique_id, mime, size, name, album)
VALUES (:message_id, :position, :kind, :file_id, :unique_id, :mime, :size, :name, :album);

-- name: said(suggestion_id)
SELECT m.id, m.kind, m.role, m.words, m.at, m.hidden, m.edits_id, count(f.id) AS files,
    sum(CASE WHEN f.kind = 'voice' THEN 1 ELSE 0 END) AS voices
FROM case_messages m LEFT JOIN case_files f ON f.message_id = m.id
WHERE m.suggestion_id = :suggestion_id
GROUP BY m.id, m.kind, m.role, m.words, m.at, m.hidden, m.edits_id
ORDER BY m.id;

-- name: files(suggestion_id, kind)
SELECT f.kind, f.file_id, f.unique_id, f.mime, f.size, f.name, f.album
FROM case_files f JOIN case_messages m ON m.id = f.message_id
WHERE m.suggestion_id = :suggestion_id AND m.hidden = '' AND (CAST(:kind AS TEXT) IS NULL OR m.kind = CAST(:kind AS TEXT))
ORDER BY f.message_id, f.position;

-- name: unrated(remind, close, count)
-- Answers that nobody rated: to be reminded of, or, reminded already, taken as no rating.
SELECT id FROM suggestions WHERE state = 'answered' AND reminded = '' AND answered_at < :remind
UNION ALL
SELECT id FROM suggestions WHERE state = 'answered' AND reminded = 'rate' AND answered_at <= :close
LIMIT :count;

-- name: owing(day, today, late, count)
-- Something is due by a day, which nobody was told of yet; or is overdue now, of which only the warning was told; or has
-- been overdue for so long that those above must hear. What was promised is asked about on its day.
SELECT id FROM suggestions WHERE state IN ('desk', 'assigned') AND reminded = '' AND first_word_due <= :day
UNION ALL
SELECT id FROM suggestions WHERE state IN ('desk', 'assigned') AND reminded = 'soon' AND first_word_due < :today
UNION ALL
SELECT id FROM suggestions WHERE state IN ('desk', 'assigned') AND reminded = 'overdue' AND first_word_due < :late
UNION ALL
SELECT id FROM suggestions WHERE state = 'second' AND reminded = '' AND second_due <= :day
UNION ALL
SELECT id FROM suggestions WHERE state = 'second' AND reminded = 'soon' AND second_due < :today
UNION ALL
SELECT id FROM suggestions WHERE state = 'second' AND reminded = 'overdue' AND second_due < :late
UNION ALL
SELECT id FROM suggestions WHERE state = 'returned' AND reminded = '' AND step_due <= :day
UNION ALL
SELECT id FROM suggestions WHERE state = 'returned' AND reminded = 'soon' AND step_due < :today
UNION ALL
SELECT id FROM suggestions WHERE state = 'returned' AND reminded = 'overdue' AND step_due < :late
UNION ALL
SELECT id FROM suggestions WHERE state IN ('transferred', 'underway') AND reminded = '' AND department_due <= :day
UNION ALL
SELECT id FROM suggestions WHERE state IN ('transferred', 'underway') AND reminded = 'soon' AND department_due < :today
UNION ALL
SELECT id FROM suggestions WHERE state IN ('transferred', 'underway') AND reminded = 'overdue' AND department_due < :late
UNION ALL
SELECT id FROM suggestions WHERE state = 'watched' AND reminded = '' AND promised <= :today
UNION ALL
SELECT id FROM suggestions WHERE state = 'watched' AND reminded = 'promise' AND promised < :late
LIMIT :count;

-- name: last_reminded(id)$
SELECT reminded FROM suggestions WHERE id = :id;

-- name: reminded(what, id)!
UPDATE suggestions SET reminded = :what WHERE id = :id;

-- name: ask_again(count)!
UPDATE suggestions SET reminded = ''
WHERE id IN (SELECT id FROM suggestions WHERE reminded = 'nobody' ORDER BY id LIMIT :count);

-- name: peers(unit_id, today, count)
-- Representatives to whom a case can be given: those whose constituency holds its place.
WITH RECURSIVE up (id, parent_id, depth) AS (
    SELECT id, parent_id, 0 FROM units WHERE id = :unit_id
    UNION ALL
    SELECT u.id, u.parent_id, up.depth + 1 FROM units u JOIN up ON u.id = up.parent_id WHERE up.depth < 10
)
SELECT DISTINCT p.id, p.name FROM mandates m JOIN up ON up.id = m.unit_id JOIN persons p ON p.id = m.person_id
WHERE p.erased_at IS NULL AND m.starts <= :today AND (m.ends IS NULL OR m.ends >= :today)
ORDER BY p.id LIMIT :count;

-- name: album(album, person_id)^
-- The case into which a person put the first part of an album.
SELECT m.suggestion_id FROM case_files f JOIN case_messages m ON m.id = f.message_id
WHERE f.album = :album AND m.author_id = :person_id AND m.kind IN ('message', 'comment', 'note')
ORDER BY f.id DESC LIMIT 1;

-- name: begun(suggestion_id, person_id, album)^
-- What somebody said in a case with the first part of an album, unless it is hidden: that stays as it is.
SELECT m.id, m.kind, m.role, m.words, m.at FROM case_files f JOIN case_messages m ON m.id = f.message_id
WHERE f.album = :album AND m.suggestion_id = :suggestion_id AND m.author_id = :person_id
  AND m.kind IN ('message', 'comment', 'note') AND m.hidden = ''
ORDER BY f.id LIMIT 1;

-- name: files_of(message_id)
SELECT kind, file_id, unique_id, mime, size, name, album FROM case_files WHERE message_id = :message_id ORDER BY position;

-- name: note_at(channel, address, message_id)^
-- Whether a message in a chat showed a word among staff.
SELECT m.id FROM relays r JOIN case_messages m ON m.id = r.case_message_id
WHERE r.channel = :channel AND r.address = :address AND r.message_id = :message_id AND m.kind = 'note';

-- name: numbered(year, serial, person_id)
-- The cases of one year and serial, at most one a district, among those in which a person has a part.
SELECT s.*, n.name AS number_unit, u.name AS unit, p.name AS representative, d.name AS lead
FROM suggestions s
JOIN units n ON n.id = s.number_unit_id
JOIN units u ON u.id = s.unit_id
LEFT JOIN persons p ON p.id = s.representative_id
LEFT JOIN departments d ON d.id = s.lead_id
WHERE s.year = :year AND s.serial = :serial AND (s.author_id = :person_id OR s.representative_id = :person_id)
ORDER BY s.id;
