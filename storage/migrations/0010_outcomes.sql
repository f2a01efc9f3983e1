-- What residents say of answers, apart from the staff's state: a row an answer, which later answers leave alone.

CREATE TABLE outcomes (
    suggestion_id INTEGER NOT NULL REFERENCES suggestions (id),
    answer INTEGER NOT NULL,                  -- counts the answers of a case from 1
    unit_id INTEGER NOT NULL REFERENCES units (id),
    class TEXT NOT NULL,                      -- what staff say of it
    answered_at INTEGER NOT NULL,
    process TEXT,
    result TEXT,
    rated_at INTEGER,
    lapsed INTEGER NOT NULL DEFAULT 0,        -- 1: the days for a rating are over, and none came
    ask_at INTEGER,                           -- when to ask whether it is really fixed; NULL once that was done
    asked_at INTEGER,
    fixed TEXT,                               -- yes, partly, no; NULL as long as nothing is said
    fixed_at INTEGER,
    PRIMARY KEY (suggestion_id, answer)
);
CREATE INDEX outcomes_to_ask ON outcomes (ask_at) WHERE ask_at IS NOT NULL;
CREATE INDEX outcomes_by_unit ON outcomes (unit_id, answered_at);

-- The last answer of every case that was answered before. Whether it is fixed is asked of those that wait for a rating:
-- of what was closed long ago nobody is asked all at once.
INSERT INTO outcomes (suggestion_id, answer, unit_id, class, answered_at, process, result, rated_at, lapsed, ask_at)
SELECT id, answers, unit_id, answer_class, answered_at,
    CASE WHEN result_rating IS NOT NULL THEN process_rating END, result_rating, rated_at,
    CASE WHEN result_rating IS NULL AND state <> 'answered' THEN 1 ELSE 0 END,
    CASE WHEN state = 'answered' AND (answer_class = 'A' OR answers > 1) THEN answered_at + 2419200000000 END
FROM suggestions WHERE answers > 0 AND answer_class IS NOT NULL AND answered_at IS NOT NULL;
