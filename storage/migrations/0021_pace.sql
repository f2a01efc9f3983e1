-- How much waits and since when is told by the index alone, also while a notice waits for tens of thousands.
DROP INDEX outbox_waiting;
CREATE INDEX outbox_waiting ON outbox (priority, id, due_at, state) WHERE state = 'waiting';
