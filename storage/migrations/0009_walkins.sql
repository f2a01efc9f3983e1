-- Cases that an officer registered for somebody who has no account, and how that person can take one over.

-- The person is an own row in persons: name and phone stand there and nowhere else, until the case is taken over.
CREATE TABLE walkins (
    suggestion_id INTEGER PRIMARY KEY REFERENCES suggestions (id),
    person_id INTEGER NOT NULL REFERENCES persons (id),
    officer_id INTEGER NOT NULL REFERENCES persons (id),
    token_hash TEXT NOT NULL UNIQUE,          -- of the link
    code_hash TEXT NOT NULL,                  -- of the code that is typed with the case's number
    expires_at INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,         -- wrong codes since tried_at
    tried_at INTEGER NOT NULL DEFAULT 0,
    taken_at INTEGER,
    taken_by INTEGER REFERENCES persons (id)
);
CREATE INDEX walkins_by_person ON walkins (person_id);
CREATE INDEX walkins_by_officer ON walkins (officer_id, suggestion_id) WHERE taken_at IS NULL;
