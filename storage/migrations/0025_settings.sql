-- What administrators settled in chat. A row holds until another one takes its place or it is put back.
CREATE TABLE settings (
    id INTEGER PRIMARY KEY,
    scope TEXT NOT NULL,                      -- city, unit, station
    target_id INTEGER NOT NULL,               -- the unit at the top, a unit, a station
    code TEXT NOT NULL,
    value TEXT NOT NULL,                      -- JSON
    was TEXT NOT NULL,                        -- JSON: what stood there before; null for what is configured
    set_by INTEGER NOT NULL REFERENCES persons (id),
    set_at INTEGER NOT NULL,
    ended_at INTEGER
);
CREATE UNIQUE INDEX settings_in_force ON settings (scope, target_id, code) WHERE ended_at IS NULL;
