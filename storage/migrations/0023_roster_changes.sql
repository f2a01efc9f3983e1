-- Every import of a roster as one change, with what was there before, so that it can be undone.

CREATE TABLE roster_changes (
    id INTEGER PRIMARY KEY,
    actor_id INTEGER REFERENCES persons (id), -- NULL: whoever has the command line
    file TEXT NOT NULL,                       -- its name, as the importer called it
    counts TEXT NOT NULL,
    at INTEGER NOT NULL,
    undone_at INTEGER,
    undone_by INTEGER REFERENCES persons (id)
);

-- What became of rows: many that were added in one piece, for they are only looked at together. A person's name and
-- number stand in a piece of their own, under the person's ref, so that they can go when the person leaves.
CREATE TABLE roster_change_rows (
    change_id INTEGER NOT NULL REFERENCES roster_changes (id),
    number INTEGER NOT NULL,
    sheet TEXT NOT NULL,
    kind TEXT NOT NULL,                       -- added, changed, ended
    ref TEXT,
    content TEXT NOT NULL,
    PRIMARY KEY (change_id, number)
);
CREATE INDEX roster_change_rows_by_ref ON roster_change_rows (ref) WHERE ref IS NOT NULL;
