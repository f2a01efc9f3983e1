-- Leaving: what is stored on somebody is erased, and what they wrote is kept without them or goes as well.

ALTER TABLE suggestions ADD COLUMN author_left INTEGER NOT NULL DEFAULT 0;
ALTER TABLE suggestions ADD COLUMN words_gone INTEGER NOT NULL DEFAULT 0;

-- Open cases of those who left: what they chose for them is done at this moment.
CREATE TABLE leavings (
    suggestion_id INTEGER PRIMARY KEY REFERENCES suggestions (id),
    keep INTEGER NOT NULL,                    -- 1 the words stay without their author, 0 it is withdrawn
    due_at INTEGER NOT NULL
);
CREATE INDEX leavings_due ON leavings (due_at);

-- Accounts of those who left, and persons whose cases others were told of: what was sent is looked through.
CREATE TABLE sweeps (
    id INTEGER PRIMARY KEY,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    person_id INTEGER NOT NULL REFERENCES persons (id),  -- the author of their cases now, who is nobody
    entirely INTEGER NOT NULL,                -- 1 all of the account, 0 only what is about their cases
    last INTEGER NOT NULL DEFAULT 0,          -- looked through up to this row
    upto INTEGER NOT NULL                     -- what came later is not theirs any more
);

-- In which message in which chat a file of a case is shown: it may have to be taken back.
CREATE TABLE shown_files (
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    message_id INTEGER NOT NULL,
    suggestion_id INTEGER NOT NULL REFERENCES suggestions (id),
    file_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (channel, address, message_id)
);
CREATE INDEX shown_files_by_case ON shown_files (suggestion_id, file_id);

-- What ended cases still hold, for cities that keep it no longer than some days.
ALTER TABLE suggestions ADD COLUMN files_gone INTEGER NOT NULL DEFAULT 0;
CREATE INDEX suggestions_worded ON suggestions (closed_at) WHERE closed_at IS NOT NULL AND words_gone = 0;
CREATE INDEX suggestions_filed ON suggestions (closed_at) WHERE closed_at IS NOT NULL AND files_gone = 0;
