-- Notices: what is sent to many at once, to whom each goes, and what residents do not want to hear of.

CREATE TABLE notices (
    id INTEGER PRIMARY KEY,
    author_id INTEGER NOT NULL REFERENCES persons (id),
    role TEXT NOT NULL,                       -- in which it is sent: admin, officer
    unit_id INTEGER NOT NULL REFERENCES units (id),     -- whose it is; with a station, that station's
    station_id INTEGER REFERENCES stations (id),
    state TEXT NOT NULL DEFAULT 'draft',      -- draft, scheduled, sending, paused, sent, cancelled, withdrawn
    version INTEGER NOT NULL DEFAULT 1,
    content TEXT NOT NULL,                    -- JSON: words with their marks, files, a link, the kind
    audience TEXT NOT NULL,                   -- JSON: the filter
    revision INTEGER NOT NULL DEFAULT 1,      -- of the words; a correction makes it larger
    created_at INTEGER NOT NULL,
    send_at INTEGER,
    began_at INTEGER,
    ended_at INTEGER,
    upto INTEGER NOT NULL DEFAULT 0,          -- who gets it is chosen up to this person
    chosen INTEGER NOT NULL DEFAULT 0,        -- 1 once all are
    paced_at INTEGER,                         -- since when it goes without a stop, and how many were done by then
    paced_done INTEGER NOT NULL DEFAULT 0,
    shown_at INTEGER,                         -- when its progress was shown, and how many were done by then
    shown_done INTEGER NOT NULL DEFAULT 0,
    reminded_at INTEGER,                      -- those who did not say that they read it were to be reminded then,
    remind_upto INTEGER,                      -- and were up to this person; NULL where nobody is to be reminded
    busy INTEGER NOT NULL DEFAULT 0           -- 1 as long as ticks have something to do for it
);
CREATE INDEX notices_by_unit ON notices (unit_id, id);
CREATE INDEX notices_by_station ON notices (station_id, id) WHERE station_id IS NOT NULL;
CREATE INDEX notices_by_author ON notices (author_id, id);
CREATE INDEX notices_busy ON notices (id) WHERE busy = 1;
CREATE INDEX notices_scheduled ON notices (send_at) WHERE state = 'scheduled';

-- Who gets a notice, frozen when its sending began, and how it stands with each.
CREATE TABLE notice_recipients (
    id INTEGER PRIMARY KEY,
    notice_id INTEGER NOT NULL REFERENCES notices (id),
    person_id INTEGER NOT NULL REFERENCES persons (id),
    state TEXT NOT NULL DEFAULT 'waiting',    -- waiting, handed, sent, unreachable, failed, skipped, withdrawn
    revision INTEGER NOT NULL DEFAULT 0,      -- of the words that they have
    sent_at INTEGER,
    noted_at INTEGER,                         -- when they said that they have read it
    UNIQUE (notice_id, person_id)
);
CREATE INDEX notice_recipients_by_state ON notice_recipients (notice_id, state, revision, person_id);
CREATE INDEX notice_recipients_by_person ON notice_recipients (person_id);
CREATE INDEX notice_recipients_noted ON notice_recipients (notice_id) WHERE noted_at IS NOT NULL;

-- The kinds of notices that somebody does not want.
CREATE TABLE notice_mutes (
    person_id INTEGER NOT NULL REFERENCES persons (id),
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (person_id, kind)
);

ALTER TABLE outbox ADD COLUMN recipient_id INTEGER;  -- of a notice: for whom this is it
ALTER TABLE outbox ADD COLUMN message_ids TEXT;      -- JSON, where one row became several messages
CREATE INDEX outbox_by_recipient ON outbox (recipient_id, id) WHERE recipient_id IS NOT NULL;
