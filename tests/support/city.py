"""A city for tests: a migrated database, the demo's town in it, and the whole bot running against a sandbox."""

import contextlib
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.clock import SteppedClock
from bot.config import Config
from bot.demo.town import town
from bot.process import Running, running
from domain.people import Role
from domain.roster import Level
from domain.rules import Rules
from services import invites
from services.roster.importing import apply
from storage import people
from storage.engines import open_engine
from storage.tx import Tx
from storage.writer import Writer
from tests.support.sandbox import TOKEN, Bench, Phone
from tests.support.seeds import migrated

BEGIN = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)  # a Tuesday, 10:00 in Shanghai


def clock_at(moment: datetime = BEGIN) -> SteppedClock:
    """A clock that runs on from a moment: the same weekday and holidays in every run."""
    return SteppedClock(moment - datetime.now(UTC))


@contextlib.asynccontextmanager
async def opened(url: str, rules: Rules | None = None) -> AsyncIterator[Writer]:
    """A writer on a migrated database."""
    writer = Writer(await open_engine(migrated(url, BEGIN)), rules or Rules())
    try:
        yield writer
    finally:
        await writer.close()


async def settle_town(writer: Writer, moment: datetime = BEGIN) -> None:
    """Import the demo's roster."""
    await writer.run(lambda tx: apply(tx, None, town(), moment))


def config_for(bench: Bench, folder: Path, **sections: object) -> Config:
    """A configuration for a sandbox, without a pace and without status pages."""
    given: dict[str, object] = {
        "telegram": {"token": TOKEN, "base_url": bench.base_url, "base_file_url": bench.base_file_url},
        "database": {"url": f"sqlite:///{folder}/city.db"},
        "delivery": {"per_second": 1000, "per_chat_per_second": 1000, "per_chat_burst": 1000},
        "metrics": {"listen": ""},
        **sections,
    }
    return Config.model_validate({**given, "folder": folder})


@dataclass
class City:
    """The running bot with its town, and the people in it."""

    bench: Bench
    bot: Running
    clock: SteppedClock
    config: Config
    errors: list[str] = field(default_factory=list)  # what the bot logged as errors
    trouble_expected: bool = False  # set by a test that makes trouble on purpose

    async def at(self, moment: datetime) -> None:
        """Let time pass until a moment, and everything happen that is due by then; what was begun ends before."""
        await self.bot.settle()
        self.clock.set(moment)
        await self.bot.settle()

    async def later(self, **passed: float) -> None:
        """Let some time pass."""
        await self.at(self.clock.now() + timedelta(**passed))

    async def all_rows(self) -> str:
        """All that is stored, in every table, as one text to search."""

        def job(tx: Tx) -> str:
            names = [row["name"] for row in tx.connection.execute(TABLES[tx.engine]).fetchall()]
            rows = (tx.connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in names)  # noqa: S608
            return "\n".join(
                f"{name}: {list(dict(row).values())}" for name, found in zip(names, rows, strict=True) for row in found
            )

        return await self.bot.writer.run(job)

    async def all_rows_of(self, table: str) -> str:
        """The same of one table."""
        rows = (await self.all_rows()).splitlines()
        return "\n".join(row for row in rows if row.startswith(f"{table}: "))

    async def trouble(self) -> list[str]:
        """Errors that were logged, messages that could not be sent, updates that could not be handled."""

        def job(tx: Tx) -> list[str]:
            found = []
            for what, query in TROUBLE.items():
                found += [f"{what}: {row['error']}" for row in tx.connection.execute(query).fetchall()]
            return found

        return [*self.errors, *await self.bot.writer.run(job)]

    async def resident(self, name: str, language: str = "zh", *, home: str = "s_zd-fujia") -> Phone:
        """Somebody who agreed, and came by a station's code (so lives there)."""
        phone = await self.bench.phone(name, language)
        await phone.say(f"/start {home}")
        await phone.hear()
        await phone.press(AGREE[language[:2]])
        await phone.hear()
        await self.bot.settle()
        await phone.pass_over()
        return phone

    async def staff(
        self, ref: str, role: Role = Role.REPRESENTATIVE, unit: str = "zibo", language: str = "zh"
    ) -> Phone:
        """Somebody of the roster, invited and bound."""
        now = self.clock.now()

        def job(tx: Tx) -> tuple[str, str]:
            id_ = people.by_ref(tx, ref)
            person = people.find(tx, id_ or 0)
            return invites.make(tx, role, unit, id_, now).token, person.name if person else ref

        token, name = await self.bot.writer.run(job)
        phone = await self.bench.phone(name, language)
        await phone.say(f"/start i_{token}")
        await phone.hear()
        await phone.press(AGREE[language[:2]])
        await phone.hear()
        await self.bot.settle()
        await phone.pass_over()
        return phone


def seats(station: str, level: Level = Level.TOWN) -> list[str]:
    """The refs of the representatives of one level at a station of the demo's town."""
    return [seat.person for seat in town().mandates if seat.station == station and seat.level is level]


# Where names of tables stand, by engine; and where trouble shows.
TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgresql": "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
}
TROUBLE = {
    "dead letter": "SELECT error FROM outbox WHERE state = 'dead'",
    "parked update": "SELECT error FROM inbox WHERE state = 'parked'",
}
AGREE = {"zh": "同意，开始", "en": "I agree"}


class _Ear(logging.Handler):
    """Keeps what is logged as an error."""

    def __init__(self, heard: list[str]) -> None:
        super().__init__(logging.ERROR)
        self.heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(f"{record.name}: {record.getMessage()} {record.exc_text or record.exc_info or ''}")


@contextlib.contextmanager
def listening() -> Iterator[list[str]]:
    """Hear every error that is logged while entered."""
    heard: list[str] = []
    ear = _Ear(heard)
    logging.getLogger().addHandler(ear)
    try:
        yield heard
    finally:
        logging.getLogger().removeHandler(ear)


@contextlib.asynccontextmanager
async def living(
    bench: Bench, folder: Path, moment: datetime = BEGIN, clock: SteppedClock | None = None, **sections: object
) -> AsyncIterator[City]:
    """The whole bot in this process, with the demo's town, spoken to over HTTP by way of the sandbox."""
    config = config_for(bench, folder, **sections)
    async with opened(config.database.url) as writer:
        await settle_town(writer, moment)
    clock = clock or clock_at(moment)
    with listening() as errors:
        async with running(config, clock) as bot:
            city = City(bench, bot, clock, config, errors)
            yield city
            trouble = await city.trouble()
            assert city.trouble_expected or not trouble, "\n".join(trouble)
