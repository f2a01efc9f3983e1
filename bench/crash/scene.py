"""What is there before the drill: the town, five representatives with a linked neighbour each, reminders, a notice."""

import asyncio
import contextlib
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import psycopg

from bench.crash.notice import begin
from bot.clock import SystemClock
from bot.demo.town import town
from domain.people import Address, Role
from domain.roster import Tier
from domain.routing import Reason, Route
from domain.suggestions import AnswerClass, State
from services import invites
from storage import links, people, suggestions, units
from storage.suggestions import New
from storage.tx import Tx
from storage.url import DatabaseUrl
from tests.support import postgres
from tests.support.city import opened, settle_town
from tests.support.ports import free_port
from tests.support.sandbox import TOKEN, Bench, Phone

Way = Literal["polling", "webhook", "fleet"]
COMMAND = Path(sys.executable).parent / "shuanglian"
REPRESENTATIVES = tuple(dict.fromkeys(row.person for row in town().mandates))[:5]
HOME = "zd-fujia"
CASES_EACH = 5  # answered cases of one person: as many as may be reminded of at once
ANSWERED_AGO = timedelta(days=8)  # a day more than a rating is waited for


@dataclass(frozen=True)
class Seat:
    """A representative: by which invitation they come, by which link residents do, and whom they keep a link with."""

    invitation: str
    code: str
    neighbour: Phone


@dataclass(frozen=True)
class Scene:
    """What the drill plays in."""

    bench: Bench
    config: Path
    database: str  # its address
    seats: tuple[Seat, ...]
    owed: int
    owed_to: tuple[int, ...]  # chats
    notified: tuple[int, ...]  # chats of those who get the notice, as many as reminders are owed


@contextlib.asynccontextmanager
async def sandbox(folder: Path | None = None) -> AsyncIterator[Bench]:
    """A sandbox in a process of its own, which knows one bot, and what a folder holds."""
    known = ["--data", folder] if folder else []
    process = await asyncio.create_subprocess_exec(
        COMMAND, "sandbox", "--port", "0", *known, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        assert process.stdout is not None
        told = (await process.stdout.readline()).decode()
        async with Bench(told.removeprefix("The page: ").strip().rstrip("/")) as bench:
            await bench.post("bots", {"token": TOKEN})
            yield bench
    finally:
        process.terminate()
        await process.wait()


@dataclass(frozen=True)
class Places:
    """Where things are that a drill may put elsewhere; by default in its folder, and at the sandbox itself."""

    database: str = ""  # an address
    bot_api: str = ""  # where the bot finds the Bot API
    calls: str = ""  # where the Bot API finds the bot's webhook
    webhook: int = 0  # the port at which the bot listens; 0 takes a free one


async def prepared(bench: Bench, folder: Path, way: Way, owed: int, places: Places | None = None) -> Scene:
    """The database with everything in it; no bot runs yet."""
    places = places or Places()
    database = places.database or f"sqlite:///{folder}/city.db"
    config = _configured(folder, bench, way, database, places)
    neighbours = await _acquainted(bench, "邻居", len(REPRESENTATIVES))
    chats = tuple(phone.id for phone in await _acquainted(bench, "老居民", -(-owed // CASES_EACH)))
    readers = await _acquainted(bench, "街坊", owed)
    now = SystemClock().now()
    async with opened(database) as writer:
        await settle_town(writer, now)
        pairs = tuple(zip(REPRESENTATIVES, neighbours, strict=True))
        seats = await writer.run(lambda tx: tuple(_seat(tx, ref, phone, now) for ref, phone in pairs))
        await writer.run(lambda tx: _owe(tx, chats, owed, now))
        await writer.run(lambda tx: begin(tx, [_known(tx, one.name, one.id, now) for one in readers], now))
    return Scene(bench, config, database, seats, owed, chats, tuple(phone.id for phone in readers))


async def _acquainted(bench: Bench, name: str, count: int) -> tuple[Phone, ...]:
    """People who wrote to the bot long ago; it has handled that."""
    phones = tuple([await bench.phone(f"{name}{number}") for number in range(count)])
    for phone in phones:
        await phone.say("/start")
    await bench.call("deleteWebhook", drop_pending_updates=True)
    return phones


def _seat(tx: Tx, ref: str, neighbour: Phone, now: datetime) -> Seat:
    id_ = people.by_ref(tx, ref) or 0
    person = people.find(tx, id_)
    assert person is not None
    links.begin(tx, Tier.RESIDENTS, id_, _known(tx, neighbour.name, neighbour.id, now), now.date(), now)
    return Seat(invites.make(tx, Role.REPRESENTATIVE, "zibo", id_, now).token, person.code, neighbour)


def _known(tx: Tx, name: str, chat: int, now: datetime) -> int:
    """Somebody who agreed long ago. Returns their id."""
    person = people.add(tx, name, "zh", now)
    people.bind(tx, Address("telegram", str(chat)), person, now)
    return person


def _owe(tx: Tx, chats: tuple[int, ...], owed: int, now: datetime) -> None:
    """Cases that were answered and wait for their rating: the first tick owes a reminder of each."""
    for position, chat in enumerate(chats):
        person = _known(tx, f"老居民{position}", chat, now)
        for _ in range(min(CASES_EACH, owed - position * CASES_EACH)):
            _answered(tx, person, now - ANSWERED_AGO)


def _answered(tx: Tx, author: int, at: datetime) -> None:
    unit = units.by_code(tx, HOME)
    representative = people.by_ref(tx, REPRESENTATIVES[0])
    assert unit is not None
    new = New(
        code=f"owed{author}-{suggestions.count_of_author(tx, author)}", number_unit_id=unit.id, state=State.ASSIGNED,
        channel="chat", author_id=author, anonymous=False, category="other", unit_id=unit.id,
        route=Route(Role.REPRESENTATIVE, Reason.CHOSEN, representative, None), place="", latitude=None, longitude=None,
        first_word_due=at.date(),
    )  # fmt: skip
    case = suggestions.find(tx, suggestions.add(tx, new, at, at.year))
    assert case is not None
    suggestions.say(tx, case.id, "original", author, Role.RESIDENT, "路灯不亮", (), at)
    suggestions.change(
        tx, case, at, state=State.ANSWERED, answered_at=at, answer_class=AnswerClass.SOLVED, answers=1, first_word_at=at
    )


def _configured(folder: Path, bench: Bench, way: Way, database: str, places: Places) -> Path:
    """The pace that Telegram bears. The city lies where it is noon now: reminders go out by day only."""
    port = places.webhook or free_port()
    calls = places.calls or f"http://127.0.0.1:{port}/telegram/webhook"
    base_url = f"{places.bot_api}/bot" if places.bot_api else bench.base_url
    path = folder / "config.toml"
    path.write_text(
        f'[telegram]\ntoken = "{TOKEN}"\nbase_url = "{base_url}"\nbase_file_url = "{bench.base_file_url}"\n'
        f'mode = "{"webhook" if way == "webhook" else "polling"}"\n'
        f'[telegram.webhook]\nport = {port}\nsecret_token = "drill"\npublic_url = "{calls}"\n'
        f'[database]\nurl = "{database}"\n[locale]\ntimezone = "{zone_of_noon()}"\n'
        '[metrics]\nlisten = ""\n[limits]\nmessages_a_minute = 100000\nsuggestions_a_day = 1000\n',
        encoding="utf-8",
    )
    return path


def zone_of_noon() -> str:
    """A time zone in which it is about noon."""
    west = datetime.now(UTC).hour - 12
    return f"Etc/GMT{west:+d}" if west else "Etc/GMT"


@contextlib.contextmanager
def places_of(way: Way) -> Iterator[Places]:
    """Where things are: by default in the folder, for a fleet on a database server of the drill's own."""
    if way != "fleet":
        yield Places()
        return
    with postgres.server() as address, postgres.database(address) as url:
        yield Places(database=url)


def query(database: str, words: str) -> list[tuple[Any, ...]]:
    """Ask the database from outside, beside a running bot."""
    url = DatabaseUrl.parse(database)
    opened = psycopg.connect(database) if url.path is None else sqlite3.connect(url.path, timeout=20)
    with contextlib.closing(opened) as connection:
        return list(connection.execute(words).fetchall())
