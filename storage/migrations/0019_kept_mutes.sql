-- Mutes of those who left before they ended, and may come back: account and measure as keyed hashes, and no person.

CREATE TABLE kept_mutes (
    account TEXT NOT NULL,
    measure TEXT NOT NULL,
    unit_id INTEGER NOT NULL REFERENCES units (id),
    offence TEXT NOT NULL,
    ends INTEGER NOT NULL,
    PRIMARY KEY (account, measure)
);
CREATE INDEX kept_mutes_by_measure ON kept_mutes (measure);
CREATE INDEX kept_mutes_by_end ON kept_mutes (ends);
