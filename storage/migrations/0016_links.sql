-- Fixed links that people propose to each other, and whether somebody with whom one is kept knows of it.

-- A link that is proposed owes nothing: it becomes one once it is accepted.
CREATE TABLE link_proposals (
    id INTEGER PRIMARY KEY,
    tier TEXT NOT NULL,                       -- committee, residents
    keeper_id INTEGER NOT NULL REFERENCES persons (id),
    other_id INTEGER NOT NULL REFERENCES persons (id),
    by_id INTEGER NOT NULL REFERENCES persons (id),     -- one of the two, or an officer
    asked_id INTEGER NOT NULL REFERENCES persons (id),  -- whose word it waits for
    answer TEXT NOT NULL DEFAULT 'waiting',   -- waiting, accepted, declined, expired
    at INTEGER NOT NULL,
    answered_at INTEGER
);
CREATE UNIQUE INDEX link_proposals_once ON link_proposals (tier, keeper_id, other_id) WHERE answer = 'waiting';
CREATE INDEX link_proposals_waiting ON link_proposals (at) WHERE answer = 'waiting';
CREATE INDEX link_proposals_by_keeper ON link_proposals (keeper_id, answer);
CREATE INDEX link_proposals_by_other ON link_proposals (other_id, answer);

-- Whether the other side was told: no, yes, or nobody where it has no account yet.
ALTER TABLE links ADD COLUMN told TEXT NOT NULL DEFAULT 'no';
CREATE INDEX links_untold ON links (id) WHERE told = 'no';

CREATE INDEX persons_by_unit ON persons (unit_id);
