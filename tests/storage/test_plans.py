"""No query of a turn or a tick reads a whole table: on both engines each finds its rows by an index.

Without statistics SQLite's plan for a query is always the same, so what is seen here is what a city of a million
cases gets. PostgreSQL is forbidden to read whole tables, and shows that it has another way.
"""

import re
from typing import Any

import psycopg
import pytest

from tests.storage.test_queries import EVERY, declared, postgresql, queries, sqlite

__all__ = ["postgresql", "sqlite"]

# Features that only commands use, or a process beside the bot.
COMMANDS = ("roster", "roster_changes", "contents")
WHOLE = {  # what is read whole, and why that does no harm
    ("contacts", "codes"): "only a command asks for it, beside the bot",
    ("events", "oldest_unsealed"): "the doctor asks for it, never a turn",
    ("leaving", "last_outgoing"): "from the end, and only one row of it",
    ("leaving", "sweep"): "from the beginning, and only one row of it",
    ("events", "last_seal"): "from the end, and only one row of it",
    ("duplicates", "backlog"): "from the beginning, and only as many rows as are asked for",
    ("outbox", "drop_papers"): "only documents that wait to be sent, or were refused",
    ("supporters", "oldest_news"): "from the beginning, and only one row of it",
    ("formal_news", "oldest"): "from the beginning, and only one row of it",
    ("dissolving", "next"): "only units that ended just now",
    ("dissolving", "left"): "only units that ended just now",
    ("units", "stations"): "some hundred, and the nearest of all is wanted",
}
ASKED = [query for query in EVERY if query[0] not in (*COMMANDS, "exports") and query not in WHOLE]
PARTIAL = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'"
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"
READS = re.compile(r"^(?:SCAN|SEARCH) (\w+)(?: USING (?:COVERING )?INDEX (\w+))?$")  # without a condition on the index


def read_whole(sqlite: Any, feature: str, name: str) -> list[str]:
    """The steps of SQLite's plan that read all of a table. A partial index may be: it holds only what waits."""
    query = queries(feature, "sqlite")[name]
    words = re.sub(r"--[^\n]*", "", query.sql)
    aliases = dict(re.findall(r"\b(?:FROM|JOIN|UPDATE|INTO) (\w+)(?: (\w+))?", words, re.IGNORECASE))
    tables = {row[0] for row in sqlite.execute(TABLES)}
    known = tables | {alias for table, alias in aliases.items() if table in tables}
    partial = {row[0] for row in sqlite.execute(PARTIAL)}
    steps = [row[3] for row in sqlite.execute(f"EXPLAIN QUERY PLAN {query.sql}", dict.fromkeys(declared(query)))]
    scans = [(step, found) for step in steps if (found := READS.match(step))]
    return [step for step, found in scans if found[1] in known and found[2] not in partial]


@pytest.mark.parametrize(("feature", "name"), ASKED)
def test_sqlite_finds_rows_by_an_index(sqlite: Any, feature: str, name: str) -> None:
    assert read_whole(sqlite, feature, name) == []


@pytest.mark.parametrize(("feature", "name"), list(WHOLE))
def test_exceptions_are_still_ones(sqlite: Any, feature: str, name: str) -> None:
    assert read_whole(sqlite, feature, name) != []


@pytest.mark.postgres
@pytest.mark.parametrize(("feature", "name"), ASKED)
def test_postgresql_can_find_rows_by_an_index(postgresql: "psycopg.Connection[Any]", feature: str, name: str) -> None:
    query = queries(feature, "postgresql")[name]
    places = {name: f"${n}" for n, name in enumerate(declared(query), start=1)}
    text = re.sub(r"%\((\w+)\)s", lambda found: places[found[1]], query.sql).replace("%%", "%").rstrip("; \n")
    for setting in ("enable_seqscan = off", "plan_cache_mode = force_generic_plan"):
        postgresql.execute(f"SET {setting}".encode())
    postgresql.execute(f"PREPARE it AS {text}".encode())
    given = f"({', '.join(['NULL'] * len(places))})" if places else ""
    steps = [str(row[0]) for row in postgresql.execute(f"EXPLAIN EXECUTE it{given}".encode())]
    postgresql.execute("DEALLOCATE it")
    assert [step for step in steps if "Seq Scan" in step] == []


MANY = (
    "INSERT INTO outbox (channel, address, priority, action, body, created_at, due_at)"
    " WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 60000)"
    " SELECT 'telegram', CAST(n AS TEXT), 2, 'send', '{}', 1, n FROM n WHERE n <= ?"
)


def steps(sqlite: Any, name: str, **given: int) -> int:
    """How much SQLite does for a query of the outbox, in its own steps."""
    counted = [0]

    def count() -> None:
        counted[0] += 1

    sqlite.set_progress_handler(count, 1)
    sqlite.execute(queries("outbox", "sqlite")[name].sql, given).fetchall()
    sqlite.set_progress_handler(None, 0)
    return counted[0]


def test_the_next_messages_are_found_as_quickly_before_sixty_thousand_as_before_few(sqlite: Any) -> None:
    found = []
    for count in (1_200, 60_000):
        sqlite.execute("DELETE FROM outbox")
        sqlite.execute(MANY, (count,))
        found.append(steps(sqlite, "waiting", each=20, count=1_000))
    assert found[1] <= found[0] * 1.01


def test_how_much_waits_is_told_by_an_index_alone(sqlite: Any) -> None:
    plan = sqlite.execute(f"EXPLAIN QUERY PLAN {queries('outbox', 'sqlite')['queue'].sql}").fetchall()
    assert [row[3] for row in plan] == ["SCAN outbox USING COVERING INDEX outbox_waiting"]
