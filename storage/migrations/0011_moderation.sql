-- Moderation: what an officer hides, whom one warns or mutes, and why. Rows are never removed, only undone.

CREATE TABLE measures (
    id INTEGER PRIMARY KEY,
    measure TEXT NOT NULL,                    -- hide, warn, mute
    person_id INTEGER NOT NULL REFERENCES persons (id),
    suggestion_id INTEGER NOT NULL REFERENCES suggestions (id),  -- the occasion
    message_id INTEGER REFERENCES case_messages (id),            -- what was hidden
    unit_id INTEGER NOT NULL REFERENCES units (id),              -- where a mute holds, with all below
    offence TEXT NOT NULL,
    words TEXT NOT NULL,
    by_id INTEGER NOT NULL REFERENCES persons (id),
    at INTEGER NOT NULL,
    ends INTEGER,                             -- of a mute
    objected_at INTEGER,
    decided_at INTEGER,
    undone_at INTEGER
);
CREATE INDEX measures_by_case ON measures (suggestion_id, id);
CREATE INDEX measures_by_person ON measures (person_id, id);
CREATE INDEX measures_objected ON measures (objected_at, id)
    WHERE objected_at IS NOT NULL AND decided_at IS NULL AND undone_at IS NULL;

ALTER TABLE case_messages ADD COLUMN hidden TEXT NOT NULL DEFAULT '';  -- why it is shown to nobody but its author
ALTER TABLE persons ADD COLUMN muted_until INTEGER;  -- the end of the longest mute, wherever it holds
