-- Own reminders: a day on which somebody wants to hear of a case. A row goes when it was told, or is not wanted any more.

CREATE TABLE reminders (
    person_id INTEGER NOT NULL REFERENCES persons (id),
    suggestion_id INTEGER NOT NULL REFERENCES suggestions (id),
    day TEXT NOT NULL,
    since INTEGER NOT NULL,                   -- when it was asked for
    PRIMARY KEY (person_id, suggestion_id)
);
CREATE INDEX reminders_by_day ON reminders (day, person_id, suggestion_id);
