-- Before a quarter closes: how far everybody was told what they still owe, so that nobody hears it twice.

-- How far a stage has come with those who are told in it, in the order of their ids.
CREATE TABLE closing_runs (
    last TEXT NOT NULL,                       -- last day of the quarter
    audience TEXT NOT NULL,                   -- representatives, officers, administrators
    stage INTEGER NOT NULL,                   -- days before it
    upto INTEGER NOT NULL DEFAULT 0,          -- person, station or unit
    done INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (last, audience, stage)
);

-- Who was reminded in which stage; 0 is the thanks of who has done all.
CREATE TABLE closing_told (
    person_id INTEGER NOT NULL REFERENCES persons (id),
    last TEXT NOT NULL,
    stage INTEGER NOT NULL,
    told_at INTEGER NOT NULL,
    put_off INTEGER NOT NULL DEFAULT 0,       -- whether they asked to hear it later, which they may once
    again_at INTEGER,                         -- then, until they did
    PRIMARY KEY (person_id, last, stage)
);
CREATE INDEX closing_again ON closing_told (again_at) WHERE again_at IS NOT NULL;

-- Whether somebody looked if a contact that counts was the last one that was owed, to say thanks.
ALTER TABLE contacts ADD COLUMN looked INTEGER NOT NULL DEFAULT 0;
UPDATE contacts SET looked = 1;
CREATE INDEX contacts_news ON contacts (id) WHERE looked = 0 AND counted_at IS NOT NULL;
