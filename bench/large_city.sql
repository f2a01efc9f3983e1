-- A city of Zibo's size, out of running numbers: the same numbers make the same city. Statements run in this order.
-- Account ids begin at :first_account (residents) and :first_of_staff (representatives).

CREATE TEMP TABLE numbers (n INTEGER PRIMARY KEY);
INSERT INTO numbers
WITH RECURSIVE up (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < :most) SELECT n FROM up;

-- Places -------------------------------------------------------------------------------------------

INSERT INTO units (id, code, name, kind) VALUES (1, 'zibo', '淄博市', 'city');
INSERT INTO units (id, code, name, kind, parent_id)
SELECT 1 + n, 'd' || n, '第' || n || '区', 'district', 1 FROM numbers WHERE n <= :districts;
INSERT INTO units (id, code, name, kind, parent_id)
SELECT 1 + :districts + n, 't' || n, '第' || n || '镇', 'town', 2 + n % :districts FROM numbers WHERE n <= :towns;
INSERT INTO stations (id, code, name, kind, unit_id)
SELECT n, 's' || n, '联络站' || n, 'territorial', 2 + :districts + n % :towns FROM numbers WHERE n <= :stations;

-- People: residents first, then representatives, each linked with ten residents of a town ------------

CREATE TEMP TABLE residents AS
SELECT n AS id, CAST(:first_account - 1 + n AS TEXT) AS address, (n - 1) / 10 AS k FROM numbers WHERE n <= :residents;
CREATE TEMP TABLE keepers AS
SELECT n - 1 AS k, :residents + n AS id, CAST(:first_of_staff + n AS TEXT) AS address,
    2 + :districts + (n - 1) % :towns AS town, 1 + (n - 1) % :stations AS station
FROM numbers WHERE n <= :representatives;

INSERT INTO persons (id, code, name, unit_id, consent_at, created_at)
SELECT r.id, 'P' || r.id, '居民' || r.id, k.town, :then, :then FROM residents r JOIN keepers k ON k.k = r.k;
INSERT INTO persons (id, ref, code, name, consent_at, created_at)
SELECT id, 'r' || k, 'R' || k, '代表' || k, :then, :then FROM keepers;
INSERT INTO accounts (channel, address, person_id, bound_at) SELECT 'telegram', address, id, :then FROM residents;
INSERT INTO accounts (channel, address, person_id, bound_at) SELECT 'telegram', address, id, :then FROM keepers;
INSERT INTO mandates (person_id, level, unit_id, station_id, starts)
SELECT id, CASE WHEN k < 423 THEN 'city' WHEN k < 2729 THEN 'district' ELSE 'town' END,
    CASE WHEN k < 423 THEN 2 + k % :districts ELSE town END, station, '2022-01-10'
FROM keepers;
INSERT INTO links (tier, representative_id, other_id, starts)
SELECT 'residents', k.id, r.id, '2022-03-01' FROM residents r JOIN keepers k ON k.k = r.k;

-- Suggestions, a tenth of them open, and what belongs to each ----------------------------------------

CREATE TEMP TABLE cases AS
SELECT c.n, r.id AS author, r.address AS author_at, 1 + (c.n - 1) / :residents AS message,
    k.id AS keeper, k.address AS keeper_at, k.town, k.station,
    CASE WHEN c.n <= :handling OR c.n % 100 < 4 THEN 'handling' WHEN c.n % 100 < 6 THEN 'assigned'
         WHEN c.n % 100 = 6 THEN 'second' WHEN c.n % 100 < 9 THEN 'answered' WHEN c.n % 100 = 9 THEN 'watched'
         ELSE 'closed' END AS state
FROM numbers c JOIN residents r ON r.id = (c.n - 1) % :residents + 1 JOIN keepers k ON k.k = r.k
WHERE c.n <= :suggestions;

INSERT INTO suggestions (id, code, number_unit_id, year, serial, state, channel, author_id, anonymous, category, unit_id,
    station_id, representative_id, holder_role, reason, registered_at, first_word_due, first_word_at, second_due,
    answered_at, answer_class, answers, reminded)
SELECT n, 'C' || n, 2 + town % :districts, 2026, n, state, 'chat', author, n % 7 = 0, 'streetlight', town,
    station, keeper, 'representative', 'link', :then, '2024-05-01', CASE WHEN state <> 'assigned' THEN :then END,
    CASE WHEN state = 'second' THEN '2024-06-01' END, CASE WHEN state IN ('answered', 'watched', 'closed') THEN :lately END,
    CASE WHEN state IN ('answered', 'watched', 'closed', 'second') THEN 'A' END,
    state IN ('answered', 'watched', 'closed', 'second'),
    CASE WHEN state IN ('assigned', 'second') THEN 'overdue' ELSE '' END
FROM cases;
INSERT INTO case_messages (id, suggestion_id, kind, author_id, role, words, at)
SELECT n, n, 'original', author, 'resident', '第' || n || '号路灯不亮，晚上看不清路', :then FROM cases;
INSERT INTO events (id, subject, subject_id, kind, actor_id, role, at)
SELECT 2 * n - 1, 'suggestion', n, 'registered', author, 'resident', :then FROM cases;
INSERT INTO events (id, subject, subject_id, kind, role, at)
SELECT 2 * n, 'suggestion', n, 'assign', 'system', :then FROM cases;
INSERT INTO seals (position, event_id, hash, sealed_at) SELECT id, id, hex(zeroblob(32)), :then FROM events;
INSERT INTO relays (channel, address, message_id, suggestion_id, case_message_id)
SELECT 'telegram', author_at, message, n, n FROM cases;
INSERT INTO relays (channel, address, message_id, suggestion_id, case_message_id)
SELECT 'telegram', keeper_at, n, n, n FROM cases;
INSERT INTO outbox (channel, address, priority, action, suggestion_id, created_at, due_at, state, message_id, sent_at)
SELECT 'telegram', author_at, 0, 'send', n, :then, :then, 'sent', message, :then FROM cases;
INSERT INTO outbox (channel, address, priority, action, suggestion_id, created_at, due_at, state, message_id, sent_at)
SELECT 'telegram', keeper_at, 0, 'send', n, :then, :then, 'sent', n, :then FROM cases;
INSERT INTO cards (channel, address, subject, message_id, updated_at)
SELECT 'telegram', keeper_at, 'case:' || n, n, :then FROM cases;
INSERT INTO dedupe_keys (key, at)
SELECT 'due.soon:' || n || ':2024-05-01:' || keeper, :then FROM cases WHERE n % 5 = 0;

-- The last days' updates, and conversations that are open --------------------------------------------

INSERT INTO inbox (seq, bot_id, update_id, address, received_at, state, handled_at)
SELECT n, 123456, n, CAST(:first_account + n % :residents AS TEXT), :lately, 'done', :lately
FROM numbers WHERE n <= :updates;
INSERT INTO talks (channel, address, step, data, updated_at)
SELECT 'telegram', CAST(:first_account + :handling + n AS TEXT), 'suggest.write', '{}', :now
FROM numbers WHERE n <= :talks;
