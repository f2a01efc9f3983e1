-- Meetings that are proposed ahead, the place of a meeting, and what an officer decided of a disputed one.

CREATE TABLE meetings (
    id INTEGER PRIMARY KEY,
    author_id INTEGER NOT NULL REFERENCES persons (id),
    place TEXT NOT NULL,                      -- the author's words; emptied when one of those who were asked leaves
    at INTEGER NOT NULL,
    day TEXT NOT NULL,                        -- of the city
    sequence INTEGER NOT NULL DEFAULT 0,      -- one more with each change: calendars go by it
    state TEXT NOT NULL,                      -- planned, cancelled, held, missed
    changed_at INTEGER NOT NULL,
    next_at INTEGER                           -- when the clock speaks of it next
);
CREATE INDEX meetings_next ON meetings (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX meetings_by_author ON meetings (author_id, state, at);

-- Who was asked, on which link, and what they said.
CREATE TABLE invited (
    meeting_id INTEGER NOT NULL REFERENCES meetings (id),
    link_id INTEGER NOT NULL REFERENCES links (id),
    answer TEXT NOT NULL DEFAULT 'waiting',   -- waiting, accepted, declined
    answered_at INTEGER,
    PRIMARY KEY (meeting_id, link_id)
);
CREATE INDEX invited_by_link ON invited (link_id);

ALTER TABLE contact_entries ADD COLUMN place TEXT NOT NULL DEFAULT '';  -- where it was; emptied with the summary

-- The officer's word on a disputed meeting. Where it counts after all, another contact says so from then on.
ALTER TABLE contacts ADD COLUMN decided_by INTEGER REFERENCES persons (id);
ALTER TABLE contacts ADD COLUMN decided_at INTEGER;
ALTER TABLE contacts ADD COLUMN decision TEXT NOT NULL DEFAULT '';      -- the reason, which both sides see
