-- The closed loop: departments handle cases, with a clock of their own.

-- Who handles a case now or answered it last, and by when; and what is owed once a department gave it back.
ALTER TABLE suggestions ADD COLUMN lead_id INTEGER REFERENCES departments (id);
ALTER TABLE suggestions ADD COLUMN department_due TEXT;
ALTER TABLE suggestions ADD COLUMN step_due TEXT;
ALTER TABLE suggestions ADD COLUMN promised TEXT;   -- by when what was answered B or C shall be solved

-- A department's part in a case. A row is never reused: a case that comes a second time is a second part.
CREATE TABLE parts (
    id INTEGER PRIMARY KEY,
    suggestion_id INTEGER NOT NULL REFERENCES suggestions (id),
    department_id INTEGER NOT NULL REFERENCES departments (id),
    lead INTEGER NOT NULL,                    -- 1 leads, 0 supports
    state TEXT NOT NULL,                      -- offered, accepted, answered, returned, ended
    sender_id INTEGER NOT NULL REFERENCES persons (id),
    at INTEGER NOT NULL,
    return_until TEXT NOT NULL,               -- the last day on which it may be given back as a wrong address
    extension TEXT NOT NULL DEFAULT '',       -- asked, granted, refused: once a part
    extension_days INTEGER NOT NULL DEFAULT 0,
    changed_at INTEGER NOT NULL
);
CREATE INDEX parts_by_suggestion ON parts (suggestion_id, id);
CREATE INDEX parts_by_department ON parts (department_id, state);

CREATE INDEX departments_by_unit ON departments (unit_id);
CREATE INDEX department_scopes_by_unit ON department_scopes (unit_id);
CREATE INDEX roles_by_department ON roles (department_id) WHERE department_id IS NOT NULL;
CREATE INDEX suggestions_by_lead ON suggestions (lead_id) WHERE lead_id IS NOT NULL;
CREATE INDEX suggestions_department ON suggestions (reminded, department_due)
    WHERE state IN ('transferred', 'underway');
CREATE INDEX suggestions_returned ON suggestions (reminded, step_due) WHERE state = 'returned';
CREATE INDEX suggestions_promised ON suggestions (reminded, promised) WHERE state = 'watched';
