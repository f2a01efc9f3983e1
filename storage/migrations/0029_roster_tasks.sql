-- What administrators ask of the roster in chat. A process of its own does it, so that others go on talking meanwhile.

-- Of a file that was sent only its id at the messenger is kept, and a day later not even that.
CREATE TABLE roster_tasks (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES persons (id),
    kind TEXT NOT NULL,                       -- import, export, template, undo
    state TEXT NOT NULL,                      -- domain/roster_tasks.py
    todo INTEGER NOT NULL,                    -- whether there is something to do now
    file_id TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    digest TEXT NOT NULL DEFAULT '',          -- of what was shown that it would change
    change_id INTEGER REFERENCES roster_changes (id),
    attempts INTEGER NOT NULL DEFAULT 0,
    at INTEGER NOT NULL
);
CREATE INDEX roster_tasks_todo ON roster_tasks (id) WHERE todo = 1;
CREATE INDEX roster_tasks_by_person ON roster_tasks (person_id) WHERE todo = 1;
CREATE INDEX roster_tasks_old ON roster_tasks (at);
