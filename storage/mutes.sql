-- name: accounts(person_id)
SELECT channel, address FROM accounts WHERE person_id = :person_id;

-- name: keep(account, measure, unit_id, offence, ends)!
INSERT INTO kept_mutes (account, measure, unit_id, offence, ends)
VALUES (:account, :measure, :unit_id, :offence, :ends) ON CONFLICT (account, measure) DO NOTHING;

-- name: of_account(account)
SELECT unit_id, offence, ends FROM kept_mutes WHERE account = :account ORDER BY ends;

-- name: undo(measure)!
DELETE FROM kept_mutes WHERE measure = :measure;

-- name: forget(now)!
DELETE FROM kept_mutes WHERE ends <= :now;
