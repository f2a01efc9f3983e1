-- What cannot be undone waits for a second administrator; and what is left to do when a unit has ended.

CREATE TABLE approvals (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,                       -- end_unit, ...: domain/approvals.py
    unit_id INTEGER NOT NULL REFERENCES units (id),
    subject_id INTEGER NOT NULL,              -- what it is about, in the kind's own table
    payload TEXT NOT NULL,                    -- what was asked for, as it was then: ids and numbers
    asked_by INTEGER NOT NULL REFERENCES persons (id),
    asked_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',    -- waiting, done, refused, withdrawn, expired, void
    decided_by INTEGER REFERENCES persons (id),
    decided_at INTEGER,
    reason TEXT NOT NULL DEFAULT '',          -- why it was refused, in words
    reminded INTEGER NOT NULL DEFAULT 0       -- whether those who can decide were told that it runs out
);
CREATE UNIQUE INDEX approvals_once ON approvals (kind, subject_id) WHERE state = 'waiting';
CREATE INDEX approvals_waiting ON approvals (expires_at) WHERE state = 'waiting';
CREATE INDEX approvals_by_unit ON approvals (unit_id, id);

-- Units that have ended, until nothing of theirs is left in hand. A tick sees to it, some rows at a time.
CREATE TABLE ended_units (
    unit_id INTEGER PRIMARY KEY REFERENCES units (id),
    above_id INTEGER NOT NULL REFERENCES units (id),       -- who sees to what is left
    ended TEXT NOT NULL,                      -- its last day
    by_id INTEGER NOT NULL REFERENCES persons (id)
);
