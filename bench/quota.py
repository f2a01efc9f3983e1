"""`python -m bench.quota [--json]`: the quota ledger of a city with 6,229 representatives and a year of contacts.

62,290 links with a contact in most quarters and a meeting in most half-years, on SQLite. The ledger of the whole city
in one call is compared with the bare count of the same contacts: the same links, the same periods, one number for
each representative, as SQLite's own module gives it. Then one representative's /quota, the use case with its view, in
this city and in one of 60 representatives. Both comparisons take turns in one run.
"""

import argparse
import asyncio
import contextlib
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.large_city import REPRESENTATIVES, RESIDENTS, copy_of
from bench.report import line
from domain.contacts.quotas import asked
from domain.people import Address
from domain.rules import Rules
from handlers.telling import render
from services import access
from services.commands import Nothing
from services.contacts import viewing
from storage import contacts
from storage.engines import Connected, open_engine
from storage.tx import Tx, micros
from storage.url import DatabaseUrl

DAY = date(2026, 12, 31)
NOW = datetime(2026, 12, 31, 4, 0, tzinfo=UTC)
RUNS, LOOKS = 15, 2_000
WANTED, WANTED_GROWTH = 2.0, 1.5
SMALL = 60  # representatives
MODES = (("chat", 0), ("phone", 0), ("visit", 1), ("visit", 1), ("symposium", 1), ("letter", 0))
BARE = """
SELECT l.representative_id, count(c.id) FROM links l LEFT JOIN contacts c
ON c.link_id = l.id AND c.day BETWEEN ? AND ? AND c.face >= ? WHERE l.tier = ? GROUP BY l.representative_id
"""
# What makes a town of the city: its first representatives with their links, and nobody else.
SHRINK = (
    "DELETE FROM links WHERE representative_id > {last}",
    "DELETE FROM contacts WHERE link_id NOT IN (SELECT id FROM links)",
    "DELETE FROM contact_entries WHERE id NOT IN (SELECT entry_id FROM contacts)",
    "DELETE FROM mandates WHERE person_id > {last}",
    "DELETE FROM accounts WHERE person_id > {last} OR person_id BETWEEN {residents} + 1 AND {first}",
    "DELETE FROM persons WHERE id > {last} OR id BETWEEN {residents} + 1 AND {first}",
)


def fill(connection: Any) -> None:
    """A year of contacts, by chance; the same seed, the same year. One in twenty meetings still waits."""
    chance = random.Random(5)
    links = [row["id"] for row in connection.execute("SELECT id FROM links ORDER BY id").fetchall()]
    rows, begins = [], date(DAY.year, 1, 1)
    for link in links:
        for _ in range(chance.choice((4, 5, 5, 6, 7))):
            mode, face = chance.choice(MODES)
            day = begins + timedelta(days=chance.randrange(365))
            at = micros(datetime(day.year, day.month, day.day, 10, tzinfo=UTC))
            waits = face and chance.random() < 0.05
            rows.append((len(rows) + 1, link, day.isoformat(), face, at, None if waits else at, mode, waits))
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO contact_entries (id, author_id, mode, day, summary, entered_at) VALUES (?, 1, ?, ?, '谈了谈', ?)",
        ((id_, mode, day, at) for id_, _, day, _, at, _, mode, _ in rows),
    )
    connection.executemany(
        "INSERT INTO contacts (id, entry_id, link_id, day, face, entered_at, counted_at, standing)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        ((id_, id_, link, day, face, at, counted, "waiting" if waits else "counted")
         for id_, link, day, face, at, counted, _, waits in rows),
    )  # fmt: skip
    connection.execute("COMMIT")


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of the processor: what others do on this machine is not counted."""
    before = time.thread_time()
    work()
    return 1000 * (time.thread_time() - before)


def whole(tx: Tx) -> None:
    """The ledger of all, and the bare count, turn by turn."""
    wanted = asked(tx.rules.scheme, DAY)

    def bare() -> None:
        for one in wanted:
            cursor = tx.connection.execute(BARE, (one.span.first.isoformat(), one.span.last.isoformat(),
                                                  int(one.quota.face_to_face), one.tier.value))  # fmt: skip
            cursor.row_factory = None
            cursor.fetchall()

    def ours() -> None:
        contacts.ledger(tx, wanted, DAY, NOW, unit_id=1)

    for work in (bare, ours):
        work()
    found = [(timed(ours), timed(bare)) for _ in range(RUNS)]
    mine, theirs = (statistics.median(run[column] for run in found) for column in (0, 1))
    lines = contacts.ledger(tx, wanted, DAY, NOW, unit_id=1)
    rows = tx.connection.execute("SELECT count(*) AS n FROM contacts").fetchone()["n"]
    size = {"seats": len({one.person_id for one in lines}), "contacts": rows, "bare_ms": round(theirs, 1)}
    line("quota.ledger", mine, "ms", "bare SQL", mine / theirs, RUNS, wanted_ratio=WANTED, **size)


def shrink(connection: Any) -> None:
    """Leave the first representatives and their residents."""
    connection.execute("PRAGMA foreign_keys = OFF")
    for statement in SHRINK:
        connection.execute(statement.format(last=RESIDENTS + SMALL, first=RESIDENTS, residents=SMALL * 10))
    connection.execute("VACUUM")


def look(tx: Tx, number: int) -> None:
    """One representative's /quota: who it is, the use case, and its view."""
    at = Address("telegram", str(1_000_000 + 1 + number))
    outcome = viewing.quota(tx, access.actor(tx, at, "zh", NOW), Nothing(), NOW)
    for told in outcome.told:
        render(tx, told, "zh", NOW)


def looks(here: Tx, there: Tx) -> None:
    """/quota in the city and in the town, turn by turn, each time of somebody else."""
    large, small = [], []
    for number in range(LOOKS):
        one = number % SMALL
        far = number * 37 % (REPRESENTATIVES - 1)
        large.append(timed(lambda far=far: look(here, far)))  # type: ignore[misc]
        small.append(timed(lambda one=one: look(there, one)))  # type: ignore[misc]
    mine, theirs = (statistics.quantiles(found, n=100)[98] for found in (large, small))
    line("quota.own.p99", mine, "ms", f"{SMALL} representatives", mine / theirs, LOOKS, small_ms=round(theirs, 3),
         wanted_ratio=WANTED_GROWTH)  # fmt: skip


async def main() -> None:
    """Fill, then measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="the rows are JSON in any case")
    parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        city = await copy_of(1, folder)
        async with opened(city) as here:
            await here.call(fill)
            await here.call(lambda connection: connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())
            town = Path(shutil.copyfile(city, folder / "town.db"))
            await here.call(lambda connection: whole(Tx("sqlite", connection, Rules())))
            async with opened(town) as there:
                await there.call(shrink)
                looks(Tx("sqlite", here.here, Rules()), Tx("sqlite", there.here, Rules()))


@contextlib.asynccontextmanager
async def opened(path: Path) -> AsyncIterator[Connected]:
    """A database, closed on every way out."""
    engine = await open_engine(DatabaseUrl.parse(f"sqlite:///{path}"))
    try:
        yield engine
    finally:
        await engine.close()


if __name__ == "__main__":
    asyncio.run(main())
