-- Reply templates that a unit keeps for itself and those below it. Those without a unit are everybody's beginning.
ALTER TABLE templates ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
ALTER TABLE templates ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE templates ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX templates_by_unit ON templates (unit_id, language, position, id);
UPDATE templates SET position = id;
