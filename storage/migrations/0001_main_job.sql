-- The main job: units, people, suggestions, the conversation, inbox and outbox.
--
-- Written once, in SQLite's words; storage/schema.py says how PostgreSQL's differ (INTEGER is BIGINT there).
-- Instants are integers: microseconds since 1970-01-01 UTC. Days are text: YYYY-MM-DD of the city.
-- Truth values are 0 and 1. JSON is text.

-- Places -------------------------------------------------------------------------------------------

CREATE TABLE units (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,                       -- city, district, town, street, community
    parent_id INTEGER REFERENCES units (id),
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION,
    valid_from TEXT,
    valid_to TEXT
);
CREATE INDEX units_by_parent ON units (parent_id);

CREATE TABLE stations (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,                -- stands in deep links: A-Z a-z 0-9 _ -
    name TEXT NOT NULL,
    kind TEXT NOT NULL,                       -- territorial, professional
    unit_id INTEGER NOT NULL REFERENCES units (id),
    address TEXT NOT NULL DEFAULT '',
    hours TEXT NOT NULL DEFAULT '',
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION,
    valid_from TEXT,
    valid_to TEXT
);
CREATE INDEX stations_by_unit ON stations (unit_id);

CREATE TABLE departments (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    unit_id INTEGER NOT NULL REFERENCES units (id),
    valid_from TEXT,
    valid_to TEXT
);

CREATE TABLE department_scopes (
    department_id INTEGER NOT NULL REFERENCES departments (id),
    category TEXT NOT NULL,
    unit_id INTEGER NOT NULL REFERENCES units (id),
    PRIMARY KEY (department_id, category, unit_id)
);

-- People -------------------------------------------------------------------------------------------

CREATE TABLE persons (
    id INTEGER PRIMARY KEY,
    ref TEXT UNIQUE,                          -- the roster's own key; NULL for who came by chat
    code TEXT NOT NULL UNIQUE,                -- random; stands in deep links
    name TEXT NOT NULL,
    language TEXT NOT NULL DEFAULT 'zh',
    phone TEXT,
    unit_id INTEGER REFERENCES units (id),    -- where the person lives
    portrait TEXT,                            -- the messenger's file_id
    consent_at INTEGER,
    created_at INTEGER NOT NULL,
    erased_at INTEGER
);

CREATE TABLE accounts (
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    person_id INTEGER NOT NULL REFERENCES persons (id),
    bound_at INTEGER NOT NULL,
    unreachable_at INTEGER,
    PRIMARY KEY (channel, address)
);
CREATE INDEX accounts_by_person ON accounts (person_id);
CREATE INDEX accounts_unreachable ON accounts (unreachable_at) WHERE unreachable_at IS NOT NULL;

CREATE TABLE mandates (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES persons (id),
    level TEXT NOT NULL,                      -- city, district, town
    unit_id INTEGER NOT NULL REFERENCES units (id),  -- the constituency
    station_id INTEGER NOT NULL REFERENCES stations (id),
    starts TEXT NOT NULL,
    ends TEXT,
    front_line INTEGER NOT NULL DEFAULT 1,
    committee INTEGER NOT NULL DEFAULT 0,     -- member of the standing committee
    UNIQUE (person_id, level, unit_id, starts)
);
CREATE INDEX mandates_by_unit ON mandates (unit_id, level);
CREATE INDEX mandates_by_person ON mandates (person_id);
CREATE INDEX mandates_by_station ON mandates (station_id);

CREATE TABLE roles (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES persons (id),
    role TEXT NOT NULL,                       -- officer, department_officer, admin
    unit_id INTEGER NOT NULL REFERENCES units (id),
    station_id INTEGER REFERENCES stations (id),
    department_id INTEGER REFERENCES departments (id),
    starts TEXT NOT NULL,
    ends TEXT
);
CREATE INDEX roles_by_person ON roles (person_id);
CREATE INDEX roles_by_station ON roles (station_id);
CREATE INDEX roles_by_unit ON roles (unit_id);

CREATE TABLE links (
    id INTEGER PRIMARY KEY,
    tier TEXT NOT NULL,                       -- committee (member to representative), residents
    representative_id INTEGER NOT NULL REFERENCES persons (id),  -- who keeps the link
    other_id INTEGER NOT NULL REFERENCES persons (id),           -- with whom
    starts TEXT NOT NULL,
    ends TEXT,
    UNIQUE (tier, representative_id, other_id, starts)
);
CREATE INDEX links_by_other ON links (other_id);

CREATE TABLE invites (
    id INTEGER PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    unit_id INTEGER NOT NULL REFERENCES units (id),
    station_id INTEGER REFERENCES stations (id),
    department_id INTEGER REFERENCES departments (id),
    person_id INTEGER REFERENCES persons (id),
    created_by INTEGER REFERENCES persons (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    used_by INTEGER REFERENCES persons (id),
    revoked_at INTEGER
);

CREATE TABLE invite_tries (
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    at INTEGER NOT NULL
);
CREATE INDEX invite_tries_by_address ON invite_tries (channel, address, at);
CREATE INDEX invite_tries_old ON invite_tries (at);

-- Suggestions --------------------------------------------------------------------------------------

CREATE TABLE counters (
    unit_id INTEGER NOT NULL REFERENCES units (id),
    year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (unit_id, year)
);

CREATE TABLE suggestions (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,                -- random; the public card is c_CODE
    number_unit_id INTEGER NOT NULL REFERENCES units (id),
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    state TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    channel TEXT NOT NULL,                    -- chat, station, representative, officer
    author_id INTEGER NOT NULL REFERENCES persons (id),
    anonymous INTEGER NOT NULL,
    category TEXT NOT NULL,
    unit_id INTEGER NOT NULL REFERENCES units (id),
    station_id INTEGER REFERENCES stations (id),
    representative_id INTEGER REFERENCES persons (id),
    holder_role TEXT NOT NULL,                -- whose desk it lies on: representative, officer, admin
    reason TEXT NOT NULL,                     -- why it was routed there
    place TEXT NOT NULL DEFAULT '',
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION,
    registered_at INTEGER NOT NULL,
    first_word_due TEXT NOT NULL,
    first_word_at INTEGER,
    second_due TEXT,
    answered_at INTEGER,
    answer_class TEXT,
    answers INTEGER NOT NULL DEFAULT 0,
    process_rating TEXT,
    result_rating TEXT,
    rated_at INTEGER,
    closed_at INTEGER,
    outcome TEXT,                             -- how it ended for the resident
    reminded TEXT NOT NULL DEFAULT '',        -- of what was told last: soon, overdue, rate, or nobody could hear
    UNIQUE (number_unit_id, year, serial)
);
CREATE INDEX suggestions_by_number ON suggestions (year, serial);
CREATE INDEX suggestions_by_author ON suggestions (author_id, registered_at);
CREATE INDEX suggestions_by_representative ON suggestions (representative_id, state);
CREATE INDEX suggestions_by_station ON suggestions (station_id, state);
CREATE INDEX suggestions_on_desks ON suggestions (unit_id, state) WHERE holder_role IN ('officer', 'admin');
-- What is due stands in indexes of its own, so that a tick reads only what is new.
CREATE INDEX suggestions_first_word ON suggestions (reminded, first_word_due) WHERE state IN ('desk', 'assigned');
CREATE INDEX suggestions_second ON suggestions (reminded, second_due) WHERE state = 'second';
CREATE INDEX suggestions_unrated ON suggestions (reminded, answered_at) WHERE state = 'answered';
CREATE INDEX suggestions_unheard ON suggestions (id) WHERE reminded = 'nobody';

-- What people said in a case. The original wording is the row of kind 'original'; no row is ever
-- rewritten, only erased when its author asks for it.
CREATE TABLE case_messages (
    id INTEGER PRIMARY KEY,
    suggestion_id INTEGER NOT NULL REFERENCES suggestions (id),
    kind TEXT NOT NULL,                       -- original, transcript, message, answer, comment
    author_id INTEGER REFERENCES persons (id),
    role TEXT NOT NULL,
    words TEXT NOT NULL,
    at INTEGER NOT NULL,
    update_id INTEGER
);
CREATE INDEX case_messages_by_suggestion ON case_messages (suggestion_id, id);

CREATE TABLE case_files (
    id INTEGER PRIMARY KEY,
    message_id INTEGER NOT NULL REFERENCES case_messages (id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,                       -- photo, voice, document
    file_id TEXT NOT NULL,
    unique_id TEXT NOT NULL,
    mime TEXT NOT NULL DEFAULT '',
    size INTEGER NOT NULL DEFAULT 0,
    name TEXT NOT NULL DEFAULT '',
    album TEXT
);
CREATE INDEX case_files_by_message ON case_files (message_id, position);
CREATE INDEX case_files_by_album ON case_files (album) WHERE album IS NOT NULL;

-- Which message in which chat belongs to which case, for good: a reply finds its case by it.
CREATE TABLE relays (
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    message_id INTEGER NOT NULL,
    suggestion_id INTEGER NOT NULL REFERENCES suggestions (id),
    case_message_id INTEGER REFERENCES case_messages (id),
    PRIMARY KEY (channel, address, message_id)
);

CREATE TABLE templates (
    id INTEGER PRIMARY KEY,
    unit_id INTEGER REFERENCES units (id),
    language TEXT NOT NULL,
    title TEXT NOT NULL,
    words TEXT NOT NULL
);

-- What everybody may begin with; a unit adds its own later.
INSERT INTO templates (unit_id, language, title, words) VALUES
    (NULL, 'zh', '收到，去看看', '您反映的事我收到了。我这两天到现场看看，看过再跟您说。'),
    (NULL, 'zh', '已转部门', '这件事归有关部门办，我已经转过去，也会盯着。有进展马上告诉您。'),
    (NULL, 'zh', '想问清楚', '我想问清楚一点：具体在什么位置，大概什么时候开始的？有照片更好。'),
    (NULL, 'en', 'Got it, will look', 'I have your message. I will go and look in the next days, and write to you again after that.'),
    (NULL, 'en', 'Passed on', 'This is for the department in charge. I have passed it on and keep an eye on it. I will tell you as soon as there is news.'),
    (NULL, 'en', 'One question', 'May I ask a little more: where is it exactly, and since about when? A photo would help.');

-- History ------------------------------------------------------------------------------------------

-- Append-only. A row a change, with ids only; the sealer gives it position and hash later.
CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    subject TEXT NOT NULL,                    -- suggestion, person, invite, roster
    subject_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    actor_id INTEGER,
    role TEXT NOT NULL,
    on_behalf_of INTEGER,
    at INTEGER NOT NULL,
    update_id INTEGER,
    facts TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX events_by_subject ON events (subject, subject_id, id);

CREATE TABLE seals (
    position INTEGER PRIMARY KEY,
    event_id INTEGER NOT NULL UNIQUE REFERENCES events (id),
    hash TEXT NOT NULL,
    sealed_at INTEGER NOT NULL
);

-- The conversation ---------------------------------------------------------------------------------

CREATE TABLE talks (
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    step TEXT NOT NULL,
    data TEXT NOT NULL DEFAULT '{}',
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (channel, address)
);
CREATE INDEX talks_by_age ON talks (updated_at);

CREATE TABLE drafts (
    person_id INTEGER NOT NULL REFERENCES persons (id),
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (person_id, kind)
);

-- Coming in and going out --------------------------------------------------------------------------

-- AUTOINCREMENT: a number that was given once is never given again, for it may be in flight.
CREATE TABLE inbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    bot_id INTEGER NOT NULL,
    update_id INTEGER NOT NULL,
    address TEXT NOT NULL,                    -- the lane: updates of one chat are handled in order
    payload TEXT,
    received_at INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',    -- waiting, done, parked, refused
    attempts INTEGER NOT NULL DEFAULT 0,
    handled_at INTEGER,
    error TEXT,
    stranger INTEGER NOT NULL DEFAULT 0,      -- whether nobody stood behind the account when it came
    UNIQUE (bot_id, update_id)
);
CREATE INDEX inbox_waiting ON inbox (seq) WHERE state = 'waiting';
CREATE INDEX inbox_by_chat ON inbox (address) WHERE state = 'waiting';
CREATE INDEX inbox_parked ON inbox (seq) WHERE state = 'parked';
CREATE INDEX inbox_old ON inbox (handled_at) WHERE state IN ('done', 'refused');
CREATE INDEX inbox_strangers ON inbox (handled_at) WHERE stranger = 1;

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    priority INTEGER NOT NULL,                -- 0 replies, 1 reminders, 2 notices
    action TEXT NOT NULL,                     -- send, edit
    card TEXT,
    body TEXT,
    suggestion_id INTEGER REFERENCES suggestions (id),
    case_message_id INTEGER REFERENCES case_messages (id),
    dedupe TEXT,
    created_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    expires_at INTEGER,
    state TEXT NOT NULL DEFAULT 'waiting',    -- waiting, sent, replaced, parked, dead, dropped
    attempts INTEGER NOT NULL DEFAULT 0,
    message_id INTEGER,
    sent_at INTEGER,
    error TEXT,
    update_id INTEGER,                        -- of the update that it answers
    stranger INTEGER NOT NULL DEFAULT 0       -- whether nobody stood behind the account when it was written
);
CREATE INDEX outbox_waiting ON outbox (priority, id) WHERE state = 'waiting';
CREATE INDEX outbox_by_chat ON outbox (channel, address, priority, id) WHERE state = 'waiting';
CREATE INDEX outbox_parked ON outbox (channel, address) WHERE state = 'parked';
CREATE INDEX outbox_old ON outbox (sent_at) WHERE body IS NOT NULL AND state <> 'waiting';
CREATE INDEX outbox_strangers ON outbox (created_at) WHERE stranger = 1;

CREATE TABLE dedupe_keys (
    key TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    passing INTEGER NOT NULL DEFAULT 0        -- whether it is forgotten after a day
);
CREATE INDEX dedupe_keys_passing ON dedupe_keys (at) WHERE passing = 1;

CREATE TABLE cards (
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    subject TEXT NOT NULL,
    message_id INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (channel, address, subject)
);
