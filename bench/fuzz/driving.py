"""Feeding a running bot, and looking at what became of every update."""

import contextlib
import copy
import json
import random
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from telegram import Update

from bench.crash.scene import sandbox
from bench.fuzz.sorts import Crowd, Sorts
from bench.fuzz.typed import Json
from bench.slope import Sample, memory
from bot import handling
from bot.envelope import is_talk
from bot.intake import Intake
from domain.people import Role
from storage import people, units
from storage.tx import Tx
from tests.support.city import City, living, seats
from tests.support.sandbox import Phone
from tests.walk.steps import ZH, office, part

A_SEED = 100  # updates that one seed makes
AT_ONCE = 10  # updates that are stored together
RESIDENTS, STAFF = 6, 2
FIRST_NUMBER = 10**9  # beyond those that the sandbox gives itself
REPLACED_AFTER = 10  # seeds; then others come, so that no chat grows for ever
# Files of a made-up id can't be sent again. Telegram gives none such.
OF_MADE_UP_FILES = ("wrong file", "file_id", "wrong remote file", "http url")


@dataclass
class Findings:
    """What a run showed."""

    updates: int = 0
    parked: int = 0  # of those that can't be read at all
    faults: list[str] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)  # seeds
    memory: list[Sample] = field(default_factory=list)  # updates so far, bytes in use


async def fuzz(seeds: Iterable[int]) -> Findings:
    """A fresh town and its bot in this process, the sandbox in another, and the updates of some seeds.

    The sandbox keeps all that was ever said; in this process that would hide whether the bot's memory is flat.
    """
    handling.PAUSES = (0.0,)  # before a further try; what fails here fails every time
    with tempfile.TemporaryDirectory() as folder:
        async with sandbox() as bench, living(bench, Path(folder), limits=UNLIMITED) as city:
            city.trouble_expected = True
            return await Fuzz(city).play(seeds)


UNLIMITED = {"messages_a_minute": 100_000, "suggestions_a_day": 1000}  # all of the nonsense must be looked at


class Fuzz:
    """A running bot, and the crowd that writes to it."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.findings = Findings()
        bot = city.bot
        self._intake = Intake(bot.writer, bot.application.bot.id, city.clock, bot.turns.feed, is_busy=bot.turns.is_busy)
        self._crowd: Crowd | None = None
        self._phones: list[Phone] = []
        self._seen = 0  # the last row of the outbox that was looked at
        self._number = FIRST_NUMBER
        self._unreadable: set[int] = set()
        self._overheard = 0  # talk of a group, which is not kept

    async def play(self, seeds: Iterable[int]) -> Findings:
        """Feed the updates of some seeds."""
        for count, seed in enumerate(seeds):
            if count % REPLACED_AFTER == 0:
                self._crowd = await self._gather()
            await self._one(seed)
            self.findings.memory.append((self.findings.updates, memory()))
        return self.findings

    async def _one(self, seed: int) -> None:
        assert self._crowd is not None
        sorts, first = Sorts(random.Random(seed), self._crowd), self._number
        for _ in range(A_SEED // AT_ONCE):
            await self._look(sorts.crowd)
            made = [sorts.update(self._number + n) for n in range(AT_ONCE)]
            self._number += AT_ONCE
            self._unreadable |= {update["update_id"] for update in made if not self._is_readable(update)}
            self._overheard += sum(is_talk(update, self.city.bot.application.bot.id) for update in made)
            await self._intake.keep(made)
            await self.city.bot.turns.idle()
        await self.city.bot.settle()
        self._unreadable |= sorts.damaged
        await self._judge(seed, first)

    def _is_readable(self, update: Json) -> bool:
        """Whether the library can make an object of it; what it can't read may be parked."""
        with contextlib.suppress(Exception):
            Update.de_json(copy.deepcopy(json.loads(json.dumps(update))), self.city.bot.application.bot)
            return True
        return False

    async def _judge(self, seed: int, first: int) -> None:
        """Every update is done, or parked for a reason; and nothing else went wrong."""
        rows = await self.city.bot.writer.run(lambda tx: _states(tx, first))
        faults = [
            f"update {row['update_id']} is {row['state']}: {row['error']}"
            for row in rows
            if row["state"] != "done" and not (row["state"] == "parked" and row["update_id"] in self._unreadable)
        ]
        if len(rows) + self._overheard != A_SEED:
            faults.append(f"{len(rows)} of {A_SEED} updates are there, {self._overheard} were talk of a group")
        self._overheard = 0
        self.findings.parked += sum(row["state"] == "parked" for row in rows)
        faults += [error for error in self.city.errors if not self._is_expected(error)]
        faults += await self.city.bot.writer.run(_dead)
        self.city.errors.clear()
        self.findings.updates += A_SEED
        if faults:
            self.findings.failed.append(seed)
            self.findings.faults += faults

    def _is_expected(self, error: str) -> bool:
        if any(f"Update {number} " in error for number in self._unreadable):
            return True
        return "it is a dead letter" in error  # looked at in the outbox

    async def _look(self, crowd: Crowd) -> None:
        """What the bot showed people since, so that some presses and replies are real ones."""
        for row in await self.city.bot.writer.run(lambda tx: _shown(tx, self._seen)):
            self._seen = max(self._seen, row["id"])
            who = int(row["address"])
            buttons = [button for line in json.loads(row["body"]).get("buttons", ()) for button in line]
            crowd.shown.setdefault(who, []).append(row["message_id"])
            known = crowd.codes.setdefault(who, [])
            known += [(row["message_id"], button["code"]) for button in buttons if button.get("code")]
            del known[:-60], crowd.shown[who][:-60]

    async def _gather(self) -> Crowd:
        """New people: residents who agreed, one who did not, representatives, an officer and an administrator."""
        refs = [*seats("zd-fujia")[:STAFF]]
        phones = [await self.city.resident(f"居民{n}", ("zh", "en")[n % 2]) for n in range(RESIDENTS)]
        phones += [await self.city.staff(ref) for ref in refs]
        phones += [
            await self.city.staff(office(Role.OFFICER, "zd-fujia"), Role.OFFICER, "zd-fujia"),
            await self.city.staff(office(Role.ADMIN, "zibo"), Role.ADMIN, "zibo"),
        ]
        stranger = await self.city.bench.phone("路人")
        await stranger.say("/start")
        self._phones = [*phones, stranger]
        files = await _files(phones[0])
        await self.city.bot.settle()
        found = await self.city.bot.writer.run(
            lambda tx: [people.find(tx, people.by_ref(tx, ref) or 0) for ref in refs]
        )
        codes = [f"r_{one.code}" for one in found if one]
        return Crowd([phone.id for phone in self._phones], files, codes, group=await self._group(phones[-2]))

    async def _group(self, officer: Phone) -> int:
        """A staff group of the station, connected by its officer."""
        group = await self.city.bench.group("工作群", officer)
        await officer.say("/group")
        await officer.press(ZH("group.connect", name=await self.city.bot.writer.run(_station)))
        link = (await officer.hear(part(ZH, "group.link")))["reply_markup"]["inline_keyboard"][0][0]["url"]
        await officer.in_chat(group["id"]).say(f"/start {link.partition('startgroup=')[2]}")
        await self.city.bot.settle()
        return int(group["id"])


def _station(tx: Tx) -> str:
    found = units.station_by_code(tx, "zd-fujia", date.min)
    return found.name if found else ""


def _states(tx: Tx, first: int) -> list[Json]:
    query = f"SELECT update_id, state, error FROM inbox WHERE update_id >= {first}"  # noqa: S608 - a number of ours
    return [dict(row) for row in tx.connection.execute(query).fetchall()]


def _shown(tx: Tx, after: int) -> list[Json]:
    query = f"SELECT id, address, message_id, body FROM outbox WHERE id > {after} AND state = 'sent' ORDER BY id"  # noqa: S608
    return [row for row in map(dict, tx.connection.execute(query).fetchall()) if row["body"] and row["message_id"]]


def _dead(tx: Tx) -> list[str]:
    rows = tx.connection.execute("SELECT id, error FROM outbox WHERE state = 'dead' ORDER BY id").fetchall()
    tx.connection.execute("UPDATE outbox SET state = 'dropped' WHERE state = 'dead'")
    errors = [f"message {row['id']} is a dead letter: {row['error']}" for row in rows]
    return [error for error in errors if not any(sign in error.lower() for sign in OF_MADE_UP_FILES)]


async def _files(phone: Phone) -> dict[str, Json]:
    """Real files of the sandbox, as they stand in messages."""
    await phone.send_photo()
    await phone.send_voice()
    await phone.send_document()
    mine = [message for message in await phone.messages() if not message["from"]["is_bot"]]
    return {kind: message[kind] for kind in ("photo", "voice", "document") for message in mine if kind in message}
