-- Invitations are listed by their place and their maker, and taken back by whom they are for.
CREATE INDEX invites_by_unit ON invites (unit_id);
CREATE INDEX invites_by_maker ON invites (created_by, created_at) WHERE created_by IS NOT NULL;
CREATE INDEX invites_by_person ON invites (person_id) WHERE person_id IS NOT NULL;
