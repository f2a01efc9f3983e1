-- name: add(subject, subject_id, kind, actor_id, role, on_behalf_of, at, update_id, facts)!
-- A case is held from here on, so that who does something in it at the same time, and changes nothing in its own row
-- either, tells of it after this: else neither's cards would show what the other did.
WITH held AS MATERIALIZED (
    SELECT 1 FROM suggestions WHERE CAST(:subject AS TEXT) = 'suggestion' AND id = :subject_id FOR NO KEY UPDATE
)
INSERT INTO events (subject, subject_id, kind, actor_id, role, on_behalf_of, at, update_id, facts)
SELECT :subject, :subject_id, :kind, :actor_id, :role, :on_behalf_of, :at, :update_id, :facts
FROM (SELECT count(*) FROM held) AS held;
