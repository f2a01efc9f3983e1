-- name: foreign_keys()
SELECT c.relname AS pointing, a.attname AS field, t.relname AS sheet
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_class t ON t.oid = k.confrelid
JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema()
JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
WHERE k.contype = 'f'
  AND t.relname IN ('units', 'stations', 'departments', 'persons', 'mandates', 'roles', 'links')
ORDER BY 1, 2;
