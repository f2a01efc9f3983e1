-- Receptions: representatives at a station at an announced time, and whoever comes.

CREATE TABLE receptions (
    id INTEGER PRIMARY KEY,
    station_id INTEGER NOT NULL REFERENCES stations (id),
    author_id INTEGER NOT NULL REFERENCES persons (id),  -- the officer or administrator who set it up
    topic TEXT NOT NULL,                      -- empty: an open one
    scope TEXT NOT NULL,                      -- what is heard there; empty: anything
    short TEXT NOT NULL,                      -- why it was announced late; empty where it was not
    at INTEGER NOT NULL,
    ends INTEGER NOT NULL,
    day TEXT NOT NULL,                        -- of the city
    slot INTEGER NOT NULL,                    -- minutes
    state TEXT NOT NULL,                      -- announced, open, closed, cancelled
    version INTEGER NOT NULL DEFAULT 1,
    changed_at INTEGER NOT NULL,
    next_at INTEGER,                          -- when the clock does something about it next
    code_hash TEXT NOT NULL DEFAULT '',       -- of the code by which one signs in, and of the link that says the same
    token_hash TEXT UNIQUE
);
CREATE INDEX receptions_by_station ON receptions (station_id, state, ends);
CREATE INDEX receptions_next ON receptions (next_at) WHERE next_at IS NOT NULL;

-- The representatives on duty, and whether they come.
CREATE TABLE reception_duties (
    reception_id INTEGER NOT NULL REFERENCES receptions (id),
    person_id INTEGER NOT NULL REFERENCES persons (id),
    answer TEXT NOT NULL DEFAULT 'waiting',   -- waiting, accepted, declined
    PRIMARY KEY (reception_id, person_id)
);
CREATE INDEX reception_duties_by_person ON reception_duties (person_id);

-- Slots that residents booked. Of one slot there are as many places as representatives on duty.
CREATE TABLE reception_bookings (
    reception_id INTEGER NOT NULL REFERENCES receptions (id),
    person_id INTEGER NOT NULL REFERENCES persons (id),
    slot INTEGER NOT NULL,                    -- counted from the beginning
    place INTEGER NOT NULL,
    PRIMARY KEY (reception_id, person_id),
    UNIQUE (reception_id, slot, place)
);
CREATE INDEX reception_bookings_by_person ON reception_bookings (person_id);

-- Who came: a row each is the figure "received".
CREATE TABLE reception_visitors (
    id INTEGER PRIMARY KEY,
    reception_id INTEGER NOT NULL REFERENCES receptions (id),
    person_id INTEGER REFERENCES persons (id),  -- NULL: somebody who is not known here, or has left since
    name TEXT NOT NULL DEFAULT '',            -- of somebody who is not known here; emptied when it closes
    at INTEGER NOT NULL,
    by_id INTEGER NOT NULL REFERENCES persons (id),
    evidence TEXT NOT NULL,                   -- code: signed in by themselves; seen: somebody on duty registered them
    UNIQUE (reception_id, person_id)
);
CREATE INDEX reception_visitors_by_person ON reception_visitors (person_id);

-- What came of it: the cases that began there, but for anonymous ones.
CREATE TABLE reception_matters (
    suggestion_id INTEGER PRIMARY KEY REFERENCES suggestions (id),
    reception_id INTEGER NOT NULL REFERENCES receptions (id)
);
CREATE INDEX reception_matters_by_reception ON reception_matters (reception_id);

-- Where a contact was logged out of a reception: it is logged once a link.
ALTER TABLE contact_entries ADD COLUMN reception_id INTEGER REFERENCES receptions (id);
CREATE INDEX contact_entries_of_receptions ON contact_entries (reception_id) WHERE reception_id IS NOT NULL;
