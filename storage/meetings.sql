-- name: add(author_id, place, at, day, now, next_at)^
INSERT INTO meetings (author_id, place, at, day, state, changed_at, next_at)
VALUES (:author_id, :place, :at, :day, 'planned', :now, :next_at) RETURNING id;

-- name: invite(meeting_id, link_id)!
INSERT INTO invited (meeting_id, link_id) VALUES (:meeting_id, :link_id);

-- name: find(id)^
SELECT m.id, m.author_id, p.name AS author, m.place, m.at, m.sequence, m.state, m.changed_at
FROM meetings m JOIN persons p ON p.id = m.author_id WHERE m.id = :id;

-- name: invited(meeting_id)
-- Those who were asked on links that last until its day.
SELECT i.link_id, i.answer, l.other_id, p.name,
    CASE WHEN EXISTS (SELECT 1 FROM accounts a WHERE a.person_id = p.id) THEN 1 ELSE 0 END AS reachable
FROM invited i JOIN meetings m ON m.id = i.meeting_id JOIN links l ON l.id = i.link_id
JOIN persons p ON p.id = l.other_id AND p.erased_at IS NULL
WHERE i.meeting_id = :meeting_id AND (l.ends IS NULL OR l.ends >= m.day) ORDER BY i.link_id;

-- name: move(place, at, day, now, next_at, id, sequence)!
-- Another place or time, if nobody changed it meanwhile.
UPDATE meetings SET place = :place, at = :at, day = :day, changed_at = :now, next_at = :next_at, sequence = sequence + 1
WHERE id = :id AND state = 'planned' AND sequence = :sequence;

-- name: ask_again(meeting_id)!
UPDATE invited SET answer = 'waiting', answered_at = NULL WHERE meeting_id = :meeting_id;

-- name: close(state, now, id)!
-- It is over, whichever way, if it was still planned.
UPDATE meetings SET state = :state, changed_at = :now, next_at = NULL, sequence = sequence + 1
WHERE id = :id AND state = 'planned';

-- name: answer(answer, now, meeting_id, link_id)!
UPDATE invited SET answer = :answer, answered_at = :now
WHERE meeting_id = :meeting_id AND link_id = :link_id AND answer <> :answer;

-- name: due(now, number)
SELECT id FROM meetings WHERE next_at IS NOT NULL AND next_at <= :now ORDER BY next_at LIMIT :number;

-- name: later(next_at, id)!
UPDATE meetings SET next_at = :next_at WHERE id = :id;

-- name: of_author(person_id, since, number)
SELECT id FROM meetings WHERE author_id = :person_id AND state = 'planned' AND at >= :since ORDER BY at LIMIT :number;

-- name: ahead(link_id, now)
-- The meetings to which somebody was asked on a link and that have not begun.
SELECT m.id FROM invited i JOIN meetings m ON m.id = i.meeting_id
WHERE i.link_id = :link_id AND m.state = 'planned' AND m.at > :now ORDER BY m.id;

-- name: of_invited(person_id, since, number)
SELECT m.id FROM links l JOIN invited i ON i.link_id = l.id JOIN meetings m ON m.id = i.meeting_id
WHERE l.other_id = :person_id AND m.state = 'planned' AND m.at >= :since ORDER BY m.at LIMIT :number;
