-- What is stored on somebody can be asked for, and comes as a file.

-- The contents of a document that waits to be sent. It goes with the mark that it was.
CREATE TABLE papers (
    outbox_id INTEGER PRIMARY KEY REFERENCES outbox (id),
    content TEXT NOT NULL
);

-- Who did what; what a resident adds to the own case, by far the most, is found by the case.
CREATE INDEX events_by_actor ON events (actor_id) WHERE actor_id IS NOT NULL AND kind <> 'add';

CREATE INDEX invites_by_user ON invites (used_by) WHERE used_by IS NOT NULL;
