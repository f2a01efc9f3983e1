-- Cases that are alike: what the search knows of every open one, who supports which, and what was merged.

-- An open case as the search compares it. Closed ones leave in the job that closes them.
CREATE TABLE duplicates_cases (
    suggestion_id INTEGER PRIMARY KEY REFERENCES suggestions (id),
    category TEXT NOT NULL,
    unit_id INTEGER NOT NULL,
    cell INTEGER,                             -- of the map's grid; NULL where nobody marked a place
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION,
    words TEXT NOT NULL                       -- bare: without case, width and signs, and only their beginning
);
CREATE INDEX duplicates_by_cell ON duplicates_cases (category, cell, suggestion_id) WHERE cell IS NOT NULL;

-- Which pieces of two and three characters stand in which case; and in how many open cases each stands.
CREATE TABLE duplicates_grams (
    gram TEXT NOT NULL,
    suggestion_id INTEGER NOT NULL,
    PRIMARY KEY (gram, suggestion_id)
) WITHOUT ROWID;

CREATE TABLE duplicates_frequencies (
    gram TEXT NOT NULL,
    cases INTEGER NOT NULL,
    PRIMARY KEY (gram)
) WITHOUT ROWID;

-- Cases that were open before there was a search; a tick takes them in, some at a time.
CREATE TABLE duplicates_backlog (
    suggestion_id INTEGER PRIMARY KEY
);
INSERT INTO duplicates_backlog (suggestion_id)
SELECT id FROM suggestions WHERE state NOT IN ('closed', 'withdrawn');

-- Who hears the news of a case without being its author.
CREATE TABLE supporters (
    suggestion_id INTEGER NOT NULL REFERENCES suggestions (id),
    person_id INTEGER NOT NULL REFERENCES persons (id),
    since INTEGER NOT NULL,
    origin_id INTEGER REFERENCES suggestions (id),  -- the case that was merged into this one and brought them here
    PRIMARY KEY (suggestion_id, person_id)
);
CREATE INDEX supporters_by_person ON supporters (person_id, suggestion_id);
CREATE INDEX supporters_by_origin ON supporters (origin_id, person_id) WHERE origin_id IS NOT NULL;

-- News of a case that many support: told by a tick, some at a time, in the order of their ids.
CREATE TABLE support_news (
    id INTEGER PRIMARY KEY,
    suggestion_id INTEGER NOT NULL REFERENCES suggestions (id),
    kind TEXT NOT NULL,                       -- what they are told
    message_id INTEGER REFERENCES case_messages (id),
    last_person_id INTEGER NOT NULL DEFAULT 0 -- told up to this one
);
CREATE INDEX support_news_by_case ON support_news (suggestion_id, message_id);

-- What was merged into what, and where it stood before.
CREATE TABLE merges (
    suggestion_id INTEGER PRIMARY KEY REFERENCES suggestions (id),
    into_id INTEGER NOT NULL REFERENCES suggestions (id),
    state TEXT NOT NULL,                      -- before
    at INTEGER NOT NULL
);
CREATE INDEX merges_by_target ON merges (into_id);
