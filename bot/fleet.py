"""Several processes on one PostgreSQL: who receives and sends, and who handles which chats.

One process receives updates, sends messages and ticks (`intake`); any number handle turns (`worker`); or one does all
of it, alone (`all`). Chats are divided into parts. Each worker counts who is there and takes its share of the parts,
by locks that end with its connection: if it dies, the others find the parts free at their next round. A second intake
stands by until the place of the first falls free. SQLite knows `all` only.
"""

import asyncio
import contextlib
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from enum import StrEnum

import psycopg

from bot.faults import note
from bot.turns import Turns
from storage.engines import DatabaseRefusedError
from storage.inbox import INBOX, PARTS
from storage.line import Line
from storage.lock import only_one
from storage.outbox import OUTBOX
from storage.trouble import discreet, mend
from storage.url import DatabaseUrl
from storage.writer import WriterClosedError

log = logging.getLogger(__name__)

ROUND = 1.0  # seconds between looks who else is there
AGAIN = 0.5  # seconds between tries to reach the server, or to get a place
SETTLES = 3  # tries: a server may hold a place for a moment longer than the process that had it
FREE_AFTER = 10.0  # seconds in which the server finds out that our own lost connection is gone
RUNNING = "a bot is running on this database already. Stop it first."
WORKERS = "workers are running on this database. Run this one with --role intake, or stop them first."
ALONE = "a bot that does everything (--role all) is running on this database. Stop it first."


class Role(StrEnum):
    """What a process does."""

    ALL = "all"
    INTAKE = "intake"
    WORKER = "worker"

    @property
    def receives(self) -> bool:
        """Whether it takes updates, sends messages and ticks."""
        return self is not Role.WORKER

    @property
    def handles(self) -> bool:
        """Whether it runs turns."""
        return self is not Role.INTAKE


# What a process tells the others, and what it hears of them.
TELLS = {Role.ALL: (), Role.INTAKE: (INBOX,), Role.WORKER: (OUTBOX,)}
HEARS = {Role.ALL: (), Role.INTAKE: (OUTBOX,), Role.WORKER: (INBOX,)}


class Bell:
    """Gathers the ids that ring until somebody takes them; no ids at all mean that everything is to be looked at."""

    def __init__(self) -> None:
        self._ids: set[int] = set()
        self._all = True
        self._rung = asyncio.Event()
        self._rung.set()

    def ring(self, payload: str) -> None:
        """Some rows are there."""
        self._all = self._all or not payload
        self._ids.update(map(int, payload.split()))
        self._rung.set()

    async def rung(self) -> set[int]:
        """The ids since this was asked last, as soon as there are any."""
        await self._rung.wait()
        self._rung.clear()
        ids, self._ids = (set() if self._all else self._ids), set()
        self._all = False
        return ids


class Place:
    """The place of a process among the others, while its connection holds."""

    def __init__(self, url: DatabaseUrl, role: Role) -> None:
        self._url, self._role = url, role
        self._line: Line | None = None
        self.bell = Bell()
        self._told: set[str] = set()  # what is to be done where the server does not let us in, until it does
        self.lost = asyncio.Event()  # somebody else has taken it: this process must end

    async def take(self) -> None:
        """Connect and take the place; an intake waits for it. Raises DatabaseRefusedError."""
        self._line = line = await Line.open(self._url, *HEARS[self._role])
        why = ""
        for _ in range(SETTLES):
            why = await self._refused(line)
            if not why or self._role is Role.INTAKE:
                break
            await asyncio.sleep(AGAIN)
        if why and self._role is Role.INTAKE:
            log.warning("Another process receives and sends on %s; this one stands by.", self._url)
            await self._stand_by(line)
        elif why:
            raise DatabaseRefusedError(f"{self._url}: {why}")

    async def keep(
        self,
        balance: "Callable[[Line], Awaitable[None]] | None",
        cut: Callable[[], None],
        back: Callable[[], None] = lambda: None,
    ) -> None:
        """Hear bells and look round, for ever; `cut` is called when the place is lost, `back` once it is had again."""
        while not self.lost.is_set():
            try:
                await self._round(balance)
            except psycopg.Error as error:
                log.warning("The database server was lost (%s); its place is taken again.", type(error).__name__)
                cut()
                if await self._again():
                    back()
            except WriterClosedError:
                return
            except Exception as error:
                note(log, error, "Looking round among the other processes failed; it is done again")
                await asyncio.sleep(AGAIN)

    async def _round(self, balance: "Callable[[Line], Awaitable[None]] | None") -> None:
        line = self._line
        if line is None:
            raise psycopg.OperationalError("not connected")
        await (line.see() if balance is None else balance(line))
        async for _, payload in line.bells(ROUND):
            self.bell.ring(payload)

    async def leave(self) -> None:
        """Let the others have it."""
        if self._line is not None:
            with contextlib.suppress(psycopg.Error):
                await self._line.close()

    async def _stand_by(self, line: Line) -> None:
        """Wait for the place to fall free, also where the server goes away meanwhile."""
        while True:
            with self._told_once():
                if line.closed:
                    await asyncio.sleep(AGAIN)
                    self._line = line = await Line.open(self._url, *HEARS[self._role])
                async for _ in line.bells(AGAIN):
                    pass  # they ring for the one that sends; unheard they would pile up
                if not await self._refused(line):
                    return
                self._told.clear()

    async def _refused(self, line: Line) -> str:
        """Why the place can't be had now, or ""."""
        if self._role is Role.WORKER:
            return "" if await line.come() else ALONE
        if not await line.take_place():
            return RUNNING
        return WORKERS if self._role is Role.ALL and not await line.come(alone=True) else ""

    async def _again(self) -> bool:
        """Connect again and take the same place; give up only if somebody else holds it for good."""
        await self.leave()
        end: float | None = None
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(AGAIN)
            with self._told_once():
                self._line = await Line.open(self._url, *HEARS[self._role])
                if not await self._refused(self._line):
                    self.bell.ring("")  # whatever rang meanwhile
                    self._told.clear()
                    return True
                await self._line.close()
                end = end or loop.time() + FREE_AFTER
                if loop.time() > end:
                    log.error("Another process has taken this one's place on %s; this one ends.", self._url)
                    self.lost.set()
                    return False

    @contextlib.contextmanager
    def _told_once(self) -> Iterator[None]:
        """Where the server is away or does not let us in, say why, once for each mend; whoever asks tries again."""
        try:
            yield
        except (DatabaseRefusedError, psycopg.Error) as error:
            todo = mend(error.__cause__ or error)
            if todo not in self._told:
                self._told.add(todo)
                why = discreet(error) if isinstance(error, psycopg.Error) else str(error)
                log.warning("No place can be had: %s It is tried again until it works.", why)


class Share:
    """A worker's share of the chats."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._mine: frozenset[int] = frozenset()
        self._given_up: frozenset[int] = frozenset()  # and not given back yet, as something of them is in hand

    async def balance(self, line: Line) -> None:
        """Take or give back parts of the chats, so that each worker that is there has about as many."""
        await self._give_back(line)
        if self._turns.parts != self._mine:  # the last round was broken off
            await self._turns.share(self._mine)
        fair = -(-PARTS // max(1, await line.present()))
        if len(self._mine) > fair:
            await self._give(line, frozenset(random.sample(sorted(self._mine), len(self._mine) - fair)))
        elif len(self._mine) < fair:
            await self._take(line, fair - len(self._mine))

    def cut(self) -> None:
        """The locks are gone with the connection: others may handle these chats now."""
        self._mine = self._given_up = frozenset()
        self._turns.let_go()

    async def _give(self, line: Line, parts: frozenset[int]) -> None:
        self._mine, self._given_up = self._mine - parts, self._given_up | parts
        await self._turns.share(self._mine)
        await self._give_back(line)

    async def _give_back(self, line: Line) -> None:
        """Let others have what was given up and is not in hand any more; what is, next time."""
        for part in self._given_up - self._turns.given_up():
            await line.give_back(part)
            self._given_up -= {part}

    async def _take(self, line: Line, count: int) -> None:
        free = sorted(set(range(PARTS)) - await line.taken())
        got = {part for part in random.sample(free, min(count, len(free))) if await line.take(part)}
        if got:
            self._mine |= got
            await self._turns.share(self._mine)


@contextlib.asynccontextmanager
async def placed(url: DatabaseUrl, role: Role) -> AsyncIterator[Place | None]:
    """Hold a process's place on a database; None on SQLite, where there is only one. Raises DatabaseRefusedError."""
    if url.engine == "sqlite":
        with _alone(url, role):
            yield None
        return
    place = Place(url, role)
    try:
        await place.take()
        yield place
    finally:
        await place.leave()


@contextlib.contextmanager
def _alone(url: DatabaseUrl, role: Role) -> Iterator[None]:
    if role is not Role.ALL:
        raise DatabaseRefusedError(f"{url}: --role {role} needs PostgreSQL; SQLite is for one process, --role all.")
    with only_one(url):
        yield
