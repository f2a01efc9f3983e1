-- What residents let their representatives see of them.

ALTER TABLE suggestions ADD COLUMN phone TEXT;   -- given by the author for this case; NULL where it is not to be seen
ALTER TABLE persons ADD COLUMN shown TEXT;       -- what was chosen last: phone, name, nothing
