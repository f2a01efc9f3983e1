-- Staff groups: a group of the messenger that belongs to a station or a department.

CREATE TABLE staff_groups (
    id INTEGER PRIMARY KEY,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    was TEXT,                                 -- its address before it grew into a supergroup
    title TEXT NOT NULL,
    kind TEXT NOT NULL,                       -- station, department
    station_id INTEGER REFERENCES stations (id),
    department_id INTEGER REFERENCES departments (id),
    language TEXT NOT NULL,
    forum INTEGER NOT NULL DEFAULT 0,         -- whether each case gets a topic
    connected_by INTEGER NOT NULL REFERENCES persons (id),
    connected_at INTEGER NOT NULL,
    ended_at INTEGER,
    ended TEXT                                -- disconnected, removed
);
CREATE UNIQUE INDEX staff_groups_live ON staff_groups (channel, address) WHERE ended_at IS NULL;
CREATE INDEX staff_groups_by_address ON staff_groups (channel, address);
CREATE INDEX staff_groups_grown ON staff_groups (channel, was) WHERE was IS NOT NULL;
CREATE INDEX staff_groups_by_station ON staff_groups (station_id) WHERE ended_at IS NULL;
CREATE INDEX staff_groups_by_department ON staff_groups (department_id) WHERE ended_at IS NULL;

-- One-time codes that connect a group, by their hash.
CREATE TABLE group_codes (
    code_hash TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    station_id INTEGER REFERENCES stations (id),
    department_id INTEGER REFERENCES departments (id),
    created_by INTEGER NOT NULL REFERENCES persons (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    group_id INTEGER REFERENCES staff_groups (id)
);
CREATE INDEX group_codes_by_age ON group_codes (expires_at);

-- Which cases stand in a group, and in which of its topics.
CREATE TABLE group_cases (
    suggestion_id INTEGER NOT NULL REFERENCES suggestions (id),
    group_id INTEGER NOT NULL REFERENCES staff_groups (id),
    thread INTEGER,
    PRIMARY KEY (suggestion_id, group_id)
);
CREATE INDEX group_cases_by_group ON group_cases (group_id);

-- Whether a case stands in any group: so nothing is asked about groups where it does not.
ALTER TABLE suggestions ADD COLUMN in_groups INTEGER NOT NULL DEFAULT 0;
