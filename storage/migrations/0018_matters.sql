-- What came of contacts, and conversations in cases that count as contacts by themselves.

-- Of such a conversation the first day of its quarter: it counts once a quarter and link.
ALTER TABLE contacts ADD COLUMN quarter TEXT;
CREATE UNIQUE INDEX contacts_of_cases ON contacts (link_id, quarter) WHERE quarter IS NOT NULL;

-- Up to which of the case messages they were looked for. One row.
CREATE TABLE contact_scans (
    id INTEGER PRIMARY KEY,
    last_message_id INTEGER NOT NULL
);
INSERT INTO contact_scans (id, last_message_id) VALUES (1, 0);

-- A matter that was raised, in the words of who logged the contact. It becomes a suggestion only by its person.
CREATE TABLE contact_matters (
    id INTEGER PRIMARY KEY,
    contact_id INTEGER NOT NULL REFERENCES contacts (id),
    words TEXT NOT NULL,                      -- emptied when they are erased
    at INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',    -- waiting, taken, left
    suggestion_id INTEGER REFERENCES suggestions (id),  -- what came of it; never an anonymous one
    update_id INTEGER
);
CREATE INDEX contact_matters_by_contact ON contact_matters (contact_id);
