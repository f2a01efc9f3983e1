-- Talk in a case: what was worded anew, and what became of every message that was passed on.

-- No row is rewritten: a message that its writer edits is a row more, which names the first one, the message in the
-- writer's chat, and when it was edited as the messenger says.
ALTER TABLE case_messages ADD COLUMN edits_id INTEGER REFERENCES case_messages (id);
ALTER TABLE case_messages ADD COLUMN edited_message INTEGER;
ALTER TABLE case_messages ADD COLUMN edited_at INTEGER;
CREATE INDEX case_messages_edits ON case_messages (edits_id, edited_message, id) WHERE edits_id IS NOT NULL;

-- What the outbox knows of a message of a case: whom it was for, and whether it arrived.
CREATE INDEX outbox_by_message ON outbox (case_message_id) WHERE case_message_id IS NOT NULL;
