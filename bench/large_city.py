"""A city of Zibo's size: 6,229 representatives, 62,290 residents with fixed links, and as many suggestions as wanted.

Each suggestion brings what belongs to it: words, history with seals, messages that were sent, cards. A file that was
made on the same day, for the same schema, is taken again; benches work on a copy of it.

It is a city whose bot has been running: all that is due has ticked, and what that brought was sent. Otherwise a bench
would measure how the first minutes after an upgrade catch up, and not a turn.
"""

import hashlib
import re
import shutil
import sqlite3
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.clock import SystemClock
from bot.schedule import Schedule
from domain.rules import Rules
from storage.engines import open_engine
from storage.migrate import migrate
from storage.schema import migrations
from storage.tx import micros
from storage.url import DatabaseUrl
from storage.writer import Writer

SCRIPT = Path(__file__).with_suffix(".sql")
REPRESENTATIVES, RESIDENTS = 6_229, 62_290
DISTRICTS, TOWNS, STATIONS = 11, 110, 437
FIRST_TOWN = 2 + DISTRICTS  # unit ids: the city is 1, then districts, then towns
FIRST_ACCOUNT = 1000  # the residents' account ids begin here, as in bench.city
HANDLING = 1000  # so many of the first suggestions are in their representatives' hands
SIZES = {
    "representatives": REPRESENTATIVES,
    "residents": RESIDENTS,
    "districts": DISTRICTS,
    "towns": TOWNS,
    "stations": STATIONS,
    "first_account": FIRST_ACCOUNT,
    "first_of_staff": 1_000_000,
    "handling": HANDLING,
    "updates": 100_000,  # handled ones that were not pruned yet
}
FAST = ("journal_mode = OFF", "synchronous = OFF", "cache_size = -500000", "temp_store = MEMORY")
SENT = "UPDATE outbox SET state = 'sent', sent_at = created_at WHERE state = 'waiting'"
INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"


async def large_city(suggestions: int, talks: int = 0) -> Path:
    """The file of a city with so many suggestions and open conversations; made where there is none of today."""
    ours = (file.read_text(encoding="utf-8") for file in (SCRIPT, Path(__file__)))
    sources = "".join((*migrations().values(), *ours))
    mark = f"{hashlib.sha256(sources.encode()).hexdigest()[:8]}-{datetime.now(UTC):%Y%m%d}"
    path = Path(tempfile.gettempdir()) / f"shuanglian-city-{suggestions}-{talks}-{mark}.db"
    if not path.exists():
        for old in path.parent.glob(f"shuanglian-city-{suggestions}-{talks}-*"):
            old.unlink()
        growing = path.with_suffix(".growing")
        _grow(growing, suggestions, talks)
        await _settle(growing)
        growing.rename(path)
    return path


async def copy_of(suggestions: int, folder: Path, talks: int = 0) -> Path:
    """A city to work on, in `folder`."""
    return Path(shutil.copyfile(await large_city(suggestions, talks), folder / f"city-{suggestions}-{talks}.db"))


def _grow(path: Path, suggestions: int, talks: int) -> None:
    """Fill the tables without their indexes, then make these: a tenth of the time."""
    now = datetime.now(UTC)
    migrate(DatabaseUrl.parse(f"sqlite:///{path}"), now)
    moments = {"now": now, "lately": now - timedelta(days=2), "then": now - timedelta(days=90)}
    given = {name: micros(moment) for name, moment in moments.items()}
    given |= {**SIZES, "suggestions": suggestions, "talks": talks}
    given["most"] = max(given[name] for name in ("residents", "updates", "suggestions", "talks"))
    db = sqlite3.connect(path, isolation_level=None)
    for pragma in FAST:
        db.execute(f"PRAGMA {pragma}")
    indexes = db.execute(INDEXES).fetchall()
    db.execute("BEGIN")
    for name, _ in indexes:
        db.execute(f"DROP INDEX {name}")
    for statement in re.sub(r"--[^\n]*", "", SCRIPT.read_text(encoding="utf-8")).split(";"):
        db.execute(statement, given)
    for _, sql in indexes:
        db.execute(sql)
    db.execute("COMMIT")
    db.close()


async def _settle(path: Path) -> None:
    """Do what is due, as the first ticks of a process do, and mark as sent what it brings."""
    writer = Writer(await open_engine(DatabaseUrl.parse(f"sqlite:///{path}")), Rules())
    try:
        await Schedule(writer, SystemClock()).tick()
        await writer.run(lambda tx: tx.connection.execute(SENT), slow=True)
    finally:
        await writer.close()
