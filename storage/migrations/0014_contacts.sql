-- The double link: contacts on the fixed links, and since when each thing about them is known.
--
-- The ledger can be asked for as it was known at any moment: whatever counts has the moment from which it does.

-- When a link was entered, and when its end was; 0 and NULL for what was there before anybody asked.
ALTER TABLE links ADD COLUMN entered_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE links ADD COLUMN ended_at INTEGER;
CREATE INDEX links_by_keeper ON links (representative_id, tier, starts, ends, entered_at, ended_at);

-- What somebody logged: one visit, call or letter, or a symposium with several.
CREATE TABLE contact_entries (
    id INTEGER PRIMARY KEY,
    author_id INTEGER NOT NULL REFERENCES persons (id),
    mode TEXT NOT NULL,                       -- visit, symposium, reception, phone, chat, letter
    day TEXT NOT NULL,                        -- of the contact, not of its entry
    summary TEXT NOT NULL,                    -- the author's words; emptied when they are erased
    entered_at INTEGER NOT NULL,
    update_id INTEGER
);

-- The same for each link that it was on. Day and face stand here again for the ledger's index.
CREATE TABLE contacts (
    id INTEGER PRIMARY KEY,
    entry_id INTEGER NOT NULL REFERENCES contact_entries (id),
    link_id INTEGER NOT NULL REFERENCES links (id),
    day TEXT NOT NULL,
    face INTEGER NOT NULL,                    -- whether it was face to face
    entered_at INTEGER NOT NULL,
    counted_at INTEGER,                       -- since when it counts
    void_at INTEGER,                          -- since when it does not, or can't any more
    standing TEXT NOT NULL,                   -- waiting, counted, disputed, objected, expired
    evidence TEXT NOT NULL DEFAULT '',        -- word, confirmed, code, witness
    objection TEXT NOT NULL DEFAULT '',       -- what the other side said against it; emptied when erased
    reminded INTEGER NOT NULL DEFAULT 0,      -- whether the other side was asked a second time
    tries INTEGER NOT NULL DEFAULT 0,         -- wrong codes of attendance
    UNIQUE (entry_id, link_id)
);
CREATE INDEX contacts_ledger ON contacts (link_id, day, face, entered_at, counted_at, void_at);
CREATE INDEX contacts_waiting ON contacts (reminded, entered_at) WHERE standing = 'waiting';

-- The code that is read out at a meeting, and the link that says the same. Only their hashes are kept.
CREATE TABLE contact_codes (
    entry_id INTEGER PRIMARY KEY REFERENCES contact_entries (id),
    code_hash TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    day TEXT NOT NULL                         -- it is valid on this day alone
);
