-- What becomes of a representative's links and cases when a mandate ends.

-- no: not looked at since it ended; asked: the officer was asked who takes over; done; none: there was nothing.
ALTER TABLE mandates ADD COLUMN handover TEXT NOT NULL DEFAULT 'no';
CREATE INDEX mandates_over ON mandates (ends) WHERE handover = 'no' AND ends IS NOT NULL;
CREATE INDEX mandates_asked ON mandates (station_id, unit_id) WHERE handover = 'asked';
