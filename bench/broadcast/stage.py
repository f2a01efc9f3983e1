"""What a notice is sent in: a town, tens of thousands who get it, a sandbox that knows them all, and who sends it."""

import contextlib
import sqlite3
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.crash.scene import sandbox
from bench.talkers import ZH, settle
from bot.clock import SystemClock
from domain.people import Role
from sandbox.records import Chat, User
from sandbox.world import World
from services import invites
from storage.tx import micros
from tests.support.city import opened
from tests.support.process import Bot, write_config
from tests.support.sandbox import TOKEN, Bench, Phone

FIRST = 800_000_001  # the accounts of those who get it begin here
FIRST_PERSON = 1_000_000
PER_SECOND = 30  # Telegram's limit, as the sandbox holds it
NOTICE = 2  # the priority
UNIT = "gaoxin"  # where they live; those who talk meanwhile come by stations elsewhere
WORDS = "本周六上午九点至十一点，人大代表在各联络站接待群众，欢迎您前来反映意见、提出建议。"
RULES = "[access]\ntwo_person = false\n"  # one administrator is enough here
BODY = '{"text":"<b>通知</b>：本周六上午九点至十一点，人大代表在各镇街联络站接待群众，欢迎您前来反映意见、提出建议。"}'
PEOPLE = (
    "INSERT INTO persons (id, code, name, unit_id, language, consent_at, created_at)"
    " VALUES (?, ?, ?, (SELECT id FROM units WHERE code = ?), 'zh', ?, ?)",
    "INSERT INTO accounts (channel, address, person_id, bound_at) VALUES ('telegram', ?, ?, ?)",
)
ROW = (
    "INSERT INTO outbox (channel, address, priority, action, body, created_at, due_at)"
    " VALUES ('telegram', ?, ?, 'send', ?, ?, ?)"
)
WAITING = """SELECT (SELECT count(*) FROM notice_recipients WHERE state IN ('waiting', 'handed'))
                 + (SELECT count(*) FROM notices WHERE state IN ('sending', 'scheduled'))"""


@dataclass(frozen=True)
class Stage:
    """Everything there is."""

    bench: Bench
    bot: Bot
    database: Path
    recipients: range
    sender: Phone

    @property
    def pid(self) -> int:
        """The process."""
        assert self.bot.process is not None
        return self.bot.process.pid

    async def send(self) -> None:
        """Let the administrator write the notice and send it, to all who live in the unit."""
        await self.sender.say("/notice")
        await self.sender.press(ZH("notice.new"))
        await self.sender.hear()
        await self.sender.say(WORDS)
        await self.sender.press(ZH("notice.preview"))
        await self.sender.press(ZH("notice.send"))

    def waiting(self) -> int:
        """For how many it waits, or 1 while it is not over."""
        with contextlib.closing(sqlite3.connect(f"{self.database.as_uri()}?mode=ro", uri=True)) as db:
            return int(db.execute(WAITING).fetchone()[0])


@contextlib.asynccontextmanager
async def staged(count: int) -> AsyncIterator[Stage]:
    """The stage, with a bot that runs and has nothing to do yet."""
    with tempfile.TemporaryDirectory(prefix="shuanglian-broadcast-") as name:
        folder, recipients = Path(name), range(FIRST, FIRST + count)
        crowd(folder / "sandbox", recipients)
        async with sandbox(folder / "sandbox") as bench:
            await settle(folder / "city.db")
            accounts(folder / "city.db", recipients)
            invitation = await _invitation(folder / "city.db")
            async with Bot(write_config(folder, bench, RULES)) as bot:
                await bot.up()
                yield Stage(bench, bot, folder / "city.db", recipients, await _administrator(bench, invitation))


async def _invitation(database: Path) -> str:
    async with opened(f"sqlite:///{database}") as writer:
        made = await writer.run(lambda tx: invites.make(tx, Role.ADMIN, UNIT, None, SystemClock().now()))
        return made.token


async def _administrator(bench: Bench, invitation: str) -> Phone:
    phone = await bench.phone("管理员")
    await phone.say(f"/start i_{invitation}")
    await phone.press(ZH("start.agree"))
    return phone


def crowd(folder: Path, recipients: range) -> None:
    """Let all of them have opened the chat with the bot, in what a sandbox keeps."""
    world = World(folder)
    bot = world.people.register_bot(TOKEN, None, None)
    for chat in recipients:
        world.people.users.put(chat, User(id=chat, first_name=f"居民{chat - FIRST}"))
        opened = Chat(bot=bot.id, id=chat, started=True)
        world.people.chats.put(opened.key, opened)
    world.close()


def accounts(database: Path, recipients: range) -> None:
    """Let the bot know all of them."""
    now = micros(datetime.now(UTC))
    people, addresses = PEOPLE
    with contextlib.closing(sqlite3.connect(database)) as db, db:
        rows = ((FIRST_PERSON + chat, f"N{chat}", f"居民{chat - FIRST}", UNIT, now, now) for chat in recipients)
        db.executemany(people, rows)
        db.executemany(addresses, ((str(chat), FIRST_PERSON + chat, now) for chat in recipients))


def put(database: Path, recipients: range) -> None:
    """Put a notice into the outbox, for all of them."""
    now = micros(datetime.now(UTC))
    with contextlib.closing(sqlite3.connect(database, timeout=20)) as db, db:
        db.executemany(ROW, ((str(chat), NOTICE, BODY, now, now) for chat in recipients))
