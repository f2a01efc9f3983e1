-- Formal suggestions: a representative writes one, signs it, and it goes by the congress office to departments.

CREATE TABLE formal (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL DEFAULT '',          -- as it is read out; given with the first signature, and for good
    state TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    author_id INTEGER NOT NULL REFERENCES persons (id),
    mandate_id INTEGER NOT NULL REFERENCES mandates (id),  -- in which it is signed
    unit_id INTEGER REFERENCES units (id),    -- of the congress office; NULL until it is signed
    title TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    request TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    signed_at INTEGER,
    assigned_on TEXT,
    lead_id INTEGER REFERENCES departments (id),
    due TEXT,                                 -- by when whoever has it must do the next step
    extension TEXT NOT NULL DEFAULT '',       -- asked, granted, refused: once an assignment
    months INTEGER NOT NULL DEFAULT 0,        -- that the lead has, or has asked for
    answered_at INTEGER,
    answer_class TEXT,
    answers INTEGER NOT NULL DEFAULT 0,
    promised TEXT,
    rating TEXT,
    second INTEGER NOT NULL DEFAULT 0,
    closed_at INTEGER,
    reminded TEXT NOT NULL DEFAULT '',        -- of what was told last: soon, overdue, promise, rate
    parted INTEGER NOT NULL DEFAULT 0         -- whether the office was told that the mandate is over
);
CREATE INDEX formal_by_author ON formal (author_id, state);
CREATE INDEX formal_by_unit ON formal (unit_id, state);
CREATE INDEX formal_owing ON formal (reminded, due) WHERE due IS NOT NULL;
CREATE INDEX formal_unrated ON formal (reminded, answered_at) WHERE state = 'answered';
CREATE INDEX formal_seated ON formal (mandate_id)
    WHERE parted = 0 AND state IN ('submitted', 'returned', 'accepted', 'assigned', 'underway', 'answered', 'watched', 'second');

CREATE TABLE formal_counters (
    unit_id INTEGER NOT NULL REFERENCES units (id),
    year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (unit_id, year)
);

-- The residents' cases that it grew from.
CREATE TABLE formal_cases (
    formal_id INTEGER NOT NULL REFERENCES formal (id),
    suggestion_id INTEGER NOT NULL REFERENCES suggestions (id),
    told INTEGER NOT NULL DEFAULT 0,          -- whether it was signed with this case, and the residents know
    PRIMARY KEY (formal_id, suggestion_id)
);
CREATE INDEX formal_cases_by_suggestion ON formal_cases (suggestion_id, formal_id);

-- The number of the formal suggestion that a case is part of: a card needs no second question for it.
ALTER TABLE suggestions ADD COLUMN formal TEXT NOT NULL DEFAULT '';

CREATE TABLE formal_parts (
    id INTEGER PRIMARY KEY,
    formal_id INTEGER NOT NULL REFERENCES formal (id),
    department_id INTEGER NOT NULL REFERENCES departments (id),
    lead INTEGER NOT NULL,                    -- 1 leads, 0 supports
    state TEXT NOT NULL,                      -- offered, accepted, answered, returned, ended
    sender_id INTEGER NOT NULL REFERENCES persons (id),
    at INTEGER NOT NULL,
    return_until TEXT NOT NULL,
    due TEXT,                                 -- of one that supports: the day of its opinion
    reminded TEXT NOT NULL DEFAULT '',        -- soon, overdue
    changed_at INTEGER NOT NULL
);
CREATE INDEX formal_parts_by_formal ON formal_parts (formal_id, id);
CREATE INDEX formal_parts_by_department ON formal_parts (department_id, state);
CREATE INDEX formal_parts_owing ON formal_parts (reminded, due)
    WHERE due IS NOT NULL AND state IN ('offered', 'accepted');

-- What was said about it among representative, office and departments.
CREATE TABLE formal_messages (
    id INTEGER PRIMARY KEY,
    formal_id INTEGER NOT NULL REFERENCES formal (id),
    kind TEXT NOT NULL,                       -- return, decline, leave, opine, extend, answer, comment
    author_id INTEGER REFERENCES persons (id),
    role TEXT NOT NULL,
    department_id INTEGER REFERENCES departments (id),
    words TEXT NOT NULL,
    at INTEGER NOT NULL,
    update_id INTEGER
);
CREATE INDEX formal_messages_by_formal ON formal_messages (formal_id, id);

CREATE TABLE formal_files (
    id INTEGER PRIMARY KEY,
    message_id INTEGER NOT NULL REFERENCES formal_messages (id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    file_id TEXT NOT NULL,
    unique_id TEXT NOT NULL,
    mime TEXT NOT NULL DEFAULT '',
    size INTEGER NOT NULL DEFAULT 0,
    name TEXT NOT NULL DEFAULT ''
);
CREATE INDEX formal_files_by_message ON formal_files (message_id, position);

-- What residents are to hear: told by a tick, some at a time, in the order of their ids.
CREATE TABLE formal_news (
    id INTEGER PRIMARY KEY,
    formal_id INTEGER NOT NULL REFERENCES formal (id),
    suggestion_id INTEGER NOT NULL REFERENCES suggestions (id),
    phase TEXT NOT NULL,                      -- submitted, assigned, answered, parted
    last_person_id INTEGER NOT NULL DEFAULT 0
);
