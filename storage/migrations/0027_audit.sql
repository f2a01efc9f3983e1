-- The trail: what was done in office, found by unit, kind of act, person and day; and a history that nothing rewrites.

-- Each deed once for its unit and for every unit above it, as they were then. Written by a tick, after the seals.
CREATE TABLE trail (
    unit_id INTEGER NOT NULL REFERENCES units (id),
    act TEXT NOT NULL,
    at INTEGER NOT NULL,
    event_id INTEGER NOT NULL REFERENCES events (id),
    PRIMARY KEY (unit_id, act, at, event_id)
) WITHOUT ROWID;

-- Who did it in office, and the representative on whose behalf it was.
CREATE TABLE doers (
    person_id INTEGER NOT NULL REFERENCES persons (id),
    at INTEGER NOT NULL,
    event_id INTEGER NOT NULL REFERENCES events (id),
    PRIMARY KEY (person_id, at, event_id)
) WITHOUT ROWID;

-- Up to which seal the trail is written: one row.
CREATE TABLE trailed (
    name TEXT PRIMARY KEY,
    position INTEGER NOT NULL
);
INSERT INTO trailed (name, position) VALUES ('trail', 0);

-- Append-only: what happened is not changed and not removed, whoever asks.
CREATE TRIGGER events_keep_change BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;
CREATE TRIGGER events_keep_removal BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;
CREATE TRIGGER seals_keep_change BEFORE UPDATE ON seals BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;
CREATE TRIGGER seals_keep_removal BEFORE DELETE ON seals BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;
